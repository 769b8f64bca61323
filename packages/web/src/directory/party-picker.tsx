import type { ReactNode } from 'react';
import { PickList } from '../ui/pick-list.tsx';
import { directoryKeys, fetchParties, type Holder } from './api.ts';
import type { Kind } from './tabs.ts';

const SHOWN = 6;

/** Finds a party of these kinds by name or code. */
export function PartyPicker<K extends Kind>({
  label,
  kinds,
  onPick,
}: {
  label: string;
  kinds: readonly K[];
  onPick: (who: { kind: K; id: number; name: string }) => void;
}): ReactNode {
  const find = async (q: string, signal: AbortSignal) => {
    const filter = { q, isActive: true, limit: SHOWN };
    const pages = await Promise.all(kinds.map((kind) => fetchParties(kind, filter, signal)));
    return kinds.flatMap((kind, index) => (pages[index]?.items ?? []).map(({ id, name, code }) => ({ kind, id, name, code })));
  };
  return (
    <PickList
      label={label}
      queryKey={[...directoryKeys.all, 'pick', kinds.join()]}
      find={find}
      onPick={({ kind, id, name }) => onPick({ kind, id, name })}
    />
  );
}

export const HOLDER_KINDS: readonly Holder['kind'][] = ['doctor', 'person'];
