/** What a line of the history is about; the filter shows one of them. */
export const GROUPS = ['calls', 'messages', 'escalation', 'results', 'people', 'views', 'other'] as const;
export type Group = (typeof GROUPS)[number];

const BEGINNINGS: readonly [string, Group][] = [
  ['callout-reopened', 'results'],
  ['callout-withdrawn', 'results'],
  ['callout-', 'calls'],
  ['delivery-', 'messages'],
  ['correction-', 'messages'],
  ['link-', 'messages'],
  ['escalation-', 'escalation'],
  ['order-unowned', 'escalation'],
  ['order-patient', 'results'],
  ['report-', 'results'],
  ['critical-', 'results'],
  ['repeat-', 'results'],
  ['result-', 'results'],
  ['manual-result', 'results'],
  ['order-', 'people'],
  ['claim-', 'people'],
  ['handover-', 'people'],
];

export const groupOf = (type: string): Group => BEGINNINGS.find(([beginning]) => type.startsWith(beginning))?.[1] ?? 'other';
