import { useMemo } from 'react';
import { preferences } from '../platform/preferences.ts';
import { useStore } from '../platform/store.ts';
import { hiddenOf, type WorklistSearch } from './search.ts';

/** Columns that are not shown: what the address says, a view for instance, else what this person does without. */
export function useHidden({ hide }: WorklistSearch): ReadonlySet<string> {
  const { hiddenColumns } = useStore(preferences);
  return useMemo(() => (hide === undefined ? new Set(hiddenColumns) : hiddenOf({ hide })), [hide, hiddenColumns]);
}
