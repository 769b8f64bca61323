import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { criticalValuesSchema } from '@critical-callout/contract/callout';
import { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { PATIENT_REPORTS_MAPPING } from './mapping.ts';

const numbers = Object.values(CriticalValues);
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

it('the database lets through exactly the numbers of CriticalValues', async () => {
  const { rows } = await test.db.inSystem((tx) =>
    sql<{
      text: string;
    }>`select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'lab_reports_critical_values_check'`.execute(
      tx,
    ),
  );
  const written = [...(rows[0]?.text ?? '').matchAll(/(\d+)(?=[,\]])/gu)].map(([, digits]) => Number(digits));
  expect(written.toSorted()).toEqual(numbers.toSorted());
});

it('the API schema accepts exactly them', () => {
  const accepted = Array.from({ length: 20 }, (_, index) => index - 5).filter(
    (value) => criticalValuesSchema.safeParse(value).success,
  );
  expect(accepted).toEqual(numbers.toSorted());
});

it('the search mapping names each of them', () => {
  expect(PATIENT_REPORTS_MAPPING.properties.criticalValues.meta).toEqual(
    Object.fromEntries(Object.entries(CriticalValues).map(([name, value]) => [String(value), name])),
  );
});

it('the web has one function of the status, without a number of its own', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../web/src/ui/critical-values.ts'), 'utf8');
  for (const name of Object.keys(CriticalValues)) expect(source).toContain(`case CriticalValues.${name}:`);
  expect(source).not.toMatch(/[^\w.-]\d/u);
});
