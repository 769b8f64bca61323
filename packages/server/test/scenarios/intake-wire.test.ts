import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { inboundMessageDetailSchema, inboundMessagesSchema } from '@critical-callout/contract/messages';
import { problemSchema } from '@critical-callout/contract/problem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../intake-lab.ts';
import { type Lab, startLab, type Visitor } from '../lab.ts';

const VT = '\u000b';
const END = '\u001c\r';
const HH = 'NM|2823-3^Potassium^LN||6.9|mmol/L|3.5-5.1|HH|||F';

let lab: Lab;
let integrator: Visitor;
beforeAll(async () => {
  lab = await startLab({ env: { CALLOUT_MLLP_MAX_BYTES: '20000' } });
  integrator = await lab.signIn('integrator');
});
afterAll(() => lab.close());

/** Everything the server says until it has sent so many blocks, or closed the line. */
async function talk(pieces: (string | Buffer)[], blocks: number): Promise<{ text: string; isClosed: boolean }> {
  const socket: Socket = connect({ port: lab.mllpPort, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let text = '';
  const done = new Promise<boolean>((settle) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.split(END).length - 1 >= blocks && blocks > 0) settle(false);
    });
    socket.once('close', () => settle(true));
    socket.once('end', () => settle(true));
    socket.once('error', () => settle(true));
  });
  for (const piece of pieces) socket.write(piece);
  const isClosed = await done;
  socket.destroy();
  return { text, isClosed };
}
const codes = (text: string): string[] => [...text.matchAll(/\rMSA\|([A-Z]{2})\|/g)].map((match) => match[1] ?? '');

describe('over MLLP', () => {
  it('answers every message of a line in order, split anywhere, with rubbish between', async () => {
    const bytes = [1, 2, 3]
      .map((i) => `${i === 2 ? 'rubbish\r\n' : ''}${VT}${messageOf({ controlId: `W${i}`, order: `W${i}` })}${END}`)
      .join('');
    const { text } = await talk(
      [...bytes].map((byte) => Buffer.from(byte)),
      3,
    );
    expect([...text.matchAll(/MSA\|AA\|(W\d)/g)].map((match) => match[1])).toEqual(['W1', 'W2', 'W3']);
  });

  it('takes the end of a block without its CR, when nothing more comes', async () => {
    const { text } = await talk([`${VT}${messageOf({ controlId: 'NOCR', order: 'NOCR' })}\u001c`], 1);
    expect(codes(text)).toEqual(['AA']);
  });

  it('answers CA and then AA in enhanced mode', async () => {
    const { text } = await talk(
      [`${VT}${messageOf({ controlId: 'E1', order: 'E1', accept: 'AL', application: 'AL' })}${END}`],
      2,
    );
    expect(codes(text)).toEqual(['CA', 'AA']);
  });

  it('answers a batch with a batch', async () => {
    const batch = `FHS|^~\\&|LIS\rBHS|^~\\&|LIS\r${messageOf({ controlId: 'Q1', order: 'Q1' })}${messageOf({ controlId: 'Q2', order: 'Q2' })}BTS|2\rFTS|1\r`;
    const { text } = await talk([`${VT}${batch}${END}`], 1);
    expect(text).toMatch(/^\u000bBHS\|.*\rMSA\|AA\|Q1\r.*\rMSA\|AA\|Q2\rBTS\|2\r\u001c\r$/s);
  });

  it.each([
    ['a block that is too large', [`${VT}MSH|^~\\&|LIS|N|||20260302||ORU^R01|BIG|P|2.5\rNTE|1||${'x'.repeat(21_000)}`], ['AR']],
    ['something that is no MLLP', ['GET / HTTP/1.1\r\n'.repeat(100)], ['AR']],
  ])('refuses %s and closes', async (_, pieces, expected) => {
    const { text, isClosed } = await talk(pieces, 0);
    expect(isClosed).toBe(true);
    expect(codes(text)).toEqual(expected);
  });
});

