import { calloutPolicySchema } from '@critical-callout/contract/settings';
import { expect, it } from 'vitest';
import { toFields, toPolicy } from './calls-fields.ts';

it('stores only what differs from what the program does by itself, and reads it back', () => {
  const usual = calloutPolicySchema.parse({});
  expect(toPolicy(toFields(usual))).toEqual(usual);
  const own = calloutPolicySchema.parse({
    completion: 'proven',
    full_name_required: 1,
    notify_within: { inpatient: 15 },
    outcomes: { busy: { retry_minutes: null, next_step_now: 1 } },
    closings: { other: { roles: ['director'], second_person: 1 } },
  });
  expect(toPolicy(toFields(own))).toEqual(own);
});
