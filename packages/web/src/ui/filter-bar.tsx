import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import css from './kit.module.css';

export type Chip = { id: string; label: string; value: string; onRemove: () => void };

/**
 * Fields on top, below them what is filtered by as chips that can be taken away. The values live in the address of the
 * page (`validateSearch` of the route), so that a list can be kept, shared and gone back to.
 */
export function FilterBar({
  chips,
  onReset,
  children,
}: {
  chips: readonly Chip[];
  onReset: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <search className={css.filters}>
      {children}
      <FilterChips chips={chips} onReset={onReset} />
    </search>
  );
}

/** What is filtered by, each chip with its own way out. `lead`: further `li` that come first. Nothing when there is nothing. */
export function FilterChips({
  chips,
  onReset,
  lead = null,
}: {
  chips: readonly Chip[];
  onReset: () => void;
  lead?: ReactNode;
}): ReactNode {
  const t = useText();
  if (chips.length === 0 && !lead) return null;
  return (
    <ul className={css.chips} aria-label={t('filter.active')}>
      {lead}
      {chips.map(({ id, label, value, onRemove }) => (
        <li key={id}>
          <button type="button" className={css.chip} onClick={onRemove} aria-label={t('filter.remove', { label, value })}>
            {label}: <bdi>{value}</bdi> <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
      {chips.length > 0 && (
        <li>
          <button type="button" className={css.plain} onClick={onReset}>
            {t('filter.reset')}
          </button>
        </li>
      )}
    </ul>
  );
}
