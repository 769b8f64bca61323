import type { Worklist } from '@critical-callout/contract/worklist';
import { TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { ExportButton, type Shown } from '../exports/index.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { FilterChips } from '../ui/filter-bar.tsx';
import { Mark } from '../ui/marks.tsx';
import { MoreFilters, useChips } from './filter-fields.tsx';
import { NO_FILTER, type WorklistSearch } from './search.ts';
import { TILES, Tiles } from './tiles.tsx';
import { Views } from './views.tsx';
import css from './worklist.module.css';

type Counts = Worklist['counts'];
type Props = { search: WorklistSearch; counts: Counts | null; isUpdating: boolean; onChange: (part: WorklistSearch) => void };

/** How long typing must pause before the list is asked: longer than between two letters, and a part of the 300 ms a search may take. */
const TYPING_PAUSE_MS = 120;

/** Queues, tiles (numbers that are also filters), search and filters. Everything stands in the address. */
export function Filters({ search, counts, isUpdating, onChange }: Props): ReactNode {
  const t = useText();
  const tab = search.tab ?? 'pending';
  const chips = useChips(search, onChange);
  return (
    <div className={css.filters}>
      <QueueTabs search={search} counts={counts} onChange={onChange} />
      {tab === 'pending' && <Tiles search={search} counts={counts} onChange={onChange} />}
      <div className={css.searching}>
        <SearchBox value={search.q ?? ''} onChange={(q) => onChange({ q: q || undefined })} />
        <MoreFilters search={search} onChange={onChange} />
        <ExportButton className={css.reset} shown={shownBy(search, t)} />
        {isUpdating && <span className={css.minor}>{t('updating')}</span>}
      </div>
      <FilterChips
        chips={chips}
        onReset={() => onChange(NO_FILTER)}
        lead={
          search.sort && tab === 'pending' ? (
            <li>
              <button type="button" className={css.unsorted} onClick={() => onChange({ sort: undefined })}>
                <Mark name="due-soon" size={14} /> {t('sort.notByUrgency')} <span aria-hidden="true">✕</span>
              </button>
            </li>
          ) : null
        }
      />
    </div>
  );
}

/** More departments than this are chosen in the filters: a row of tabs is read at a glance or not at all. */
const MOST_TABS = 6;

/** Not loaded, or it could not be: that is not none. */
const UNKNOWN = '–';

type Queue = { id: string; label: ReactNode; isShown: boolean; show: WorklistSearch };

/** All, my queue, where my advice is wanted, the departments, what is done, and the named views. */
function QueueTabs({ search, counts, onChange }: Omit<Props, 'isUpdating'>): ReactNode {
  const t = useText();
  const mayCall = useMay('callout.write');
  const { role, departments } = useMe();
  const isPending = search.tab !== 'done';
  const isMine = isPending && search.assigned === 'me';
  const isAdvice = isPending && search.state === 'advice';
  const tabs = departments.length > 1 && departments.length <= MOST_TABS ? departments : [];
  const ofDepartment = isPending && tabs.some(({ id }) => id === search.departmentId);
  const queues: Queue[] = [
    {
      id: 'all',
      label: t('tab.pending', { count: counts?.pending ?? UNKNOWN }),
      isShown: isPending && !isMine && !isAdvice && !ofDepartment,
      show: { state: undefined, departmentId: undefined, ...(isMine ? { assigned: undefined } : {}) },
    },
    ...(mayCall
      ? [
          {
            id: 'mine',
            label: t('tab.mine', { count: counts?.mine ?? UNKNOWN }),
            isShown: isMine,
            show: { ...NO_FILTER, assigned: 'me' },
          },
        ]
      : []),
    // In-house doctors are the pathologists whom ladders tell.
    ...(role === 'doctor'
      ? [
          {
            id: 'advice',
            label: t('tab.advice', { count: counts?.advice ?? UNKNOWN }),
            isShown: isAdvice,
            show: { ...NO_FILTER, state: 'advice' as const },
          },
        ]
      : []),
    ...tabs.map(({ id, name }) => ({
      id: `department-${id}`,
      label: <bdi>{name}</bdi>,
      isShown: ofDepartment && !isMine && !isAdvice && search.departmentId === id,
      show: { ...NO_FILTER, departmentId: id },
    })),
  ];
  return (
    <fieldset className={css.tabs}>
      <legend className="visually-hidden">{t('worklist.tabs')}</legend>
      {queues.map(({ id, label, isShown, show }) => (
        <button key={id} type="button" aria-pressed={isShown} onClick={() => onChange({ ...show, tab: undefined })}>
          {label}
        </button>
      ))}
      <button
        type="button"
        aria-pressed={!isPending}
        onClick={() => onChange({ tab: 'done', state: undefined, assigned: undefined, minAgeMinutes: undefined })}
      >
        {t('tab.done', { count: counts?.doneToday ?? UNKNOWN })}
      </button>
      <Views search={search} onShow={onChange} />
    </fieldset>
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
