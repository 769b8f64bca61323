import type { Limit, ListOption } from '@critical-callout/contract/limits';
import type { StoredLimit } from './limit-queries.ts';
import type { StoredOption } from './option-queries.ts';

export function limitOut(row: StoredLimit): Limit {
  return {
    ...row,
    validFrom: row.validFrom?.toISOString() ?? null,
    approvedAt: row.approvedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function optionOut(row: StoredOption): ListOption {
  return { ...row, approvedAt: row.approvedAt?.toISOString() ?? null, createdAt: row.createdAt.toISOString() };
}
