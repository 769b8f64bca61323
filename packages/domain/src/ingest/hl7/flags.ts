/** HL7 table 0078 codes by which a sender says that a result is critical. */
export const criticalFlags: readonly string[] = ['HH', 'LL', 'AA'];

export function isCriticalFlag(flag: string): boolean {
  return criticalFlags.includes(flag);
}
