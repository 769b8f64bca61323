import type { ReactNode } from 'react';
import css from './kit.module.css';

export type Tab<Id extends string> = { id: Id; label: string };

/** Tabs by the pattern of the ARIA guide: one stop of the Tab key, arrows move. Which one is shown belongs in the address. */
export function Tabs<Id extends string>({
  label,
  tabs,
  active,
  onChange,
  children,
}: {
  label: string;
  tabs: readonly Tab<Id>[];
  active: Id;
  onChange: (id: Id) => void;
  children: ReactNode;
}): ReactNode {
  const move = (event: React.KeyboardEvent<HTMLDivElement>): void => {
    const here = tabs.findIndex(({ id }) => id === active);
    const steps: Record<string, number> = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 };
    const to = steps[event.key];
    const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <>
      <div className={css.tabs} role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map(({ id, label: words }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            data-tab={id}
            aria-selected={id === active}
            aria-controls={`tabpanel-${id}`}
            tabIndex={id === active ? 0 : -1}
            onClick={() => onChange(id)}
          >
            {words}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`tabpanel-${active}`} aria-labelledby={`tab-${active}`}>
        {children}
      </div>
    </>
  );
}
