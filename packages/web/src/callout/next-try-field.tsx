import { outcomeRulesOf } from '@critical-callout/contract/settings';
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatClock } from '../ui/dates.ts';
import css from './callout.module.css';
import type { CalloutForm, Rules } from './form.ts';

const MINUTE_MS = 60_000;

/** What the laboratory's rule does after this outcome, and another time if the caller knows better ("back at three"). */
export function NextTryField({ rules }: { rules: Rules }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const { register, control } = useFormContext<CalloutForm>();
  const outcome = useWatch({ control, name: 'outcome' });
  const now = useServerNow(30_000);
  if (outcome === '' || outcome === 'reached-read-back') return null;
  const rule = outcomeRulesOf(rules.policy)[outcome];
  const byRule =
    rule.retryMinutes === null
      ? t('nextTry.noRule')
      : t('nextTry.byRule', {
          at: formatClock(now + rule.retryMinutes * MINUTE_MS, lab.zone),
          minutes: rule.retryMinutes,
        });
  return (
    <div className={css.row}>
      <TextInput
        label={t('nextTry.label')}
        description={rule.isNextStepNow ? `${t('nextTry.escalates')} ${byRule}` : byRule}
        inputMode="numeric"
        autoComplete="off"
        maxLength={5}
        id="field-nextTry"
        {...register('nextTry')}
      />
    </div>
  );
}
