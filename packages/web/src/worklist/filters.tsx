import type { Worklist } from '@critical-callout/contract/worklist';
import { TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { ExportButton, type Shown } from '../exports/index.ts';
import { type MessageId, type Translate, useText } from '../platform/text.tsx';
import { Mark, type MarkName } from '../ui/marks.tsx';
import type { WorklistSearch } from './search.ts';
import css from './worklist.module.css';

type Counts = Worklist['counts'];
type Props = { search: WorklistSearch; counts: Counts | null; isUpdating: boolean; onChange: (part: WorklistSearch) => void };

const TILES: { state: NonNullable<WorklistSearch['state']>; count: keyof Counts; label: MessageId; mark: MarkName }[] = [
  { state: 'overdue', count: 'overdue', label: 'tile.overdue', mark: 'overdue' },
  { state: 'due-soon', count: 'dueSoon', label: 'tile.dueSoon', mark: 'due-soon' },
  { state: 'new', count: 'new', label: 'tile.new', mark: 'pending' },
  { state: 'attempted', count: 'attempted', label: 'tile.attempted', mark: 'attempted' },
  { state: 'needs-review', count: 'needsReview', label: 'tile.needsReview', mark: 'review' },
];

/** How long typing must pause before the list is asked. */
const TYPING_PAUSE_MS = 250;

/** Tabs, tiles (numbers that are also filters) and search. Everything stands in the address. */
export function Filters({ search, counts, isUpdating, onChange }: Props): ReactNode {
  const t = useText();
  const tab = search.tab ?? 'pending';
  const hasFilter = Boolean(search.state || search.q || search.departmentId);
  return (
    <div className={css.filters}>
      <fieldset className={css.tabs}>
        <legend className="visually-hidden">{t('worklist.tabs')}</legend>
        <button type="button" aria-pressed={tab === 'pending'} onClick={() => onChange({ tab: undefined, state: undefined })}>
          {t('tab.pending', { count: counts?.pending ?? 0 })}
        </button>
        <button type="button" aria-pressed={tab === 'done'} onClick={() => onChange({ tab: 'done', state: undefined })}>
          {t('tab.done', { count: counts?.doneToday ?? 0 })}
        </button>
      </fieldset>
      {tab === 'pending' && (
        <fieldset className={css.tiles}>
          <legend className="visually-hidden">{t('worklist.tiles')}</legend>
          {TILES.map(({ state, count, label, mark }) => (
            <button
              key={state}
              type="button"
              aria-pressed={search.state === state}
              data-alarm={state === 'overdue' && (counts?.overdue ?? 0) > 0 ? true : undefined}
              onClick={() => onChange({ state: search.state === state ? undefined : state })}
            >
              <Mark name={mark} size={14} />
              <strong>{counts?.[count] ?? '–'}</strong> {t(label)}
            </button>
          ))}
        </fieldset>
      )}
      <div className={css.searching}>
        <SearchBox value={search.q ?? ''} onChange={(q) => onChange({ q: q || undefined })} />
        <DepartmentSelect value={search.departmentId} onChange={(departmentId) => onChange({ departmentId })} />
        {hasFilter && (
          <button
            type="button"
            className={css.reset}
            onClick={() => onChange({ state: undefined, q: undefined, departmentId: undefined })}
          >
            {t('filter.reset')}
          </button>
        )}
        <ExportButton className={css.reset} shown={shownBy(search, t)} />
        {isUpdating && <span className={css.minor}>{t('updating')}</span>}
      </div>
    </div>
  );
}

/** Tiles are a matter of this minute; an export is of a period, so it follows the other filters only. */
function shownBy({ tab = 'pending', q, departmentId, state }: WorklistSearch, t: Translate): Shown {
  const tile = tab === 'pending' ? TILES.find((one) => one.state === state) : undefined;
  return { tab, q, departmentId, tile: tile ? t(tile.label) : null };
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactNode {
  const t = useText();
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  // Only what came from elsewhere (reset, back button) goes into the field; our own echo must not undo a later key.
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    const text = typed.trim();
    if (text === asked.current) return;
    const timer = setTimeout(() => {
      asked.current = text;
      latest.current(text);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <TextInput
      className={css.search}
      type="search"
      aria-label={t('filter.search')}
      placeholder={t('filter.searchHint')}
      aria-keyshortcuts="/"
      autoComplete="off"
      maxLength={100}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
    />
  );
}

function DepartmentSelect({
  value,
  onChange,
}: {
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}): ReactNode {
  const t = useText();
  const { departments } = useMe();
  if (departments.length < 2) return null;
  return (
    <label>
      <span className="visually-hidden">{t('filter.department')}</span>
      <select
        className={css.select}
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
      >
        <option value="">{t('filter.allDepartments')}</option>
        {departments.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
