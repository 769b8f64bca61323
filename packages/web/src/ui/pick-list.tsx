import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useText } from '../platform/text.tsx';
import css from './pick-list.module.css';

type Found = { id: number; name: string; code: string };

type Props<T extends Found> = {
  label: string;
  /** Where the answers are kept; the text is added. */
  queryKey: readonly unknown[];
  find: (text: string, signal: AbortSignal) => Promise<readonly T[]>;
  onPick: (found: T) => void;
  description?: string;
  error?: string | undefined;
  id?: string;
};

/** Finds somebody by name or code: a field, and what fits below it as buttons. */
export function PickList<T extends Found>({ label, queryKey, find, onPick, ...field }: Props<T>): ReactNode {
  const t = useText();
  const [q, setQ] = useState('');
  const wanted = q.trim();
  const { data } = useQuery({
    queryKey: [...queryKey, wanted],
    queryFn: ({ signal }) => find(wanted, signal),
    enabled: wanted !== '',
    placeholderData: (before) => before,
  });
  const found = wanted === '' ? [] : (data ?? []);
  return (
    <div>
      <TextInput
        {...field}
        label={label}
        value={q}
        maxLength={100}
        autoComplete="off"
        placeholder={t('directory.pick.hint')}
        onChange={({ currentTarget }) => setQ(currentTarget.value)}
      />
      {wanted !== '' && data && found.length === 0 && <p>{t('directory.pick.none')}</p>}
      <ul className={css.found} aria-label={t('directory.pick.found')}>
        {found.map((one) => (
          <li key={`${one.code} ${one.id}`}>
            <button
              type="button"
              className={css.pick}
              onClick={() => {
                onPick(one);
                setQ('');
              }}
            >
              <bdi>{one.name}</bdi> <span className={css.code}>{one.code}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
