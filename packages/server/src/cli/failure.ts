import { Refused } from '../platform/http.ts';

/** What of a failed command is said: what, where, what to do. A fault nobody foresaw keeps its stack. */
export function describeFailure(error: unknown, args: string[]): string {
  const command = `critical-callout ${args.find((arg) => !arg.startsWith('-')) ?? ''}`.trim();
  if (error instanceof Refused) return `${command}: ${error.refusal.message}`;
  if (!(error instanceof Error)) return `${command}: ${String(error)}`;
  const { code, syscall, path, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') {
    return `${command}: Port ${port} of ${address} is in use by another program. Stop it, or set CALLOUT_HTTP_PORT or CALLOUT_MLLP_PORT.`;
  }
  if (code === 'EACCES' && syscall === 'listen') {
    return `${command}: This account may not listen on port ${port} of ${address}. Set CALLOUT_HTTP_PORT or CALLOUT_MLLP_PORT to 1024 or higher.`;
  }
  if (code === 'ENOENT' && path) return `${command}: ${path} does not exist.`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT') {
    return `${command}: The database in DATABASE_URL cannot be reached (${code} ${address ?? ''}${port ? `:${port}` : ''}). Is it running, and is the address right?`;
  }
  if (code === '28P01' || code === '28000')
    return `${command}: The database refuses the account in DATABASE_URL: ${error.message}.`;
  if (code === '3D000') return `${command}: ${error.message}. Make it first: createdb, or CREATE DATABASE.`;
  const isExpected = error.constructor !== TypeError && error.constructor !== ReferenceError && error.constructor !== RangeError;
  return `${command}: ${isExpected ? error.message : (error.stack ?? error.message)}`;
}
