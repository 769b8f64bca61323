import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useText } from '../platform/text.tsx';
import { directoryKeys, fetchParties, type Holder } from './api.ts';
import css from './directory.module.css';
import type { Kind } from './tabs.ts';

const SHOWN = 6;

/** Finds somebody by name or code: a field, and what fits below it as buttons. */
export function PartyPicker<K extends Kind>({
  label,
  kinds,
  onPick,
}: {
  label: string;
  kinds: readonly K[];
  onPick: (who: { kind: K; id: number; name: string }) => void;
}): ReactNode {
  const t = useText();
  const [q, setQ] = useState('');
  const wanted = q.trim();
  const filter = { q: wanted, isActive: true, limit: SHOWN };
  const { data } = useQuery({
    queryKey: [...directoryKeys.all, 'pick', kinds.join(), filter],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(kinds.map((kind) => fetchParties(kind, filter, signal)));
      return kinds.flatMap((kind, index) => (pages[index]?.items ?? []).map(({ id, name, code }) => ({ kind, id, name, code })));
    },
    enabled: wanted !== '',
    placeholderData: (before) => before,
  });
  const found = wanted === '' ? [] : (data ?? []);
  return (
    <div>
      <TextInput
        label={label}
        value={q}
        maxLength={100}
        autoComplete="off"
        placeholder={t('directory.pick.hint')}
        onChange={({ currentTarget }) => setQ(currentTarget.value)}
      />
      {wanted !== '' && data && found.length === 0 && <p>{t('directory.pick.none')}</p>}
      <ul className={css.found} aria-label={t('directory.pick.found')}>
        {found.map(({ kind, id, name, code }) => (
          <li key={`${kind} ${id}`}>
            <button
              type="button"
              className={css.pick}
              onClick={() => {
                onPick({ kind, id, name });
                setQ('');
              }}
            >
              <bdi>{name}</bdi> <span className={css.muted}>{code}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export const HOLDER_KINDS: readonly Holder['kind'][] = ['doctor', 'person'];
