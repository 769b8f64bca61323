import type { CriticalRecord } from '@critical-callout/contract/callout';
import type { WorklistItem } from '@critical-callout/contract/worklist';
import { CriticalValues } from '@critical-callout/domain/callout';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useAtTime, useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { ByHandMark } from '../ui/by-hand.tsx';
import { badgeOf, needsReview, stateOfBill } from '../ui/critical-values.ts';
import { formatDuration, formatMoment } from '../ui/dates.ts';
import { Mark, StateMark } from '../ui/marks.tsx';
import { joinNames } from '../ui/names.ts';
import { ClosingMark, NextTryMark } from '../ui/next-steps.tsx';
import { ResultLimit, ResultValue } from '../ui/result-value.tsx';
import { formatChange, formatValue } from '../ui/values.ts';
import { urgencyOf } from './urgency.ts';
import css from './worklist.module.css';

type Props = { item: WorklistItem };

/** `OVERDUE 4 min`, `7 min left`: shape, word and place say it, the colour only repeats it. */
export function UrgencyMark({ item }: { item: Pick<WorklistItem, 'dueAt' | 'criticalAt' | 'reports'> }): ReactNode {
  const t = useText();
  const state = useAtTime((now) => urgencyOf(item, now).state);
  const left = useAtTime((now) => formatDuration(urgencyOf(item, now).leftMs));
  switch (state) {
    case 'overdue':
      return (
        <StateMark name="overdue" tone="overdue" isFilled>
          {t('urgency.overdue', { by: left })}
        </StateMark>
      );
    case 'due-soon':
      return (
        <StateMark name="due-soon" tone="amber">
          {t('urgency.left', { left })}
        </StateMark>
      );
    case 'in-time':
      return (
        <StateMark name="in-time" tone="neutral">
          {t('urgency.left', { left })}
        </StateMark>
      );
    case 'no-deadline':
      return (
        <StateMark name="in-time" tone="neutral">
          {t('urgency.noDeadline')}
        </StateMark>
      );
    case 'done':
      return (
        <StateMark name="done" tone="done">
          {t('status.done')}
        </StateMark>
      );
  }
}

export function UrgencyCell({ item }: Props): ReactNode {
  const used = useAtTime((now) => Math.round(urgencyOf(item, now).usedShare * 20) * 5);
  const state = useAtTime((now) => urgencyOf(item, now).state);
  return (
    <>
      <UrgencyMark item={item} />
      {state !== 'done' && (
        <svg className={css.used} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <rect width="100" height="4" className={css.usedTrack} />
          <rect width={used} height="4" className={css.usedBar} data-state={state} />
        </svg>
      )}
      <span className={css.compact}>
        <StateCell item={item} />
      </span>
    </>
  );
}

export function TestCell({ item }: Props): ReactNode {
  const t = useText();
  return (
    <Lines>
      {item.reports.map((report) => (
        <span key={report.labReportId}>
          <bdi>{report.testName}</bdi>
          <span className={css.minor}>{[report.specimen, t(`resultStatus.${report.status}`)].filter(Boolean).join(' · ')}</span>
        </span>
      ))}
    </Lines>
  );
}

/** The first critical value of each report in full, further ones counted: all are in the panel. */
const SHOWN_VALUES = 2;

export function ResultCell({ item }: Props): ReactNode {
  return (
    <Lines>
      {item.reports.map((report) => (
        <ReportValues key={report.labReportId} report={report} />
      ))}
    </Lines>
  );
}

