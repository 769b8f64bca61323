import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * A foreign fax server in a process of its own that speaks hfaxd's client protocol, written from its manual page and not
 * from our client. It follows a plan given on standard input and writes every job it takes to its own witness file, flushed
 * to disk, before it answers JSUBM.
 */
export type FaxPoint = 'connect' | 'STOT' | 'JNEW' | 'JPARM' | 'JSUBM';
export type FaxPlan = {
  /** Resets the connection there. At JSUBM: taken, and the answer is lost. */
  reset?: FaxPoint;
  /** Reply instead of the usual one; to JPARM DIALSTRING for JPARM. */
  replies?: Partial<Record<FaxPoint | 'USER' | 'PASS', string>>;
  slowMs?: number;
};
export type FaxCommand = { plan: FaxPlan } | { becomes: { job: string; state: string; status: string } };
export type FaxReport = { listening: number } | { planned: true };
export type FaxWitnessed = { job: string; tag: string; number: string; bytes: number; head: string; user: string };

type Job = { tag: string; number: string; document: string; state: string; status: string; isQueued: boolean };

const [witnessPath] = process.argv.slice(2);
if (!witnessPath) throw new Error('usage: hylafax-peer WITNESS_FILE');
const witness = openSync(witnessPath, 'a');
const jobs = new Map<string, Job>();
const files = new Map<string, Buffer>();
let plan: FaxPlan = {};
let next = 100;

const report = (line: FaxReport): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line) as FaxCommand;
    if ('plan' in command) plan = command.plan;
    else Object.assign(jobs.get(command.becomes.job) ?? {}, command.becomes);
    report({ planned: true });
  })
  // The test ended or died: so does its peer.
  .on('close', () => process.exit(0));

