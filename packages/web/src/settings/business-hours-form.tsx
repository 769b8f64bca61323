import { parseHours } from '@critical-callout/domain/directory';
import { Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { SettingForm } from '../ui/publish/setting-form.tsx';
import { BUSINESS_HOURS, linesOfText } from './business-hours-fields.ts';

/** A day of the calendar, written as ISO 8601 does: `2026-02-30` is none. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** When the laboratory works as by day: escalation policies for business hours, or for the time outside them, go by it. */
export function BusinessHours(): ReactNode {
  const t = useText();
  return (
    <SettingForm setting={BUSINESS_HOURS} lead={t('businessHours.lead')}>
      {({ form: { register, formState } }) => (
        <>
          <TextInput
            id={fieldId('hours')}
            label={t('businessHours.hours')}
            description={t('businessHours.hoursHint')}
            error={formState.errors.hours?.message}
            {...register('hours', {
              validate: (text) => Boolean(parseHours(text)?.hours) || t('businessHours.hoursBad', { text }),
            })}
          />
          <Textarea
            id={fieldId('holidays')}
            label={t('businessHours.holidays')}
            description={t('businessHours.holidaysHint')}
            autosize
            minRows={2}
            maxRows={12}
            error={formState.errors.holidays?.message}
            {...register('holidays', {
              validate: (text) => {
                const bad = linesOfText(text).find((line) => !isDay(line));
                return bad === undefined || t('businessHours.holidayBad', { text: bad });
              },
            })}
          />
        </>
      )}
    </SettingForm>
  );
}
