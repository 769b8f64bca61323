import { type BusinessHoursSetting, businessHoursSchema } from '@critical-callout/contract/escalation';
import { formatHours, parseHours } from '@critical-callout/domain/directory';
import type { SettingForm } from '../ui/publish/setting.ts';

type Fields = { hours: string; holidays: string };

export const linesOfText = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const daysOf = (text: string): string[] => [...new Set(linesOfText(text))].sort();

export const BUSINESS_HOURS: SettingForm<BusinessHoursSetting, Fields> = {
  name: 'business-hours',
  schema: businessHoursSchema,
  title: 'businessHours.title',
  applies: 'businessHours.applies',
  toFields: ({ hours, holidays }) => ({ hours: formatHours(hours), holidays: holidays.join('\n') }),
  toBody: ({ hours, holidays }) => ({ hours: parseHours(hours)?.hours ?? [], holidays: daysOf(holidays) }),
  linesOf: ({ hours, holidays }, t) => [
    { label: t('businessHours.hours'), value: hours.trim() },
    { label: t('businessHours.holidays'), value: daysOf(holidays).join(', ') },
  ],
};
