import { type LimitsPolicy, limitsPolicySchema } from '@critical-callout/contract/limits';
import { type SettingForm, yesNo } from './setting.ts';

/** Whether who wrote a limit may approve it: a box on the page of the limits, and a line of the file of all settings. */
export const SECOND_PERSON: SettingForm<LimitsPolicy, LimitsPolicy> = {
  name: 'limits',
  schema: limitsPolicySchema,
  title: 'limits.secondPerson',
  applies: 'limits.secondPerson.applies',
  toFields: (value) => value,
  toBody: (fields) => fields,
  linesOf: ({ second_person }, t) => [{ label: t('limits.secondPerson'), value: yesNo(t, second_person === 1) }],
};
