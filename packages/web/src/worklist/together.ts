/** Orders chosen on the list to be told in one call, until the panel of the first of them takes them. */
let chosen: readonly number[] = [];

export function chooseTogether(billIds: readonly number[]): void {
  chosen = billIds;
}

/** The others that were chosen with this order, once. */
export function takeTogether(billId: number): number[] {
  const others = chosen.includes(billId) ? chosen.filter((one) => one !== billId) : [];
  if (others.length > 0) chosen = [];
  return others;
}
