import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type IntakeLab, messageOf, openIntakeLab } from '../../test/intake-lab.ts';

let lab: IntakeLab;
beforeEach(async () => {
  lab = await openIntakeLab();
  await lab.accept(messageOf({ obx: ['NM|2823-3^Potassium^LN||4.2|mmol/L|3.5-5.1|N|||F'] }));
});
afterEach(() => lab.close());

const insertResult = (reportId: number, subId: string) => `
  insert into results (lab_id, lab_report_id, message_id, parameter_code, parameter_name, sub_id, value, status, received_at, verdict, is_critical,
    verdict_reason)
  values (1, ${reportId}, 1, 'K', 'Potassium', '${subId}', '4', 'F', now(), 'normal', false, 'test')`;
const insertReport = (filler: string) => `
  insert into lab_reports (lab_id, bill_id, filler_order_number, test_code, test_name, status, received_at, updated_at)
  values (1, 1, '${filler}', 'K', 'Potassium', 'final', now(), now()) returning id`;

describe('what a result refers to', () => {
  it('refuses results of a report, a message or a limit that is not there, one among many', async () => {
    const isMissing = (what: string) =>
      expect.objectContaining({ code: '23503', message: `a result names a ${what} that is not there` });
    const two = `${insertResult(1, 'a')}, (1, 99, 1, 'K', 'Potassium', 'b', '4', 'F', now(), 'normal', false, 'test')`;
    await expect(lab.rows(two)).rejects.toEqual(isMissing('lab report'));
    await expect(lab.rows(insertResult(1, 'a').replace('(1, 1, 1,', '(1, 1, 99,'))).rejects.toEqual(isMissing('message'));
    const limited = insertResult(1, 'a')
      .replace('verdict_reason)', 'verdict_reason, limit_id)')
      .replace(`'test')`, `'test', 99)`);
    await expect(lab.rows(limited)).rejects.toEqual(isMissing('limit'));
    expect(await lab.rows('select sub_id from results')).toEqual([{ sub_id: '' }]);
  });

  it('keeps a report that has results, and lets one without go', async () => {
    const kept = expect.objectContaining({ code: '23503', message: 'lab report 1 has results: it is kept' });
    await expect(lab.rows('delete from lab_reports where id = 1')).rejects.toEqual(kept);
    await expect(lab.rows('update lab_reports set lab_id = 2 where id = 1')).rejects.toEqual(kept);
    const [empty] = await lab.rows<{ id: number }>(insertReport('empty'));
    expect(await lab.rows('delete from lab_reports where id = $1 returning id', [empty?.id])).toEqual([empty]);
  });

  it('makes a deletion wait for results on their way, and results for a deletion', async () => {
    const [first] = await lab.rows<{ id: number }>(insertReport('first'));
    const [second] = await lab.rows<{ id: number }>(insertReport('second'));
    const writer = await lab.database.db.pool.connect();
    const other = await lab.database.db.pool.connect();
    try {
      const [{ pid }] = (await other.query('select pg_backend_pid() as pid')).rows as [{ pid: number }];
      const untilWaiting = async (): Promise<void> => {
        while ((await lab.rows('select from pg_locks where pid = $1 and not granted', [pid])).length === 0);
      };
      await writer.query('begin');
      await writer.query(insertResult(first?.id ?? 0, 'late'));
      const deletion = other.query('delete from lab_reports where id = $1', [first?.id]).catch((error: unknown) => error);
      await untilWaiting();
      await writer.query('commit');
      expect(await deletion).toMatchObject({ code: '23503', message: `lab report ${first?.id} has results: it is kept` });

      await writer.query('begin');
      await writer.query('delete from lab_reports where id = $1', [second?.id]);
      const insertion = other.query(insertResult(second?.id ?? 0, 'late')).catch((error: unknown) => error);
      await untilWaiting();
      await writer.query('commit');
      expect(await insertion).toMatchObject({ code: '23503', message: 'a result names a lab report that is not there' });
    } finally {
      writer.release();
      other.release();
    }
  });
});
