import { type ReactNode, useLayoutEffect, useRef } from 'react';
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
  const from = useRef<HTMLElement | null>(null);
  // A chip that was taken away by key had the focus: it goes to the next one, else to the fields.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks when a chip has gone
  useLayoutEffect(() => {
    const place = from.current;
    from.current = null;
    if (!place || document.activeElement !== document.body) return;
    (place.querySelector<HTMLElement>('ul button') ?? place.querySelector<HTMLElement>('button, select, input'))?.focus();
  }, [chips.length]);
  if (chips.length === 0 && !lead) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: hears the clicks of its buttons, which keys make too
    <ul
      className={css.chips}
      aria-label={t('filter.active')}
      onClick={({ currentTarget }) => {
        from.current = currentTarget.parentElement;
      }}
    >
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
