import type { CriticalRecord, CriticalRecords, Parameter } from '@critical-callout/contract/callout';
import { Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useAtTime, useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { ByHandMark } from '../ui/by-hand.tsx';
import { ByHandFacts } from '../ui/by-hand-facts.tsx';
import { badgeOf, needsReview } from '../ui/critical-values.ts';
import { formatDuration, formatMoment, isOtherZone } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import { ResultLimit, ResultValue } from '../ui/result-value.tsx';
import { Trend } from '../ui/trend.tsx';
import { formatChange, formatValue } from '../ui/values.ts';
import css from './callout.module.css';
import { type CalloutForm, reportKey } from './form.ts';
import { MeasuresLine, ToldBeforeList } from './told-before.tsx';

/** Every report of the order that needs, or had, a callout; ticked ones are told in this call. */
export function ResultBlock({ records, canSelect }: { records: CriticalRecords; canSelect: boolean }): ReactNode {
  const t = useText();
  return (
    <fieldset className={css.reports} id="field-selected" tabIndex={-1}>
      <legend data-single={records.reports.length === 1 || undefined}>
        {t(records.reports.length > 1 ? 'result.legendJoint' : 'result.legend')}
      </legend>
      {records.reports.map((report) => (
        <Report key={report.labReportId} report={report} canSelect={canSelect} />
      ))}
    </fieldset>
  );
}

function Report({ report, canSelect }: { report: CriticalRecord; canSelect: boolean }): ReactNode {
  const t = useText();
  const { register } = useFormContext<CalloutForm>();
  const badge = badgeOf(report.criticalValues);
  const critical = report.parameters.filter(({ isCritical }) => isCritical);
  const rest = report.parameters.filter(({ isCritical }) => !isCritical);
  return (
    <section className={css.report} aria-label={report.testName}>
      <div className={css.reportTop}>
        {canSelect ? (
          <Checkbox
            label={report.testName}
            classNames={{ label: css.test }}
            {...register(`selected.${reportKey(report.labReportId)}`)}
          />
        ) : (
          <strong>{report.testName}</strong>
        )}
        <StateMark name={badge.mark} tone={badge.tone}>
          {t(badge.label)}
        </StateMark>
        <ByHandMark byHand={report.byHand} />
        {needsReview(report.criticalReason) && (
          <StateMark name="review" tone="violet">
            {t(
              `reason.${report.criticalReason === 'unparsed' ? 'unparsed' : report.criticalReason === 'correction' ? 'correction' : 'changed'}`,
            )}
          </StateMark>
        )}
      </div>
      {critical.map((parameter) => (
        <CriticalValue key={parameter.resultId} parameter={parameter} report={report} />
      ))}
      {critical.length === 0 && (
        <p className={css.line}>{t(report.criticalReason === 'unparsed' ? 'result.unparsedText' : 'result.noneCritical')}</p>
      )}
      <ToldBeforeList report={report} />
      {report.byHand && (
        <p className={css.line}>
          <ByHandFacts byHand={report.byHand} />
        </p>
      )}
      <Times report={report} />
      <MeasuresLine report={report} />
      {rest.length > 0 && (
        <details className={css.rest}>
          <summary>{t('result.others', { count: rest.length })}</summary>
          <ul>
            {rest.map((parameter) => (
              <li key={parameter.resultId}>
                <bdi>{parameter.parameterName}</bdi> <ResultValue parameter={parameter} />{' '}
                {parameter.referenceRange && t('result.reference', { range: parameter.referenceRange })}
                <Corrected parameter={parameter} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Value, limit, previous value: always together (screens.md section 2). */
function CriticalValue({ parameter, report }: { parameter: Parameter; report: CriticalRecord }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  return (
    <div className={css.critical} data-testid="critical-value">
      <div className={css.valueLine}>
        <p className={css.parameter}>
          <bdi>{parameter.parameterName}</bdi>
        </p>
        <p className={css.big}>
          <ResultValue parameter={parameter} />
        </p>
        <span className={css.status}>{t(`resultStatus.${report.status}`)}</span>
      </div>
      <Corrected parameter={parameter} />
      <p className={css.line}>
        <ResultLimit parameter={parameter} />
      </p>
      <p className={css.previous}>
        <Previous parameter={parameter} />
      </p>
      <Trend parameter={parameter} now={now} zone={lab.zone} />
      <p className={css.why}>
        {t('result.rule', { reason: parameter.verdictReason })}
        {parameter.isDisagreement && ` · ${t('result.disagreement', { flags: parameter.flags.join(', ') || '–' })}`}
      </p>
      {parameter.note && <p className={css.note}>{parameter.note}</p>}
    </div>
  );
}

function Corrected({ parameter }: { parameter: Parameter }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { corrected } = parameter;
  if (!corrected) return null;
  return (
    <p className={css.corrected}>
      <StateMark name="review" tone="violet">
        {t('result.corrected')}
      </StateMark>{' '}
      <s>{formatValue(corrected.value, corrected.unit)}</s>{' '}
      {t('result.correctedAt', { at: formatMoment(corrected.receivedAt, now, lab.zone) })}
    </p>
  );
}

/** `Previous 4.9 mmol/L · 21-Nov 06:10 (1 d 20 h before) · change +1.9 (+39 %)` */
function Previous({ parameter }: { parameter: Parameter }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { previous, value, unit, observedAt } = parameter;
  if (!previous) return t('result.noPrevious');
  const parts = [t('result.previous', { value: formatValue(previous.value, previous.unit) })];
  if (previous.observedAt) {
    const before = observedAt
      ? ` ${t('result.before', { span: formatDuration(Date.parse(observedAt) - Date.parse(previous.observedAt)) })}`
      : '';
    parts.push(`${formatMoment(previous.observedAt, now, lab.zone)}${before}`);
  }
  const change = previous.unit === unit ? formatChange(value, previous.value) : null;
  if (previous.unit !== unit) parts.push(t('result.unitDiffers'));
  else if (change) parts.push(t(change.percent ? 'result.change' : 'result.changePlain', change));
  return parts.join(' · ');
}

/** Three times, each with its name. */
function Times({ report }: { report: CriticalRecord }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { collectedAt, resultedAt, receivedAt, dueAt, specimen } = report;
  const ago = useAtTime((at) => formatDuration(at - Date.parse(resultedAt ?? receivedAt)));
  const show = (at: string | null): string => (at === null ? t('time.unknown') : formatMoment(at, now, lab.zone));
  return (
    <dl className={css.times}>
      {specimen && <Time label={t('result.specimen')} value={specimen} />}
      <Time label={t('time.collected')} value={show(collectedAt)} />
      <Time label={t('time.resulted')} value={resultedAt ? t('time.at', { at: show(resultedAt), ago }) : t('time.unknown')} />
      <Time label={t('time.received')} value={show(receivedAt)} />
      {dueAt && <Time label={t('time.due')} value={show(dueAt)} />}
      {isOtherZone(lab.zone, now) && <Time label={t('time.zone')} value={lab.zone} />}
    </dl>
  );
}

const Time = ({ label, value }: { label: string; value: string }): ReactNode => (
  <div>
    <dt>{label}</dt>
    <dd>{value}</dd>
  </div>
);
