import { businessHoursSchema } from '@critical-callout/contract/escalation';
import { saveLabSettingsSchema } from '@critical-callout/contract/lab';
import { callHelpSchema, calloutPolicySchema } from '@critical-callout/contract/settings';
import { expect, it, test } from 'vitest';
import { z } from 'zod';
import { readTree, type Shape, treeOf, writeCells } from './cells.ts';

const shapeOf = (schema: z.ZodType): Shape => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;

const LAB = {
  name: 'North, "the" Laboratory',
  zone: 'Europe/Berlin',
  stripe: null,
  identifiers: [
    { type: 'MR', label: 'Hospital no.', groups: [3, 3, 4] },
    { type: 'SS', label: '12', groups: null },
    { type: 'PI', label: 'none', groups: [] },
  ],
  switchboard: '+44 20 7946 0000',
  login_notice: 'Two\nlines',
  screen_language: 'de',
  idle_minutes: 15,
  session_hours: 12,
  audit_head_emails: ['a@lab.example', 'b@lab.example'],
};
const POLICY = calloutPolicySchema.parse({
  completion: 'proven',
  outcomes: { busy: { retry_minutes: null, close_with: 'other' }, 'no-answer': { retry_minutes: 5 } },
  closings: { duplicate: { roles: ['caller', 'lab-admin'] }, other: { roles: [], second_person: 1 } },
});

test.each<[string, z.ZodType, Record<string, unknown>]>([
  ['the laboratory', saveLabSettingsSchema, LAB],
  ['the policy of calls', calloutPolicySchema, POLICY],
  ['the policy as the program has it', calloutPolicySchema, calloutPolicySchema.parse({})],
  [
    'business hours',
    businessHoursSchema,
    {
      hours: [
        { days: [1, 2], from: '08:00', to: '17:00' },
        { days: [6], from: '08:00', to: '12:00' },
      ],
      holidays: ['2026-12-25'],
    },
  ],
  ['script and phrases', callHelpSchema, callHelpSchema.parse({ script: '', phrases: [] })],
  ['the phrases of the program', callHelpSchema, callHelpSchema.parse({})],
])('%s: what is written is read back, whatever held before', (_name, schema, value) => {
  const before = schema === calloutPolicySchema ? POLICY : {};
  expect(readTree(shapeOf(schema), treeOf(writeCells(value)), before)).toEqual(value);
});

it('a field the file does not name stays, and a list it names is replaced whole', () => {
  const cells = [
    { field: 'notify_within.inpatient', text: '20' },
    { field: 'closings.other.roles', text: 'director' },
  ];
  const read = calloutPolicySchema.parse(readTree(shapeOf(calloutPolicySchema), treeOf(cells), POLICY));
  expect(read.notify_within).toEqual({ ...POLICY.notify_within, inpatient: 20 });
  expect(read.completion).toBe('proven');
  expect(read.closings).toEqual({ other: { roles: ['director'], second_person: 0 } });
});

it('what is no number stays the text it is, so that the schema refuses it by its name', () => {
  const read = readTree(shapeOf(calloutPolicySchema), treeOf([{ field: 'notify_within.other', text: 'soon' }]), POLICY);
  expect(calloutPolicySchema.safeParse(read).error?.issues[0]?.path).toEqual(['notify_within', 'other']);
});
