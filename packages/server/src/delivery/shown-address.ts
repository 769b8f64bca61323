import { type LabSession, sessionMay } from '@critical-callout/domain/auth';

/** Path and query of a webhook's address often hold a token: whoever does not set it up is shown the host alone. */
export function shownAddress(session: LabSession, channel: string, address: string): string {
  const isWhole = channel !== 'webhook' || sessionMay(session, 'settings.write') || sessionMay(session, 'sources.write');
  if (isWhole || !URL.canParse(address)) return address;
  const { origin, pathname, search } = new URL(address);
  return pathname === '/' && search === '' ? `${origin}/` : `${origin}/…`;
}
