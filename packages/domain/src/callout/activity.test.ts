import { expect, it } from 'vitest';
import { activityText } from './index.ts';

const action = {
  isDraft: false,
  who: 'M. Osei',
  tests: ['Potassium', 'Blood culture'],
  methods: ['email', 'fax'] as const,
  recipients: ['organization', 'referral'] as const,
  comment: 'Read back in full',
};

it.each([
  [
    'a completed callout',
    {},
    'Callout done by - M. Osei, Callout for - Potassium, Blood culture, Method - Email, Fax, Recipients - Organization, Referral, Comment - Read back in full',
  ],
  [
    'an attempt',
    { isDraft: true },
    'Callout Attempted by - M. Osei, Callout for - Potassium, Blood culture, Method - Email, Fax, Recipients - Organization, Referral, Comment - Read back in full',
  ],
  [
    'a dash where there is nothing',
    { methods: [], recipients: [], comment: '' },
    'Callout done by - M. Osei, Callout for - Potassium, Blood culture, Method - -, Recipients - -, Comment - -',
  ],
  [
    'every method and every recipient by its word',
    {
      tests: ['K'],
      methods: ['email', 'fax', 'sms', 'whatsapp', 'phone'] as const,
      recipients: ['organization', 'referral', 'patient', 'others'] as const,
      comment: '',
    },
    'Callout done by - M. Osei, Callout for - K, Method - Email, Fax, SMS, WhatsApp, Phone, Recipients - Organization, Referral, Patient, Others, Comment - -',
  ],
])('the activity text of %s', (_name, more, text) => {
  expect(activityText({ ...action, ...more })).toBe(text);
});