function ReportValues({ report }: { report: CriticalRecord }): ReactNode {
  const t = useText();
  const { parameters } = report;
  const test = (
    <span className={css.testName}>
      <bdi>{report.testName}</bdi> <span className={css.status}>{t(`resultStatus.${report.status}`)}</span>
    </span>
  );
  if (parameters.length === 0) {
    return (
      <span>
        {test} {t('result.unparsed')}
      </span>
    );
  }
  return (
    <span>
      {test}
      {parameters.slice(0, SHOWN_VALUES).map((parameter) => (
        <span key={parameter.resultId} className={css.result}>
          {parameters.length > 1 && <span className={css.parameter}>{parameter.parameterName}</span>}
          <ResultValue parameter={parameter} />
          <span className={css.minor}>
            <ResultLimit parameter={parameter} />
          </span>
        </span>
      ))}
      {report.byHand && (
        <span className={css.minor}>
          <ByHandMark byHand={report.byHand} />
        </span>
      )}
      {parameters.length > SHOWN_VALUES && (
        <span className={css.minor}>{t('result.more', { count: parameters.length - SHOWN_VALUES })}</span>
      )}
    </span>
  );
}

/** The value before, its age and the change: what a person asks next. */
export function PreviousCell({ item }: Props): ReactNode {
  const t = useText();
  return (
    <Lines>
      {item.reports.flatMap(({ parameters }) =>
        parameters.slice(0, SHOWN_VALUES).map((parameter) => <Previous key={parameter.resultId} parameter={parameter} t={t} />),
      )}
    </Lines>
  );
}

function Previous({
  parameter,
  t,
}: {
  parameter: CriticalRecord['parameters'][number];
  t: ReturnType<typeof useText>;
}): ReactNode {
  const { previous, value, unit, observedAt } = parameter;
  if (!previous) return <span className={css.minor}>{t('previous.none')}</span>;
  const change = previous.unit === unit ? formatChange(value, previous.value) : null;
  const age = observedAt && previous.observedAt ? formatDuration(Date.parse(observedAt) - Date.parse(previous.observedAt)) : null;
  return (
    <span>
      <bdi className={css.nowrap}>{formatValue(previous.value, previous.unit)}</bdi>
      <span className={css.minor}>
        {[
          age && t('previous.before', { age }),
          change && [change.difference, change.percent].filter(Boolean).join(' '),
          previous.unit !== unit && t('previous.unitDiffers'),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </span>
  );
}

export function WhereCell({ item }: Props): ReactNode {
  const t = useText();
  const place = [item.ward, item.room].filter(Boolean).join(' · ');
  return (
    <Lines>
      <bdi>{place || t('where.unknown')}</bdi>
      {item.patientClass && <span className={css.minor}>{t(`patientClass.${patientClassKey(item.patientClass)}`)}</span>}
    </Lines>
  );
}

const patientClassKey = (value: string): 'inpatient' | 'emergency' | 'outpatient' | 'other' =>
  value === 'inpatient' || value === 'emergency' || value === 'outpatient' ? value : 'other';

export function ContactCell({ item }: Props): ReactNode {
  const t = useText();
  return (
    <Lines>
      <bdi>{item.orderingName ?? t('contact.unknown')}</bdi>
      {item.orderingPhone && <span className={`${css.minor} ${css.nowrap}`}>{item.orderingPhone}</span>}
      {item.nextContact && (item.nextContact.name !== item.orderingName || item.nextContact.isOnDuty) && (
        <span className={css.minor}>
          {t('contact.next', { name: item.nextContact.name })}
          {item.nextContact.isOnDuty && ` · ${t('contact.onDuty')}`}
        </span>
      )}
    </Lines>
  );
}

export function ResultedCell({ item }: Props): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const resultedAt = item.resultedAt;
  const ago = useAtTime((at) => formatDuration(at - Date.parse(resultedAt ?? item.receivedAt)));
  return (
    <Lines>
      <span className={css.nowrap}>{formatMoment(resultedAt ?? item.receivedAt, now, lab.zone)}</span>
      <span className={css.minor}>{t(resultedAt ? 'time.ago' : 'time.receivedAgo', { ago })}</span>
    </Lines>
  );
}

/** A critical that nobody can be told of is an alarm at once, not when it is due. */
function NoContact({ item }: Props): ReactNode {
  const t = useText();
  if (!item.hasNoContact) return null;
  return (
    <StateMark name="failed" tone="critical">
      {t('contact.none')}
    </StateMark>
  );
}

/** What the ladder wants said over the loudspeakers and nobody has said yet. */
function OverheadPages({ item: { escalation } }: Props): ReactNode {
  const t = useText();
  return escalation?.pages.map(({ id, whom, say }) => (
    <StateMark key={id} name="overhead-page" tone="amber">
      {t('page.ask', { whom, say })}
    </StateMark>
  ));
}

/** Who is told next if nobody calls. A ladder at its end is as loud as overdue: no machine does anything more. */
function Escalation({ item: { escalation } }: Props): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  if (!escalation) return null;
  if (escalation.isExhausted) {
    return (
      <StateMark name="exhausted" tone="overdue" isFilled>
        {t('escalation.exhausted')}
      </StateMark>
    );
  }
  const { nextStepAt, nextStepNumber, heldUntil } = escalation;
  if (nextStepAt === null || nextStepNumber === null) return null;
  return (
    <span className={css.minor}>
      <Mark name="escalation" size={14} />{' '}
      {heldUntil === null
        ? t('escalation.next', { step: nextStepNumber, at: formatMoment(nextStepAt, now, lab.zone) })
        : t('escalation.held', { step: nextStepNumber, at: formatMoment(heldUntil, now, lab.zone) })}
    </span>
  );
}

