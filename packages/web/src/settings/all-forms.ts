import { saveLabSettingsSchema } from '@critical-callout/contract/lab';
import type { FieldValues } from 'react-hook-form';
import type { z } from 'zod';
import type { Translate } from '../platform/text.tsx';
import { SECOND_PERSON } from '../ui/publish/second-person.ts';
import type { Line, SettingForm } from '../ui/publish/setting.ts';
import { BUSINESS_HOURS } from './business-hours-fields.ts';
import { CALL_HELP, CALLOUT_POLICY, MANUAL_ENTRY, NOTIFICATION, OWNERSHIP } from './call-forms.ts';
import { LAB } from './lab-fields.ts';
import { DIRECTORY, LINKS, MAIL, MESSAGES } from './message-forms.ts';

/** How a whole setting reads, whichever it is. */
type Described = {
  name: string;
  title: SettingForm<unknown, FieldValues>['title'];
  linesOf: (value: unknown, t: Translate) => Line[];
};

function described<T, F extends FieldValues>(form: SettingForm<T, F>, schema: z.ZodType = form.schema): Described {
  const linesOf = (value: unknown, t: Translate): Line[] => {
    const parsed = schema.safeParse(value);
    return parsed.success ? form.linesOf(form.toFields(parsed.data as T), t) : [];
  };
  return { name: form.name, title: form.title, linesOf };
}

/** Everything a file of settings can name, in the words of its form. */
export const ALL_FORMS: readonly Described[] = [
  // Beside what can be set, the laboratory's answer says how it is; a file does not.
  described(LAB, saveLabSettingsSchema),
  described(CALLOUT_POLICY),
  described(BUSINESS_HOURS),
  described(OWNERSHIP),
  described(NOTIFICATION),
  described(CALL_HELP),
  described(MANUAL_ENTRY),
  described(MAIL),
  described(MESSAGES),
  described(LINKS),
  described(DIRECTORY),
  described(SECOND_PERSON),
];
