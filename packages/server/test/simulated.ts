import { simulatePolicy } from '../src/escalation/index.ts';
import type { EscalationWorld } from './escalation-world.ts';
import type { FixtureBill } from './fixture.ts';

/** What the simulator says of an order that becomes critical at this moment: `2026-11-23 23:50 Evening`, a line for each notice. */
export async function simulatePolicyOf(world: EscalationWorld, bill: FixtureBill, at: Date): Promise<string[]> {
  const facts = {
    ...{ priority: null, patientClass: 'inpatient' as const, department: null },
    ...{ location: '7B', testCode: 'K', tier: 'critical' as const },
  };
  const asked = { facts, at: at.toISOString(), billId: bill.billId, orderNumber: null };
  const answer = await world.test.db.inLab(world.lab.labId, (tx) =>
    simulatePolicy(tx, world.lab.session, asked, world.ports, {
      now: world.clock.now(),
      requestId: 'test',
      address: '127.0.0.1',
    }),
  );
  return answer.steps.map(({ local, told }) => `${local.slice(0, 16)} ${told.map(({ name }) => name).join(', ')}`);
}
