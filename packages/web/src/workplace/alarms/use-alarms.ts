import { useEffect, useRef } from 'react';
import { useMe } from '../../auth/index.ts';
import { alarm, announce, titleAlert } from '../../platform/announce.tsx';
import { preferences } from '../../platform/preferences.ts';
import { serverNow } from '../../platform/server-time.ts';
import { type Translate, useText } from '../../platform/text.tsx';
import { formatClock } from '../../ui/dates.ts';
import { useStatus } from '../use-status.ts';
import { type Alarm, type Heard, nextAlarms, nothingHeard, toneOf } from './alarm-rules.ts';
import { showNotice } from './notices.ts';
import { isSilenced, mayRing } from './sound.ts';
import { play } from './tones.ts';

/** A look each second costs nothing and asks nobody: a repeated alarm is due by the clock, not by an answer. */
const LOOK_MS = 1_000;

/** Rings, shows notices, and puts the number of overdue orders into title and icon. The server's ladder does not depend on it. */
export function useAlarms(): void {
  const t = useText();
  const { lab } = useMe();
  const { data } = useStatus();
  const work = data?.work ?? null;
  const heard = useRef<Heard | null>(null);
  const urgent = work ? work.overdue + work.exhausted : 0;
  useEffect(() => {
    titleAlert.set(urgent);
    document.querySelector('link[rel="icon"]')?.setAttribute('href', urgent > 0 ? '/favicon-alert.svg' : '/favicon.svg');
  }, [urgent]);

  useEffect(() => {
    if (!work) return;
    const look = (): void => {
      const { alarms, heard: after } = nextAlarms(heard.current ?? nothingHeard(work), work, serverNow());
      heard.current = after;
      ring(alarms, t, lab.zone);
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [work, t, lab.zone]);
}

function ring(alarms: readonly Alarm[], t: Translate, zone: string): void {
  if (alarms.length === 0) return;
  for (const one of alarms) {
    const words = wordsOf(one, t, zone);
    if (one.level === 'high') alarm(words);
    else announce(words);
    if (mayRing() && !isSilenced() && preferences.get().hasNotices) showNotice(words);
  }
  const { soundsFrom, loudness } = preferences.get();
  const tone = toneOf(alarms, soundsFrom);
  if (tone && mayRing() && !isSilenced()) play(tone, loudness);
}

/** "New critical, Chemistry, due 14:32": enough to get up for, and nothing about whom. */
function wordsOf(one: Alarm, t: Translate, zone: string): string {
  if (one.level === 'high') return t('alarm.high', { count: one.urgent });
  if (one.level === 'low') return t('alarm.low', { count: one.count });
  if (one.count > 1) return t('alarm.mediumMany', { count: one.count });
  const { department, dueAt } = one.first;
  return t('alarm.medium', {
    department: department ?? t('alarm.noDepartment'),
    due: dueAt ? formatClock(dueAt, zone) : t('urgency.noDeadline'),
  });
}