describe('over HTTP', () => {
  const post = (body: string | Buffer, headers: Record<string, string> = {}, query = ''): Promise<Response> =>
    fetch(`${lab.baseUrl}/api/v1/hl7v2${query}`, {
      method: 'POST',
      headers: { ...integrator.headers, 'content-type': 'application/hl7-v2', ...headers },
      body: new Uint8Array(Buffer.from(body as string)),
    });

  const listOf = async (query: string) =>
    inboundMessagesSchema.parse(await (await integrator.get(`/api/v1/inbound-messages?${query}`)).json());

  it('takes a message and answers with its acknowledgement', async () => {
    const answer = await post(messageOf({ controlId: 'H1', order: 'H1', obx: [HH] }));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/hl7-v2']);
    expect(codes(await answer.text())).toEqual(['AA']);
  });

  it.each([
    ['an unknown source', () => post(messageOf(), {}, '?source=NOPE'), 404, 'messages.unknown-source'],
    ['an empty body', () => post(''), 400, 'messages.empty-body'],
    ['a body of another type', () => post('{}', { 'content-type': 'application/json' }), 400, 'messages.empty-body'],
    ['a body that is too large', () => post('x'.repeat(21_000)), 413, 'http.too-large'],
  ])('refuses %s', async (_, send, status, code) => {
    const answer = await send();
    expect([answer.status, problemSchema.parse(await answer.json()).code]).toEqual([status, code]);
  });

  it('knows a message by its bytes and not by an Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'message-1' };
    for (const id of ['K1', 'K1', 'K2']) {
      const answer = await post(messageOf({ controlId: id, order: id }), key);
      expect([answer.status, codes(await answer.text())]).toEqual([200, ['AA']]);
    }
    const { rows } = await lab.db.pool.query("select 1 from idempotency_keys where key = 'message-1'");
    expect(rows).toEqual([]);
  });

  it('lets nobody send or read messages whose role does not', async () => {
    const caller = await lab.signIn('caller');
    expect((await caller.send('POST', '/api/v1/hl7v2')).status).toBe(403);
    expect((await caller.get('/api/v1/inbound-messages')).status).toBe(403);
  });

  it('shows what was kept apart, replays it with the rules of now, and notes who read it', async () => {
    await lab.db.pool.query(`update sources set sending_application = 'OTHER'`);
    expect(codes(await (await post(messageOf({ controlId: 'R1', order: 'R1', obx: [HH] }))).text())).toEqual(['AR']);
    await lab.db.pool.query('update sources set sending_application = null');
    const list = await listOf('state=QUARANTINED&controlId=R1');
    expect(list.messages).toMatchObject([
      { controlId: 'R1', state: 'QUARANTINED', transport: 'http', reason: expect.stringContaining('MSH-3') },
    ]);
    const id = list.messages[0]?.id;
    const detail = inboundMessageDetailSchema.parse(await (await integrator.get(`/api/v1/inbound-messages/${id}`)).json());
    expect(Buffer.from(detail.raw, 'base64').equals(messageOf({ controlId: 'R1', order: 'R1', obx: [HH] }))).toBe(true);
    expect(detail.segments[0]).toMatchObject({ name: 'MSH', fields: expect.arrayContaining([{ number: 10, value: 'R1' }]) });
    const { rows: access } = await lab.db.pool.query(`select action from access_log where user_id = $1`, [integrator.userId]);
    expect(access).toContainEqual({ action: 'inbound-message.read' });

    const unreadable = `select r.critical_values from lab_reports r join bills b on b.id = r.bill_id where b.bill_number like 'unreadable-%'`;
    expect((await lab.db.pool.query(unreadable)).rows).toEqual([{ critical_values: 1 }]);
    const replayed = await integrator.send('POST', `/api/v1/inbound-messages/${id}/replay`);
    expect(await replayed.json()).toMatchObject({ id, state: 'PROCESSED', reason: null });
    expect((await lab.db.pool.query(unreadable)).rows).toEqual([{ critical_values: 0 }]);
    const open = await lab.db.pool.query(
      `select critical_values from lab_reports r join bills b on b.id = r.bill_id where b.bill_number = 'R1'`,
    );
    expect(open.rows).toEqual([{ critical_values: 1 }]);
    expect((await integrator.send('POST', `/api/v1/inbound-messages/${id}/replay`)).status).toBe(409);
  });

  it('discards a message with a reason, once', async () => {
    await post('no message at all');
    const list = await listOf('state=QUARANTINED&isOpen=true');
    const id = list.messages[0]?.id;
    expect((await integrator.send('POST', `/api/v1/inbound-messages/${id}/discard`, {})).status).toBe(400);
    const answer = await integrator.send('POST', `/api/v1/inbound-messages/${id}/discard`, { reason: 'a test of the line' });
    expect(await answer.json()).toMatchObject({ id, state: 'QUARANTINED', discardedAt: expect.any(String) });
    expect((await integrator.send('POST', `/api/v1/inbound-messages/${id}/discard`, { reason: 'again' })).status).toBe(409);
    const { rows } = await lab.db.pool.query(`select type, text from events where type = 'message-discarded'`);
    expect(rows).toEqual([{ type: 'message-discarded', text: 'Message discarded - source LIS - a test of the line' }]);
    expect((await integrator.get('/api/v1/inbound-messages/999999')).status).toBe(404);
  });
});
