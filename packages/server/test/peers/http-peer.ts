import { createHmac } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';

/**
 * A foreign HTTP service in a process of its own: a provider of text messages or fax, or whoever receives a webhook. It
 * follows a plan given on standard input and writes every request it takes responsibility for to its own witness file,
 * flushed to disk, before it answers.
 */
export type HttpPoint = 'connect' | 'mid-body' | 'answer' | 'mid-answer';
export type HttpPlan = {
  /** Stops there until released. `connect`: reads nothing. `answer`: taken, and silent. */
  hold?: 'connect' | 'answer';
  /** Resets the connection there. `answer`: taken, and the answer is lost. `mid-answer`: after the status. */
  reset?: HttpPoint;
  reply?: { status: number; body?: string; headers?: Record<string, string> };
  /** Replies by the number of the request in this plan, before `reply`. */
  first?: { status: number; body?: string }[];
  slowMs?: number;
};
export type HttpCommand =
  | { plan: HttpPlan }
  | { release: true }
  /** Posts a form, signed as Twilio documents it, with this token; the answer's status is reported. */
  | { callback: { url: string; params: Record<string, string>; token: string; to: string } }
  /** Posts JSON with these headers. */
  | { postJson: { url: string; body: string; headers: Record<string, string> } };
export type HttpReport =
  | { listening: number }
  | { planned: true }
  | { at: HttpPoint | 'closed'; request: number }
  | { calledBack: number };
export type HttpWitnessed = { path: string; headers: Record<string, string>; body: string; ref: string };

const [witnessPath] = process.argv.slice(2);
if (!witnessPath) throw new Error('usage: http-peer WITNESS_FILE');
const witness = openSync(witnessPath, 'a');
let plan: HttpPlan = {};
let served = 0;
let requests = 0;
let release: () => void = () => undefined;

const report = (line: HttpReport): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

createInterface({ input: process.stdin })
  .on('line', (line) => void obey(JSON.parse(line) as HttpCommand))
  // The test ended or died: so does its peer.
  .on('close', () => process.exit(0));

async function obey(command: HttpCommand): Promise<void> {
  if ('plan' in command) {
    plan = command.plan;
    served = 0;
    report({ planned: true });
  } else if ('release' in command) release();
  else if ('callback' in command) {
    const { url, params, token, to } = command.callback;
    const signed =
      url +
      Object.keys(params)
        .sort()
        .map((name) => name + params[name])
        .join('');
    const headers = { 'x-twilio-signature': createHmac('sha1', token).update(signed).digest('base64') };
    const body = new URLSearchParams(params);
    report({ calledBack: (await fetch(url.replace(/^https?:\/\/[^/]+/, to), { method: 'POST', headers, body })).status });
  } else {
    const { url, body, headers } = command.postJson;
    report({
      calledBack: (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }))
        .status,
    });
  }
}

const server = createServer((request, response) => void serve(request, response).catch(() => request.socket.destroy()));
server.on('connection', (socket) => {
  socket.on('error', () => undefined);
  if (plan.reset === 'connect') {
    report({ at: 'connect', request: requests });
    socket.resetAndDestroy();
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') report({ listening: address.port });
});
process.on('exit', () => closeSync(witness));

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  requests += 1;
  served += 1;
  const [number, mine, turn] = [requests, plan, served];
  request.socket.on('close', () => report({ at: 'closed', request: number }));
  const reach = async (point: HttpPoint): Promise<boolean> => {
    const released = mine.hold === point ? new Promise<void>((resolve) => (release = resolve)) : null;
    report({ at: point, request: number });
    await released;
    if (mine.reset !== point) return false;
    request.socket.resetAndDestroy();
    return true;
  };
  await reach('connect');
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    if (mine.reset === 'mid-body' && (await reach('mid-body'))) return;
  }
  const ref = `SM${String(process.pid * 1000 + number).padStart(32, '0')}`;
  const reply: NonNullable<HttpPlan['reply']> = mine.first?.[turn - 1] ??
    mine.reply ?? { status: 201, body: JSON.stringify({ sid: ref, id: ref, status: 'queued' }) };
  if (reply.status < 300) note(request, Buffer.concat(chunks), ref);
  if (mine.slowMs) await new Promise((resolve) => setTimeout(resolve, mine.slowMs));
  if (await reach('answer')) return;
  const body = reply.body ?? '';
  const { headers } = reply;
  response.writeHead(reply.status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers });
  if (mine.reset === 'mid-answer') {
    // Ended and not reset: a reset would also take away what was already said.
    response.write(body.slice(0, 5), () => {
      report({ at: 'mid-answer', request: number });
      request.socket.destroy();
    });
    return;
  }
  response.end(body);
}

function note(request: IncomingMessage, body: Buffer, ref: string): void {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const line: HttpWitnessed = { path: request.url ?? '', headers, body: body.toString('latin1'), ref };
  writeSync(witness, `${JSON.stringify(line)}\n`);
  fsyncSync(witness);
}
