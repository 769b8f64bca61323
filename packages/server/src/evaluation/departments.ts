import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';

export type Department = { code: string; name: string; serviceCodes: readonly string[] };

export async function listDepartments(tx: Tx, labId: number): Promise<Department[]> {
  const { rows } = await sql<Department>`
    select code, name, service_codes as "serviceCodes" from departments where lab_id = ${labId} order by id`.execute(tx);
  return rows;
}

/** The department a report would come to: the one it names (OBR-24), else the one its section or test belongs to. As intake says it in SQL. */
export function departmentOf(
  departments: readonly Department[],
  { departmentCode, testCode }: { departmentCode: string | null; testCode: string },
): string | null {
  const found =
    departments.find(({ code }) => code === departmentCode) ??
    departments.find(({ serviceCodes }) => departmentCode !== null && serviceCodes.includes(departmentCode)) ??
    departments.find(({ serviceCodes }) => serviceCodes.includes(testCode));
  return found?.code ?? null;
}
