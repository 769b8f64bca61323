import type { WorklistItem } from '@critical-callout/contract/worklist';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { OwnerMarks } from '../ownership/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { PatientIdentity, PatientName, SimilarName } from '../ui/patient.tsx';
import { ResultLimit, ResultValue } from '../ui/result-value.tsx';
import { UrgencyMark } from '../worklist/index.ts';
import css from './handover.module.css';

/** Whom it is about, the value with its limit, what was last tried and what comes next: enough to take it over by. */
export function OrderFacts({ item, nameId }: { item: WorklistItem; nameId?: string }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { lastCallout, escalation, nextTry, reports, patient } = item;
  const at = (moment: string): string => formatMoment(moment, now, lab.zone);
  const next = [
    nextTry && t('handover.nextTry', { at: at(nextTry.at) }),
    escalation?.isExhausted && t('escalation.exhausted'),
    escalation?.nextStepAt && t('escalation.next', { step: escalation.nextStepNumber ?? 0, at: at(escalation.nextStepAt) }),
  ].filter(Boolean);
  return (
    <div className={css.facts}>
      <div>
        <strong id={nameId}>
          <PatientName patient={patient} />
        </strong>{' '}
        {item.hasSimilarName && <SimilarName />}
        <div className={css.minor}>
          <PatientIdentity patient={patient} now={now} zone={lab.zone} />
        </div>
        <div className={css.minor}>
          {item.billNumber} · <bdi>{[item.ward, item.room].filter(Boolean).join(' · ') || t('where.unknown')}</bdi>
        </div>
      </div>
      <div>
        {reports.map(({ labReportId, testName, parameters }) => (
          <div key={labReportId}>
            <bdi>{testName}</bdi>
            {parameters.map((parameter) => (
              <div key={parameter.resultId}>
                <ResultValue parameter={parameter} /> <ResultLimit parameter={parameter} />
              </div>
            ))}
          </div>
        ))}
      </div>
      <div>
        <UrgencyMark item={item} />
        <div className={css.marks}>
          <OwnerMarks ownership={item.ownership} />
        </div>
        <div className={css.minor}>
          {lastCallout
            ? t(lastCallout.isDraft ? 'state.lastAttempt' : 'state.lastDone', {
                by: lastCallout.performedByName,
                at: at(lastCallout.performedAt),
                told: lastCallout.toldName ?? t('state.nobodyNamed'),
              })
            : t('handover.notTried')}
        </div>
        {next.length > 0 && <div className={css.minor}>{next.join(' · ')}</div>}
      </div>
    </div>
  );
}
