import { afterEach, describe, expect, it } from 'vitest';
import { type IntakeLab, messageOf, openIntakeLab } from '../../test/intake-lab.ts';
import { processUnfinished } from './index.ts';

let lab: IntakeLab;
afterEach(() => lab.close());

const msa = (acks: Buffer[]): string[] => acks.map((ack) => /\rMSA\|([A-Z]{2})/.exec(ack.toString())?.[1] ?? '');
const count = async (table: string): Promise<number> =>
  (await lab.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n ?? -1;
const HH = 'NM|2823-3^Potassium^LN||6.9|mmol/L|3.5-5.1|HH|||F';
/** A value the database refuses, however it got past the reader. */
const poison = async (): Promise<void> => {
  await lab.rows(`create function refuse_poison() returns trigger language plpgsql as $$
    begin if new.value = '66.6' then raise exception 'poison' using errcode = '22003'; end if; return new; end $$`);
  await lab.rows('create trigger poison before insert on results for each row execute function refuse_poison()');
};
const poisoned = (controlId: string, flag = 'H'): Buffer =>
  messageOf({ controlId, order: controlId, obx: [`NM|2823-3^Potassium^LN||66.6|mmol/L|3.5-5.1|${flag}|||F`] });

describe('batches', () => {
  it('sends the same number of statements for one message as for sixty', async () => {
    const statements: string[] = [];
    lab = await openIntakeLab({ onStatement: (text) => statements.push(text), intake: { maxBatchesInFlight: 1 } });
    const send = async (name: string, messages: number): Promise<number> => {
      statements.length = 0;
      await Promise.all(
        Array.from({ length: messages }, (_, i) =>
          lab.accept(messageOf({ controlId: `${name}${i}`, order: `${name}${i}`, pid: `${name}${i}^^^N^MR`, obx: [HH] })),
        ),
      );
      return statements.length;
    };
    await send('warm', 2);
    expect(await send('b', 60)).toBe(await send('a', 1));
    expect(await count('inbound_messages')).toBe(63);
  });

  it('writes the same bytes once, whoever sends them at once, and gives all the same answer', async () => {
    lab = await openIntakeLab();
    const raw = messageOf({ obx: [HH] });
    const answers = await Promise.all(Array.from({ length: 50 }, () => lab.accept(raw)));
    expect(new Set(answers.map((answer) => answer.acks.map(String).join()))).toHaveLength(1);
    expect(answers.filter((answer) => answer.isStored && !answer.isDuplicate)).toHaveLength(1);
    expect([await count('inbound_messages'), await count('results'), await count('events')]).toEqual([1, 1, 1]);
  });

  it('processes other bytes under a used control id, with a warning', async () => {
    lab = await openIntakeLab();
    await lab.accept(messageOf({ controlId: 'X' }));
    await lab.accept(messageOf({ controlId: 'X', order: 'B2' }));
    expect(await lab.rows(`select state, problems->0->>'code' as problem from inbound_messages order by id`)).toEqual([
      { state: 'PROCESSED', problem: null },
      { state: 'PROCESSED', problem: 'ingest.control-id-reused' },
    ]);
  });

  it('keeps one poison message apart after three tries; the others of its batch go through', async () => {
    lab = await openIntakeLab();
    await poison();
    const answers = await Promise.all(
      ['g1', 'bad', 'g2'].map((id) => lab.accept(id === 'bad' ? poisoned('bad') : messageOf({ controlId: id, order: id }))),
    );
    expect(answers.map((answer) => msa(answer.acks))).toEqual([['AA'], ['AE'], ['AA']]);
    expect(await lab.rows('select control_id, state, reason, attempts from inbound_messages order by control_id')).toEqual([
      { control_id: 'bad', state: 'QUARANTINED', reason: 'processing failed three times (22003)', attempts: 3 },
      { control_id: 'g1', state: 'PROCESSED', reason: null, attempts: 1 },
      { control_id: 'g2', state: 'PROCESSED', reason: null, attempts: 1 },
    ]);
    expect(await lab.rows('select type from events')).toEqual([{ type: 'message-quarantined' }]);
  });

  it('opens a callout for a poison message that carries a critical flag', async () => {
    lab = await openIntakeLab();
    await poison();
    await lab.accept(poisoned('bad', 'LL'));
    expect(await lab.rows('select test_name, critical_values, critical_reason from lab_reports')).toEqual([
      { test_name: 'Unreadable message', critical_values: 1, critical_reason: 'unparsed' },
    ]);
  });

  it('takes up messages that were stored and never finished', async () => {
    lab = await openIntakeLab();
    const raw = messageOf({ obx: [HH] });
    await lab.rows(
      `insert into inbound_messages (lab_id, source_id, received_at, transport, raw, raw_sha256, state)
       values (1, $1, $2, 'mllp', $3, sha256($3), 'RECEIVED')`,
      [lab.source.id, lab.now(), raw],
    );
    expect(await processUnfinished(lab.deps, lab.intake)).toBe(0);
    lab.moveMinutes(1);
    expect(await processUnfinished(lab.deps, lab.intake)).toBe(1);
    expect(await processUnfinished(lab.deps, lab.intake)).toBe(0);
    expect(await lab.rows('select m.state, r.critical_values from inbound_messages m, lab_reports r')).toEqual([
      { state: 'PROCESSED', critical_values: 1 },
    ]);
    const again = await lab.accept(raw);
    expect(again).toMatchObject({ isDuplicate: true });
    expect(msa(again.acks)).toEqual(['AA']);
  });

  it('takes up the next message when one cannot be processed at all', async () => {
    lab = await openIntakeLab();
    for (const id of ['first', 'second'])
      await lab.rows(
        `insert into inbound_messages (lab_id, source_id, received_at, transport, raw, raw_sha256, state)
         values (1, $1, $2, 'mllp', $3, sha256($3), 'RECEIVED')`,
        [lab.source.id, lab.now(), messageOf({ controlId: id, order: id })],
      );
    lab.moveMinutes(1);
    let calls = 0;
    const failing: typeof lab.intake = {
      ...lab.intake,
      process: (work) => {
        calls += 1;
        return calls === 1 ? Promise.reject(new Error('this one ends badly')) : lab.intake.process(work);
      },
    };
    expect(await processUnfinished(lab.deps, failing)).toBe(1);
    expect(await lab.rows('select state from inbound_messages order by id')).toEqual([
      { state: 'RECEIVED' },
      { state: 'PROCESSED' },
    ]);
  });

  it('gives up on a message that ended the process three times', async () => {
    lab = await openIntakeLab();
    await lab.rows(
      `insert into inbound_messages (lab_id, source_id, received_at, transport, raw, raw_sha256, state, attempts)
       values (1, $1, $2, 'mllp', $3, sha256($3), 'RECEIVED', 3)`,
      [lab.source.id, lab.now(), messageOf()],
    );
    lab.moveMinutes(1);
    expect(await processUnfinished(lab.deps, lab.intake)).toBe(1);
    expect(await lab.rows('select state, reason from inbound_messages')).toEqual([
      { state: 'QUARANTINED', reason: expect.stringContaining('the process ended while it was in work') },
    ]);
  });

  it('never changes and never deletes what arrived', async () => {
    lab = await openIntakeLab();
    await lab.accept(messageOf());
    await expect(lab.rows(`update inbound_messages set raw = 'x'`)).rejects.toThrow('never changed');
    await expect(lab.rows('delete from inbound_messages')).rejects.toThrow('never deleted');
  });
});

describe('answers', () => {
  it.each([
    ['the original mode', {}, ['AA']],
    ['commit and application wanted', { accept: 'AL', application: 'AL' }, ['CA', 'AA']],
    ['commit only', { accept: 'AL', application: 'NE' }, ['CA']],
    ['none wanted', { accept: 'NE', application: 'NE' }, []],
    ['errors only', { accept: 'ER', application: 'ER' }, []],
  ])('%s', async (_, header, expected) => {
    lab = await openIntakeLab();
    const raw = messageOf(header);
    expect(msa((await lab.accept(raw)).acks)).toEqual(expected);
    expect(msa((await lab.accept(raw)).acks)).toEqual(expected);
  });

  it('keeps what it cannot read, answers AE, and opens a callout when a critical flag is in it', async () => {
    lab = await openIntakeLab();
    const answer = await lab.accept(
      'MSH|^~\\&|LIS|NORTH|CC|LAB|20260302||ORU^R01|U1|P|2.5\rOBX|1|NM|2823-3^K^LN||7.2|mmol/L||HH|||F\r',
    );
    expect(answer).toMatchObject({ isStored: true, state: 'QUARANTINED' });
    expect(msa(answer.acks)).toEqual(['AE']);
    expect(
      await lab.rows(
        'select r.test_name, r.critical_values, x.value, x.verdict from lab_reports r join results x on x.lab_report_id = r.id',
      ),
    ).toEqual([{ test_name: 'Unreadable message', critical_values: 1, value: 'K 7.2 mmol/L HH', verdict: 'cannot-say' }]);
  });

  it('refuses and keeps apart a sender it does not expect', async () => {
    lab = await openIntakeLab();
    await lab.setSource(`sending_application = 'OTHER'`);
    expect(msa((await lab.accept(messageOf())).acks)).toEqual(['AR']);
    expect(await lab.rows('select state, reason from inbound_messages')).toEqual([
      { state: 'QUARANTINED', reason: "MSH-3: sending application 'LIS' is not the one source lis expects ('OTHER')" },
    ]);
    expect(await count('results')).toBe(0);
  });

  it('says nothing positive while the database is away, and closes where the source wants that', async () => {
    lab = await openIntakeLab();
    await lab.rows('alter table inbound_messages rename to gone');
    const answer = await lab.accept(messageOf());
    expect(answer.isStored).toBe(false);
    expect(msa(answer.acks)).toEqual(['AR']);
    await lab.setSource(`store_failure_answer = 'close'`);
    expect((await lab.accept(messageOf())).acks).toEqual([]);
  });

  it('keeps NUL and odd bytes in the raw copy, and reads the rest', async () => {
    lab = await openIntakeLab();
    const raw = Buffer.concat([messageOf({ obx: ['ST|X^Remark^L||a\u0000b\\X00\\c||||||F'] }), Buffer.from([0xff, 0x0d])]);
    expect(await lab.accept(raw)).toMatchObject({ state: 'PROCESSED' });
    const [stored] = await lab.rows<{ raw: Buffer }>('select raw from inbound_messages');
    expect(stored?.raw.equals(raw)).toBe(true);
  });
});
