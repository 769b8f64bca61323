import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HttpCommand, HttpPlan, HttpPoint, HttpReport, HttpWitnessed } from './http-peer.ts';
import { startPeer } from './process.ts';

/** Starts the foreign HTTP service and gives the test its ends: plans in, points reached out, and the witness file. */
export async function startHttpPeer() {
  const folder = mkdtempSync(join(tmpdir(), 'http-peer-'));
  const witnessPath = join(folder, 'witness.jsonl');
  const peer = startPeer<HttpReport, HttpCommand>(fileURLToPath(new URL('./http-peer.ts', import.meta.url)), [witnessPath]);
  const first = await peer.hear((line) => 'listening' in line);
  const port = 'listening' in first ? first.listening : 0;
  const call = async (command: HttpCommand): Promise<number> => {
    const after = peer.said.length;
    peer.tell(command);
    const said = await peer.hear((line) => 'calledBack' in line, after);
    return 'calledBack' in said ? said.calledBack : 0;
  };
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    said: peer.said,
    /** Every request that begins from now on follows this plan. */
    plan: async (plan: HttpPlan) => {
      const after = peer.said.length;
      peer.tell({ plan });
      await peer.hear((line) => 'planned' in line, after);
    },
    release: () => peer.tell({ release: true }),
    reached: (point: HttpPoint | 'closed', after = 0) => peer.hear((line) => 'at' in line && line.at === point, after),
    /** Calls `url` signed over it, at the server `to`; answers the status. */
    callBack: (url: string, params: Record<string, string>, token: string, to: string) =>
      call({ callback: { url, params, token, to } }),
    postJson: (url: string, body: string, headers: Record<string, string> = {}) => call({ postJson: { url, body, headers } }),
    witnessed: (): HttpWitnessed[] => {
      let text = '';
      try {
        text = readFileSync(witnessPath, 'utf8');
      } catch {
        return [];
      }
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as HttpWitnessed);
    },
    stop: async () => {
      await peer.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type HttpPeer = Awaited<ReturnType<typeof startHttpPeer>>;