const server = createServer((socket) => {
  void new Session(socket).serve().catch(() => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') report({ listening: address.port });
});
process.on('exit', () => closeSync(witness));

class Session {
  #socket: Socket;
  #mine: FaxPlan = plan;
  #user = '';
  #job = 'default';
  #data: Promise<Socket> | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
  }

  async #say(text: string): Promise<void> {
    if (this.#mine.slowMs) await new Promise((resolve) => setTimeout(resolve, this.#mine.slowMs));
    this.#socket.write(`${text}\r\n`);
  }

  #reach(point: FaxPoint): void {
    if (this.#mine.reset !== point) return;
    this.#socket.resetAndDestroy();
    throw new Error('reset as planned');
  }

  async serve(): Promise<void> {
    this.#reach('connect');
    await this.#say(this.#mine.replies?.connect ?? '220 peer.example server (HylaFAX (tm) Version 6.0.7) ready.');
    for await (const line of createInterface({ input: this.#socket })) {
      const [verb = '', ...rest] = line.split(' ');
      await this.#obey(verb.toUpperCase(), rest.join(' '));
      if (verb === 'QUIT') return;
    }
  }

  async #obey(verb: string, rest: string): Promise<void> {
    const { replies = {} } = this.#mine;
    if (verb === 'USER') {
      this.#user = rest;
      return this.#say(replies.USER ?? '331 Password required.');
    }
    if (verb === 'PASS') return this.#say(replies.PASS ?? `230 User ${this.#user} logged in.`);
    if (verb === 'PASV') return this.#listen();
    if (verb === 'STOT') return this.#store();
    if (verb === 'LIST') return this.#list(rest);
    if (verb === 'JNEW') return this.#create();
    if (verb === 'JOB') return this.#choose(rest);
    if (verb === 'JPARM') return this.#parameter(rest);
    if (verb === 'JSUBM') return this.#submit();
    if (verb === 'QUIT') return this.#say('221 Goodbye.');
    return this.#say(verb === 'TYPE' || verb === 'JOBFMT' ? '200 Okay.' : '500 Not understood.');
  }

  async #listen(): Promise<void> {
    const listener = createServer();
    const port = await new Promise<number>((resolve) => {
      listener.listen(0, '127.0.0.1', () => {
        const address = listener.address();
        resolve(address && typeof address === 'object' ? address.port : 0);
      });
    });
    this.#data = new Promise((resolve) => {
      listener.once('connection', (socket) => {
        socket.on('error', () => undefined);
        listener.close();
        resolve(socket);
      });
    });
    await this.#say(`227 Entering passive mode (10,0,0,1,${port >> 8},${port & 255})`);
  }

  async #store(): Promise<void> {
    if (this.#mine.replies?.STOT) return this.#say(this.#mine.replies.STOT);
    const socket = await this.#data;
    if (!socket) return this.#say('425 No data connection.');
    next += 1;
    const file = `/tmp/doc${next}.pdf`;
    await this.#say(`150 FILE: ${file} (Opening new data connection).`);
    this.#reach('STOT');
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    files.set(file, Buffer.concat(chunks));
    return this.#say(`226 Transfer complete (FILE: ${file}).`);
  }

  async #list(folder: string): Promise<void> {
    const socket = await this.#data;
    await this.#say(`150 Opening new data connection for ${folder}.`);
    const isDone = folder === 'doneq';
    const rows = [...jobs].filter(([, job]) => job.isQueued && ['DONE', 'FAILED'].includes(job.state) === isDone);
    socket?.end(rows.map(([id, { tag }]) => `${id}|${tag}\r\n`).join(''));
    return this.#say('226 Transfer complete.');
  }

  async #create(): Promise<void> {
    this.#reach('JNEW');
    if (this.#mine.replies?.JNEW) return this.#say(this.#mine.replies.JNEW);
    next += 1;
    this.#job = String(next);
    jobs.set(this.#job, { tag: '', number: '', document: '', state: 'SUSPENDED', status: '', isQueued: false });
    return this.#say(`200 New job created: jobid: ${next} groupid: ${next}.`);
  }

  #choose(id: string): Promise<void> {
    if (id !== 'default' && !jobs.has(id)) return this.#say(`500 Cannot set job; no such job: ${id}.`);
    this.#job = id;
    return this.#say(`200 Current job: ${id}.`);
  }

  #parameter(rest: string): Promise<void> {
    const job = jobs.get(this.#job);
    const [name = '', ...words] = rest.split(' ');
    const value = words.join(' ').replace(/^"|"$/g, '');
    if (!job) return this.#say('503 Permission denied.');
    if (words.length === 0) return this.#say(`213 ${name === 'STATE' ? job.state : job.status}`);
    if (name === 'DIALSTRING') {
      this.#reach('JPARM');
      if (this.#mine.replies?.JPARM) return this.#say(this.#mine.replies.JPARM);
      job.number = value;
    }
    if (name === 'JOBINFO') job.tag = value;
    if (name === 'DOCUMENT') {
      job.document = value;
      return this.#say(`200 Added document ${value} as docq/doc${this.#job}.pdf.`);
    }
    return this.#say(`213 ${name} set to ${value}.`);
  }

  async #submit(): Promise<void> {
    if (this.#mine.replies?.JSUBM) return this.#say(this.#mine.replies.JSUBM);
    const job = jobs.get(this.#job);
    const document = files.get(job?.document ?? '');
    if (!job || !document || job.number === '') return this.#say('504 Cannot submit job; a parameter is missing.');
    job.isQueued = true;
    job.state = 'PENDING';
    const line: FaxWitnessed = {
      job: this.#job,
      tag: job.tag,
      number: job.number,
      bytes: document.length,
      head: document.subarray(0, 5).toString('latin1'),
      user: this.#user,
    };
    writeSync(witness, `${JSON.stringify(line)}\n`);
    fsyncSync(witness);
    this.#reach('JSUBM');
    return this.#say(`200 Job ${this.#job} submitted.`);
  }
}
