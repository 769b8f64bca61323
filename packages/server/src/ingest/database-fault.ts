import pg from 'pg';

/**
 * What a failed transaction says about its message. `away`: the database cannot be reached or is not taking work; nothing
 * is known to be wrong with the message. `again`: two transactions met; the same work succeeds when repeated. `content`:
 * anything else, which will fail again with this message.
 */
export type Fault = { kind: 'away' | 'again' | 'content'; code: string };

/** Connection (08), resources (53), operator intervention (57: shut down, starting, cancelled), I/O (58), damaged (XX001, XX002), read-only standby. */
const AWAY = /^(08|53|57|58|25006|XX00[12])/;
/** Serialization failure, deadlock, lock not available. */
const AGAIN = new Set(['40001', '40P01', '55P03']);
const SYSTEM_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EACCES']);
/** pg says these without a code. */
const CONNECTION_WORDS =
  /connection terminated|connection error|not queryable|timeout exceeded when trying to connect|client was closed|calling end on the pool/i;

export function faultOf(error: unknown): Fault {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof pg.DatabaseError) {
    if (AGAIN.has(code)) return { kind: 'again', code };
    return { kind: AWAY.test(code) ? 'away' : 'content', code };
  }
  if (SYSTEM_CODES.has(code)) return { kind: 'away', code };
  if (error instanceof Error && CONNECTION_WORDS.test(error.message)) return { kind: 'away', code: 'connection' };
  return { kind: 'content', code: code || (error instanceof Error ? error.name : 'unknown') };
}
