import type { Me } from '@critical-callout/contract/auth';
import { type ReactNode, useEffect, useState } from 'react';
import { idleMilliseconds } from '../platform/activity.ts';
import { alarm } from '../platform/announce.tsx';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { fetchMe } from './api.ts';
import css from './auth.module.css';
import { lock } from './lock.ts';

/** Said this long before the screen locks or the session ends (WCAG 2.2.1). */
const WARNING_MS = 120_000;
const MINUTE_MS = 60_000;
/** Somebody who types for a long time makes no request: the server is told that they are here. */
const KEEP_ALIVE_MS = 4 * MINUTE_MS;

type Warning = { kind: 'idle' | 'end'; seconds: number } | null;

/** What to say at this moment; null: nothing. */
export function warningAt({ idleMs, idleMinutes, endsInMs }: { idleMs: number; idleMinutes: number; endsInMs: number }): Warning {
  const locksInMs = idleMinutes * MINUTE_MS - idleMs;
  if (idleMinutes > 0 && locksInMs <= Math.min(WARNING_MS, endsInMs)) return { kind: 'idle', seconds: seconds(locksInMs) };
  return endsInMs <= WARNING_MS ? { kind: 'end', seconds: seconds(endsInMs) } : null;
}

const seconds = (ms: number): number => Math.max(0, Math.ceil(ms / 1_000));

/** Locks the screen when nobody has been here for as long as the laboratory allows, and says so two minutes before. */
export function IdleWatch({ me }: { me: Me }): ReactNode {
  const t = useText();
  const [warning, setWarning] = useState<Warning>(null);
  const { idleMinutes, sessionEndsAt } = me;
  useEffect(() => {
    let askedAt = Date.now();
    const timer = setInterval(() => {
      const idleMs = idleMilliseconds();
      const endsInMs = sessionEndsAt === null ? Number.POSITIVE_INFINITY : Date.parse(sessionEndsAt) - serverNow();
      const next = warningAt({ idleMs, idleMinutes, endsInMs });
      setWarning((before) => (before?.kind === next?.kind && before?.seconds === next?.seconds ? before : next));
      if (next?.kind === 'idle' && next.seconds === 0) return lock('idle');
      if (idleMs < MINUTE_MS && Date.now() - askedAt > KEEP_ALIVE_MS) {
        askedAt = Date.now();
        fetchMe().catch(() => undefined);
      }
    }, 1_000);
    return () => clearInterval(timer);
  }, [idleMinutes, sessionEndsAt]);

  const kind = warning?.kind ?? null;
  useEffect(() => {
    if (kind !== null) alarm(t(kind === 'idle' ? 'session.locksSoon' : 'session.endsSoon'));
  }, [kind, t]);
  if (!warning) return null;
  const clock = `${Math.floor(warning.seconds / 60)}:${String(warning.seconds % 60).padStart(2, '0')}`;
  return (
    <section className={css.warning} aria-label={t('session.warning')} data-testid="session-warning">
      <strong>{t(warning.kind === 'idle' ? 'session.locksSoon' : 'session.endsSoon')}</strong>{' '}
      <span aria-hidden="true">{clock}</span> {t(warning.kind === 'idle' ? 'session.locksKey' : 'session.endsText')}
    </section>
  );
}
