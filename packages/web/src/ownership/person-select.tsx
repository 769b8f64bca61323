import type { Assignees } from '@critical-callout/contract/ownership';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { fetchAssignees, ownershipKeys } from './api.ts';
import css from './ownership.module.css';

export const useAssignees = () =>
  useQuery({ queryKey: ownershipKeys.assignees, queryFn: ({ signal }) => fetchAssignees(signal), staleTime: 60_000 });

/** People by name, oneself first: the most frequent answer is one key away. */
export function PersonSelect({
  label,
  value,
  nobody,
  people,
  onChange,
}: {
  label: string;
  value: string;
  /** What the empty choice means here. */
  nobody: string;
  people: Assignees['people'];
  onChange: (userId: string) => void;
}): ReactNode {
  const t = useText();
  return (
    <label className={css.field}>
      <span>{label}</span>
      <select className={css.select} value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{nobody}</option>
        {people.map(({ userId, name, role }) => (
          <option key={userId} value={userId}>
            {t('ownership.person', { name, role: t(`role.${role as 'caller'}`) })}
          </option>
        ))}
      </select>
    </label>
  );
}
