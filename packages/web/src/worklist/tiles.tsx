import type { Worklist } from '@critical-callout/contract/worklist';
import type { ReactNode } from 'react';
import { type MessageId, useText } from '../platform/text.tsx';
import { Mark, type MarkName } from '../ui/marks.tsx';
import type { WorklistSearch } from './search.ts';
import css from './worklist.module.css';

type Counts = Worklist['counts'];
type State = NonNullable<WorklistSearch['state']>;
type Tile = {
  state: State;
  count: keyof Counts;
  label: MessageId;
  mark: MarkName;
  isAlarm?: boolean;
  isOnlyWhenSome?: boolean;
  isTab?: boolean;
};

export const TILES: readonly Tile[] = [
  { state: 'overdue', count: 'overdue', label: 'tile.overdue', mark: 'overdue', isAlarm: true },
  { state: 'due-soon', count: 'dueSoon', label: 'tile.dueSoon', mark: 'due-soon' },
  { state: 'new', count: 'new', label: 'tile.new', mark: 'pending' },
  { state: 'being-called', count: 'beingCalled', label: 'tile.beingCalled', mark: 'calling' },
  { state: 'attempted', count: 'attempted', label: 'tile.attempted', mark: 'attempted' },
  { state: 'needs-review', count: 'needsReview', label: 'tile.needsReview', mark: 'review' },
  { state: 'try-passed', count: 'tryPassed', label: 'tile.tryPassed', mark: 'waiting', isOnlyWhenSome: true },
  { state: 'exhausted', count: 'exhausted', label: 'tile.exhausted', mark: 'exhausted', isAlarm: true, isOnlyWhenSome: true },
  { state: 'unowned', count: 'unowned', label: 'tile.unowned', mark: 'unowned', isAlarm: true, isOnlyWhenSome: true },
  { state: 'advice', count: 'advice', label: 'tile.advice', mark: 'people', isTab: true },
];

type Props = { search: WorklistSearch; counts: Counts | null; onChange: (part: WorklistSearch) => void };

/** Numbers with their word, which are filters as well. What is rare appears when there is some of it. */
export function Tiles({ search, counts, onChange }: Props): ReactNode {
  const t = useText();
  const shown = TILES.filter(
    ({ state, count, isOnlyWhenSome, isTab }) =>
      !isTab && (!isOnlyWhenSome || search.state === state || (counts?.[count] ?? 0) > 0),
  );
  return (
    <fieldset className={css.tiles}>
      <legend className="visually-hidden">{t('worklist.tiles')}</legend>
      {shown.map(({ state, count, label, mark, isAlarm }) => (
        <button
          key={state}
          type="button"
          aria-pressed={search.state === state}
          data-none={counts?.[count] === 0 || undefined}
          data-alarm={(isAlarm && (counts?.[count] ?? 0) > 0) || undefined}
          onClick={() => onChange({ state: search.state === state ? undefined : state })}
        >
          <Mark name={mark} size={14} />
          <strong>{counts?.[count] ?? '–'}</strong> {t(label)}
        </button>
      ))}
    </fieldset>
  );
}
