/** One line of a review: what it was and what it will be. An empty side means "not there". */
export type Difference = { label: string; before: string; after: string };

/** The lines of two versions that differ, in the order of `after`, then what is gone. Labels must be unique in each. */
export function findDifferences(
  before: readonly { label: string; value: string }[],
  after: readonly { label: string; value: string }[],
): Difference[] {
  const old = new Map(before.map(({ label, value }) => [label, value]));
  const fresh = new Set(after.map(({ label }) => label));
  const changed = after
    .map(({ label, value }) => ({ label, before: old.get(label) ?? '', after: value }))
    .filter((line) => line.before !== line.after);
  const gone = before.filter(({ label }) => !fresh.has(label)).map(({ label, value }) => ({ label, before: value, after: '' }));
  return [...changed, ...gone];
}
