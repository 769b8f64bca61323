import type { CriticalRecord, ToldBefore } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import { formatValue } from '../ui/values.ts';
import css from './callout.module.css';

/** Who heard an earlier value of this report: they are the first to be told of the new one. */
export function ToldBeforeList({ report: { toldBefore } }: { report: CriticalRecord }): ReactNode {
  const t = useText();
  if (toldBefore.length === 0) return null;
  return (
    <div className={css.corrected} data-testid="told-before">
      <StateMark name="review" tone="violet">
        {t('toldBefore.title')}
      </StateMark>
      <ul>
        {toldBefore.map((told) => (
          <li key={`${told.eventSeq} ${told.name} ${told.how}`}>
            <Told told={told} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Told({ told: { name, role, contact, how, at, values } }: { told: ToldBefore }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const heard = values.map(({ parameterName, value, unit }) => `${parameterName} ${formatValue(value, unit)}`).join(', ');
  return (
    <>
      <strong>
        <bdi>{name}</bdi>
      </strong>
      {role && ` (${role})`} · {t(`toldBefore.${how}`)} {formatMoment(at, now, lab.zone)}
      {heard && ` · ${heard}`}
      {contact && (
        <>
          {' · '}
          {how === 'phone' ? <a href={`tel:${contact.replaceAll(/[^\d+*#]/g, '')}`}>{contact}</a> : <bdi>{contact}</bdi>}
        </>
      )}
    </>
  );
}

/** How long it took so far, from the moment the value became critical. */
export function MeasuresLine({ report: { measures } }: { report: CriticalRecord }): ReactNode {
  const t = useText();
  if (!measures) return null;
  const { attempts, minutesToFirstAttempt, minutesToDone, minutesToAcknowledged, isDoneInTime, openings } = measures;
  const parts = [
    minutesToFirstAttempt === null ? null : t('measures.firstAttempt', { minutes: rounded(minutesToFirstAttempt) }),
    attempts > 0 ? t('state.attempts', { count: attempts }) : null,
    minutesToDone === null ? null : t('measures.done', { minutes: rounded(minutesToDone) }),
    isDoneInTime === null ? null : t(isDoneInTime ? 'measures.inTime' : 'measures.late'),
    minutesToAcknowledged === null ? null : t('measures.acknowledged', { minutes: rounded(minutesToAcknowledged) }),
    openings > 1 ? t('measures.openings', { count: openings }) : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : <p className={css.found}>{parts.join(' · ')}</p>;
}

const rounded = (minutes: number): number => Math.round(minutes);
