import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FaxCommand, FaxPlan, FaxReport, FaxWitnessed } from './hylafax-peer.ts';
import { startPeer } from './process.ts';

/** Starts the foreign fax server and gives the test its ends: plans and the fate of jobs in, the witness file out. */
export async function startHylafaxPeer() {
  const folder = mkdtempSync(join(tmpdir(), 'hylafax-peer-'));
  const witnessPath = join(folder, 'witness.jsonl');
  const peer = startPeer<FaxReport, FaxCommand>(fileURLToPath(new URL('./hylafax-peer.ts', import.meta.url)), [witnessPath]);
  const first = await peer.hear((line) => 'listening' in line);
  const port = 'listening' in first ? first.listening : 0;
  const tell = async (command: FaxCommand): Promise<void> => {
    const after = peer.said.length;
    peer.tell(command);
    await peer.hear((line) => 'planned' in line, after);
  };
  return {
    url: `hylafax://callout:secret@127.0.0.1:${port}`,
    /** Every session that begins from now on follows this plan. */
    plan: (plan: FaxPlan) => tell({ plan }),
    becomes: (job: string, state: string, status = '') => tell({ becomes: { job, state, status } }),
    witnessed: (): FaxWitnessed[] =>
      readFileSync(witnessPath, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as FaxWitnessed),
    stop: async () => {
      await peer.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type HylafaxPeer = Awaited<ReturnType<typeof startHylafaxPeer>>;
