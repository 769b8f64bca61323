import type { CalloutDirectory, Ladder, NextRung, QueueDeliveries } from '../callout/index.ts';
import type { Intake } from '../ingest/index.ts';

/** What the application hands in: the intake messages come through, and what a call by the colleague needs. */
export type PracticePorts = {
  intake: Pick<Intake, 'accept'>;
  ladder: Ladder;
  queueDeliveries: QueueDeliveries;
  directory: CalloutDirectory;
  nextRung: NextRung;
};
