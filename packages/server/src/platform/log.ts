import pg from 'pg';
import { type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';

/** Ids, counts, codes and times only: a log line never holds patient data, message bytes, addresses or secrets. */
export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & {
  child: (bindings: object) => Logger;
};

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One JSON object a line on standard error; standard output belongs to what a command answers. */
export function createLogger(level: LogLevel, stream?: { write: (line: string) => void }): Logger {
  const options = { level, base: undefined, timestamp: stdTimeFunctions.isoTime, serializers: { err: describeError } };
  return pino(options, stream ?? pino.destination({ dest: 2, sync: true }));
}

/**
 * What of an error may be written down. Faults of the database and of parsing quote the value they failed on (a name, an
 * identifier), so of those only the code, the place in the schema and the stack remain.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const stack = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .join('\n');
  const cause = error.cause === undefined ? undefined : describeError(error.cause);
  if (error instanceof pg.DatabaseError) {
    const { table, constraint, column, routine } = error;
    return { type: 'DatabaseError', code, table, constraint, column, routine, stack, cause };
  }
  const isQuoting = error instanceof SyntaxError || error.name.includes('Zod') || error.name === 'ResponseSerializationError';
  return { type: error.name, code, ...(!isQuoting && { message: error.message }), stack, cause };
}
