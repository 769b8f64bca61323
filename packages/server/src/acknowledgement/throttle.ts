const WINDOW_MS = 60_000;
/** Keys kept at most: an attacker with many addresses costs memory once, not without bound. */
const MAX_KEYS = 20_000;

export type Throttle = {
  /** Counts one more. false: too many within a minute. */
  admits: (key: string, limit: number, now: Date) => boolean;
};

/**
 * How often one address, or one link, is answered within a minute, in this process. It keeps guessing from costing the
 * database anything; what must hold for good (wrong proofs, codes sent) is counted in the link's row.
 */
export function createThrottle(): Throttle {
  const counts = new Map<string, { since: number; count: number }>();
  return {
    admits: (key, limit, now) => {
      const at = now.getTime();
      const known = counts.get(key);
      if (!known || at - known.since >= WINDOW_MS) {
        if (counts.size >= MAX_KEYS) forget(counts, at);
        counts.set(key, { since: at, count: 1 });
        return true;
      }
      known.count += 1;
      return known.count <= limit;
    },
  };
}

/** First what is over; if all of it is fresh, the oldest half: somebody is flooding, and the newest are the likelier flood. */
function forget(counts: Map<string, { since: number; count: number }>, at: number): void {
  for (const [key, { since }] of counts) if (at - since >= WINDOW_MS) counts.delete(key);
  let tooMany = counts.size - MAX_KEYS / 2;
  if (counts.size < MAX_KEYS) return;
  for (const key of counts.keys()) {
    if (tooMany <= 0) return;
    counts.delete(key);
    tooMany -= 1;
  }
}
