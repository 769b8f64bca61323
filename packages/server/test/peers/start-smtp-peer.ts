import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPeer } from './process.ts';
import type { Command, Plan, Point, Report, Witnessed } from './smtp-peer.ts';

/** Starts the foreign SMTP server and gives the test its ends: plans in, points reached out, and the witness file. */
export async function startSmtpPeer() {
  const folder = mkdtempSync(join(tmpdir(), 'smtp-peer-'));
  const witnessPath = join(folder, 'witness.jsonl');
  const peer = startPeer<Report, Command>(fileURLToPath(new URL('./smtp-peer.ts', import.meta.url)), [witnessPath]);
  const first = await peer.hear((line) => 'listening' in line);
  const port = 'listening' in first ? first.listening : 0;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    pid: peer.child.pid as number,
    said: peer.said,
    /** Every session that begins from now on follows this plan. */
    plan: async (plan: Plan) => {
      const after = peer.said.length;
      peer.tell({ plan });
      await peer.hear((line) => 'planned' in line, after);
    },
    release: () => peer.tell({ release: true }),
    /** Waits until some session, from `after` lines on, came to this point. */
    reached: (point: Point | 'quit' | 'closed' | 'starttls' | 'auth', after = 0) =>
      peer.hear((line) => 'at' in line && line.at === point, after),
    witnessed: (): Witnessed[] => {
      const text = readFileSync(witnessPath, 'utf8');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Witnessed);
    },
    stop: async () => {
      await peer.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type SmtpPeer = Awaited<ReturnType<typeof startSmtpPeer>>;