/** State of the callout, attempts, and for done ones who was told and when. */
export function StateCell({ item }: Props): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const status = stateOfBill(item.reports.map(({ criticalValues }) => criticalValues));
  const badge = badgeOf(status);
  const review = item.reports.some(({ criticalReason }) => needsReview(criticalReason));
  const last = item.lastCallout;
  return (
    <Lines>
      {last?.closingCode && status === CriticalValues.CALLOUT_DONE ? (
        <StateMark name="withdrawn" tone="neutral">
          {t('state.closed', { code: t(`closing.${last.closingCode}`) })}
        </StateMark>
      ) : (
        <StateMark name={badge.mark} tone={badge.tone}>
          {status === CriticalValues.CALLOUT_ATTEMPTED
            ? t('state.attempts', { count: Math.max(1, item.attempts) })
            : t(badge.label)}
        </StateMark>
      )}
      <NextTryMark nextTry={item.nextTry} />
      <ClosingMark closing={item.closing} />
      <OverheadPages item={item} />
      <Escalation item={item} />
      <NoContact item={item} />
      {review && (
        <StateMark name="review" tone="violet">
          {t('state.review')}
        </StateMark>
      )}
      {last && (
        <span className={css.minor}>
          {t(last.isDraft ? 'state.lastAttempt' : last.closingCode ? 'state.closedBy' : 'state.lastDone', {
            by: last.performedByName,
            at: formatMoment(last.performedAt, now, lab.zone),
            told: last.toldName ?? t('state.nobodyNamed'),
          })}
          {last.backDatedReason !== null && ` · ${t('state.enteredLater')}`}
        </span>
      )}
    </Lines>
  );
}

export function NoticesCell({ item }: Props): ReactNode {
  const t = useText();
  if (item.notices.length === 0) return <span className={css.minor}>{t('notices.none')}</span>;
  return (
    <Lines>
      {item.notices.map(({ channel, sent, waiting, failed }) => {
        const words = [
          sent > 0 && t('notices.sent', { count: sent }),
          waiting > 0 && t('notices.waiting', { count: waiting }),
          failed > 0 && t('notices.failed', { count: failed }),
        ].filter(Boolean);
        return (
          <StateMark
            key={channel}
            name={failed > 0 ? 'failed' : 'mail'}
            tone={failed > 0 ? 'critical' : sent > 0 ? 'done' : 'neutral'}
          >
            {t('notices.channel', { channel })}: {words.length > 0 ? words.join(', ') : t('notices.cancelled')}
          </StateMark>
        );
      })}
    </Lines>
  );
}

export const testsOf = (item: WorklistItem): string => joinNames(item.reports.map(({ testName }) => testName));

const Lines = ({ children }: { children: ReactNode }): ReactNode => <span className={css.lines}>{children}</span>;
