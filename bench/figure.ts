/** One line of the table: what was measured in this run, against its goal. */
export type Measurement = {
  /** The figure's number in the quality specification: P1, P2, … */
  id: string;
  figure: string;
  goal: string;
  /** Numbers with their units, and for a ratio both of its sides. */
  measured: string;
  isMet: boolean;
};

export type BenchOptions = {
  /** A few seconds and small amounts: shows that the figure can still be taken, and judges nothing. */
  isSmoke: boolean;
  /** Progress and details for the person who waits; not part of the table. */
  say: (text: string) => void;
};

/** Every file `bench/pN-name.ts` exports this under the name `measure`; run.ts starts each in a process of its own. */
export type Measure = (options: BenchOptions) => Promise<Measurement[]>;

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The smallest value that at least `share` (0 to 1) of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('a percentile of no values');
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number;
}
