import type { Delivery } from '@critical-callout/contract/deliveries';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { type MarkName, StateMark, type Tone } from '../ui/marks.tsx';

const STATES: Record<Delivery['state'], { mark: MarkName; tone: Tone }> = {
  queued: { mark: 'waiting', tone: 'neutral' },
  sending: { mark: 'waiting', tone: 'blue' },
  accepted: { mark: 'mail', tone: 'done' },
  delivered: { mark: 'done', tone: 'done' },
  failed: { mark: 'failed', tone: 'critical' },
  unknown: { mark: 'review', tone: 'amber' },
  cancelled: { mark: 'withdrawn', tone: 'neutral' },
};

/** The envelope is for what travels as mail; whatever else was taken over by its service has a plain tick. */
export function DeliveryState({ state, channel }: Pick<Delivery, 'state' | 'channel'>): ReactNode {
  const t = useText();
  const { mark, tone } =
    state === 'accepted' && channel !== 'email' ? { ...STATES.accepted, mark: 'match' as const } : STATES[state];
  return (
    <StateMark name={mark} tone={tone}>
      {t(`deliveryState.${state}`)}
    </StateMark>
  );
}
