import type { CriticalRecords, Parameter } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { ResultValue } from '../ui/result-value.tsx';
import css from './callout.module.css';

/** Why each value is critical, and which version of which limit said so. */
export function RulesTab({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const critical = records.reports.flatMap(({ parameters }) => parameters.filter(({ isCritical }) => isCritical));
  return (
    <>
      <p className={css.found}>{t('rules.lead')}</p>
      <ul className={css.points}>
        {critical.map((parameter) => (
          <li key={parameter.resultId}>
            <bdi>{parameter.parameterName}</bdi> <ResultValue parameter={parameter} />
            <br />
            {t('result.rule', { reason: parameter.verdictReason })} · {limitOf(parameter, t)}
          </li>
        ))}
      </ul>
    </>
  );
}

function limitOf({ limitId, limitVersion, verdictReason, bounds }: Parameter, t: ReturnType<typeof useText>): string {
  if (limitId === null) return t('rules.noLimit', { reason: verdictReason });
  const version = t('rules.version', { id: limitId, version: limitVersion ?? '–' });
  const range = bounds && t('rules.bounds', { low: bounds.critical_lower ?? '–', high: bounds.critical_upper ?? '–' });
  return [version, range].filter(Boolean).join(' · ');
}
