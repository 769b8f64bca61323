import type { Ownership } from '@critical-callout/contract/ownership';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useMe } from '../auth/index.ts';
import { useAtTime } from '../platform/server-time.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { formatDuration } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import { claiming } from './owner-actions.ts';
import { type Called, isCalled, useCallAbout } from './running-call.ts';
import { usePresenceOf } from './use-presence.ts';

/** `M. Osei is calling · 00:42`: the running time as a telephone shows it. */
function CallTime({ since }: { since: string }): ReactNode {
  const seconds = useAtTime((now) => Math.max(0, Math.floor((now - Date.parse(since)) / 1_000)));
  const minutes = Math.floor(seconds / 60);
  return <span>{`${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`}</span>;
}

/** Who is on the telephone about it, who has it, who has it open: at most one line each. */
export function OwnerMarks({ ownership }: { ownership: Ownership }): ReactNode {
  const t = useText();
  const me = useMe();
  const { claim, assignedTo, queue, people, isUnownedTooLong, unownedSince } = ownership;
  const nameOf = (person: { userId: string; name: string }): string =>
    person.userId === me.userId ? t('ownership.you') : person.name;
  const isClaimLive = useAtTime((now) => claim !== null && Date.parse(claim.leaseUntil) > now);
  const callers = people.filter(({ callStartedAt }) => callStartedAt !== null);
  const holder = isClaimLive ? claim : null;
  const lookers = people.filter(
    ({ userId, callStartedAt }) => callStartedAt === null && userId !== me.userId && userId !== holder?.userId,
  );
  return (
    <>
      {callers.map((person) => (
        <StateMark key={person.userId} name="calling" tone="blue">
          {callingWords(person.called, nameOf(person), t)} · <CallTime since={person.callStartedAt ?? ''} />
        </StateMark>
      ))}
      {holder && callers.every(({ userId }) => userId !== holder.userId) && (
        <StateMark name="claimed" tone="blue">
          {t('ownership.claimedBy', { by: nameOf(holder) })}
        </StateMark>
      )}
      {assignedTo && assignedTo.userId !== holder?.userId && (
        <StateMark name="people" tone="neutral">
          {t('ownership.assignedTo', { to: nameOf(assignedTo) })}
        </StateMark>
      )}
      {queue && (
        <StateMark name="waiting" tone="neutral">
          {t('ownership.queue', { queue: queue.name })}
        </StateMark>
      )}
      {lookers.length > 0 && (
        <StateMark name="open-elsewhere" tone="neutral">
          {t('ownership.hasOpen', { by: lookers.map(({ name }) => name).join(', '), count: lookers.length })}
        </StateMark>
      )}
      {isUnownedTooLong && unownedSince !== null && !holder && !assignedTo && <Unowned since={unownedSince} />}
    </>
  );
}

/** `M. Osei is calling Dr Patel`; a patient is never named here. */
function callingWords(called: Ownership['people'][number]['called'], by: string, t: Translate): string {
  if (called === null) return t('ownership.calling', { by });
  return t('ownership.callingWhom', { by, whom: called.name ?? t('ownership.thePatient') });
}

/** On the card of a contact: who is calling them, since when. */
export function CallsTo({ billId, contact }: { billId: number; contact: Called }): ReactNode {
  const t = useText();
  const me = useMe();
  const own = useCallAbout(billId);
  const people = usePresenceOf(billId)?.people ?? [];
  const calls = people.filter(({ userId, called }) => userId !== me.userId && isCalled(called, contact));
  const isMine = own !== null && isCalled(own.called, contact);
  return (
    <>
      {isMine && (
        <StateMark name="calling" tone="blue">
          {t('ownership.calling', { by: t('ownership.you') })} · <CallTime since={own.startedAt} />
        </StateMark>
      )}
      {calls.map(({ userId, name, callStartedAt }) => (
        <StateMark key={userId} name="calling" tone="blue">
          {t('ownership.calling', { by: name })} · <CallTime since={callStartedAt ?? ''} />
        </StateMark>
      ))}
    </>
  );
}

/** The claim was asked for and not answered yet. */
export function ClaimingMark({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const isClaiming = useSyncExternalStore(claiming.watch, () => claiming.get().has(billId));
  if (!isClaiming) return null;
  return (
    <StateMark name="claimed" tone="neutral">
      {t('ownership.claiming')}
    </StateMark>
  );
}

/** An alarm of its own: the order is nobody's. */
function Unowned({ since }: { since: string }): ReactNode {
  const t = useText();
  const span = useAtTime((now) => formatDuration(now - Date.parse(since)));
  return (
    <StateMark name="unowned" tone="critical">
      {t('ownership.unowned', { span })}
    </StateMark>
  );
}
