import { isIPv4 } from 'node:net';

/** `required`: nothing is sent unless the connection is encrypted and the certificate is good. */
export type SmtpTls = 'implicit' | 'required' | 'opportunistic';

export type SmtpServer = {
  host: string;
  port: number;
  tls: SmtpTls;
  isLoopback: boolean;
  credentials: { user: string; pass: string } | null;
};

const FORM = 'expected smtp[s]://[user:password@]host[:port][?tls=required|opportunistic]';

/**
 * Reads SMTP_URL. STARTTLS is required unless the server is on this machine (nobody stands between) or the URL says
 * `tls=opportunistic`, which is for a relay in the same protected network and gives up protection against an attacker who
 * removes STARTTLS from the greeting. Messages never repeat the URL: it holds a password.
 */
export function readSmtpUrl(text: string): SmtpServer {
  const url = URL.parse(text);
  if (!url) throw new Error(`SMTP_URL is not a URL: ${FORM}`);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') throw new Error(`SMTP_URL has the scheme ${url.protocol} ${FORM}`);
  if (url.hostname === '') throw new Error(`SMTP_URL names no host: ${FORM}`);
  for (const key of url.searchParams.keys()) {
    if (key !== 'tls') throw new Error(`SMTP_URL has the unknown option ${key}: ${FORM}`);
  }
  const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '');
  const isLoopback = host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
  const isImplicit = url.protocol === 'smtps:';
  const asked = url.searchParams.get('tls');
  if (asked !== null && asked !== 'required' && asked !== 'opportunistic') {
    throw new Error(`SMTP_URL has tls=${asked}: allowed are required and opportunistic`);
  }
  if (isImplicit && asked === 'opportunistic')
    throw new Error('SMTP_URL has tls=opportunistic with smtps, which is always encrypted');
  return {
    host,
    port: url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port),
    tls: isImplicit ? 'implicit' : (asked ?? (isLoopback ? 'opportunistic' : 'required')),
    isLoopback,
    credentials: url.username === '' ? null : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  };
}
