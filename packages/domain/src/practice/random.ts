/** A number in [0, 1), like Math.random; passed in, so that the same seed plays the same day. */
export type Random = () => number;

/** Mulberry32: small, fast, good enough for practice data. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}

export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

export function integer(random: Random, low: number, high: number): number {
  return Math.floor(between(random, low, high + 1));
}

/** Irwin-Hall: the sum of six, near enough to a normal distribution and never wilder than ±3 of its `spread`. */
export function around(random: Random, middle: number, spread: number): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += random();
  return middle + (sum - 3) * spread;
}

/** One of the weighted choices. */
export function choose<T>(random: Random, choices: readonly [[number, T], ...[number, T][]]): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  let left = random() * total;
  for (const [weight, choice] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return choices[0][1];
}
