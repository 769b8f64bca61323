import { LOCATION_TYPES, SEVERITIES, WORKLIST_SORTS } from '@critical-callout/contract/worklist';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { changePreferences } from '../platform/preferences.ts';
import { type MessageId, type Translate, useText } from '../platform/text.tsx';
import type { Chip } from '../ui/filter-bar.tsx';
import { fetchFacets, worklistKeys } from './api.ts';
import { HIDEABLE, type WorklistSearch } from './search.ts';
import { TILES } from './tiles.tsx';
import { useHidden } from './use-hidden.ts';
import css from './worklist.module.css';

type Option = { value: string; label: string };
type Props = { search: WorklistSearch; onChange: (part: WorklistSearch) => void };

/** Minutes since the result became critical. */
const AGES = [15, 30, 60, 120] as const;

export const useFacets = () =>
  useQuery({ queryKey: worklistKeys.facets, queryFn: ({ signal }) => fetchFacets(signal), staleTime: 15_000 });

/** What is needed now and then folds away: the list is what the screen is for. Chips say what is in force. */
export function MoreFilters(props: Props): ReactNode {
  const t = useText();
  return (
    <details className={css.display}>
      <summary>{t('display.title')}</summary>
      <div className={css.displayList}>
        <FilterFields {...props} />
        <DisplayOptions {...props} />
      </div>
    </details>
  );
}

/** Everything there is to filter by, beside the tiles and the search; each is in the address. */
function FilterFields({ search, onChange }: Props): ReactNode {
  const t = useText();
  const me = useMe();
  const { data } = useFacets();
  const people = (data?.people ?? []).filter(({ userId }) => userId !== me.userId);
  const isDone = search.tab === 'done';
  return (
    <>
      {me.departments.length > 1 && (
        <Select
          label={t('filter.department')}
          any={t('filter.allDepartments')}
          value={search.departmentId?.toString()}
          options={me.departments.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={(value) => onChange({ departmentId: value === undefined ? undefined : Number(value) })}
        />
      )}
      <Select
        label={t('filter.test')}
        any={t('filter.anyTest')}
        value={search.test}
        options={(data?.tests ?? []).map(({ code, name }) => ({ value: code, label: name }))}
        onChange={(test) => onChange({ test })}
      />
      <Select
        label={t('filter.locationType')}
        any={t('filter.anyLocationType')}
        value={search.locationType}
        options={LOCATION_TYPES.map((value) => ({ value, label: t(`patientClass.${value}`) }))}
        onChange={(value) => onChange({ locationType: value as WorklistSearch['locationType'] })}
      />
      <Select
        label={t('filter.severity')}
        any={t('filter.anySeverity')}
        value={search.severity}
        options={SEVERITIES.map((value) => ({
          value,
          label: value === 'cannot-say' ? t('filter.cannotSay') : t(`verdict.${value}`),
        }))}
        onChange={(value) => onChange({ severity: value as WorklistSearch['severity'] })}
      />
      {!isDone && (
        <>
          <Select
            label={t('filter.assigned')}
            any={t('filter.anybody')}
            value={search.assigned}
            options={[
              { value: 'me', label: t('filter.me') },
              { value: 'nobody', label: t('filter.nobody') },
              ...people.map(({ userId, name }) => ({ value: userId, label: name })),
            ]}
            onChange={(assigned) => onChange({ assigned })}
          />
          <Select
            label={t('filter.age')}
            any={t('filter.anyAge')}
            value={search.minAgeMinutes?.toString()}
            options={AGES.map((minutes) => ({ value: String(minutes), label: t('filter.olderThan', { minutes }) }))}
            onChange={(value) => onChange({ minAgeMinutes: value === undefined ? undefined : Number(value) })}
          />
          <Select
            label={t('filter.sort')}
            any={t('sort.urgency')}
            value={search.sort}
            options={WORKLIST_SORTS.filter((sort) => sort !== 'urgency').map((value) => ({ value, label: t(`sort.${value}`) }))}
            onChange={(value) => onChange({ sort: value as WorklistSearch['sort'] })}
          />
        </>
      )}
    </>
  );
}

function Select({
  label,
  any,
  value,
  options,
  onChange,
}: {
  label: string;
  any: string;
  value: string | undefined;
  options: readonly Option[];
  onChange: (value: string | undefined) => void;
}): ReactNode {
  // What is chosen stays to be seen, even when nothing of it is open any more.
  const isKnown = value === undefined || options.some((option) => option.value === value);
  return (
    <label>
      <span>{label}</span>
      <select className={css.select} value={value ?? ''} onChange={({ target }) => onChange(target.value || undefined)}>
        <option value="">{any}</option>
        {!isKnown && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Which columns are shown, and whether orders of one patient stand together. */
function DisplayOptions({ search, onChange }: Props): ReactNode {
  const t = useText();
  const hidden = useHidden(search);
  // Kept for this person, and in the address for whoever is given it.
  const toggle = (column: string): void => {
    const next = HIDEABLE.filter((one) => (one === column ? !hidden.has(one) : hidden.has(one)));
    changePreferences({ hiddenColumns: next });
    onChange({ hide: next.join(',') || undefined });
  };
  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={search.grouped === true}
          onChange={({ target }) => onChange({ grouped: target.checked || undefined })}
        />{' '}
        {t('display.grouped')}
      </label>
      <fieldset>
        <legend>{t('display.columns')}</legend>
        {HIDEABLE.map((column) => (
          <label key={column}>
            <input type="checkbox" checked={!hidden.has(column)} onChange={() => toggle(column)} /> {t(`column.${column}`)}
          </label>
        ))}
      </fieldset>
    </>
  );
}

/** What is filtered by, as chips that can be taken away one by one. */
export function useChips(search: WorklistSearch, onChange: Props['onChange']): Chip[] {
  const t = useText();
  const { departments } = useMe();
  const { data } = useFacets();
  const words: Record<string, () => string> = {
    state: () => t(TILES.find(({ state }) => state === search.state)?.label ?? 'tile.new'),
    q: () => search.q ?? '',
    departmentId: () => departments.find(({ id }) => id === search.departmentId)?.name ?? String(search.departmentId),
    test: () => data?.tests.find(({ code }) => code === search.test)?.name ?? search.test ?? '',
    locationType: () => t(`patientClass.${search.locationType ?? 'other'}`),
    severity: () => t(`verdict.${search.severity ?? 'cannot-say'}`),
    assigned: () => whoOf(search.assigned, data?.people ?? [], t),
    minAgeMinutes: () => t('filter.olderThan', { minutes: search.minAgeMinutes ?? 0 }),
  };
  return CHIPS.flatMap(([name, label]): Chip[] => {
    if (search[name] === undefined || search[name] === '') return [];
    return [{ id: name, label: t(label), value: words[name]?.() ?? '', onRemove: () => onChange({ [name]: undefined }) }];
  });
}

const CHIPS: readonly [keyof WorklistSearch, MessageId][] = [
  ['state', 'filter.state'],
  ['q', 'filter.search'],
  ['departmentId', 'filter.department'],
  ['test', 'filter.test'],
  ['locationType', 'filter.locationType'],
  ['severity', 'filter.severity'],
  ['assigned', 'filter.assigned'],
  ['minAgeMinutes', 'filter.age'],
];

function whoOf(assigned: string | undefined, people: readonly { userId: string; name: string }[], t: Translate): string {
  if (assigned === 'me') return t('filter.me');
  if (assigned === 'nobody') return t('filter.nobody');
  return people.find(({ userId }) => userId === assigned)?.name ?? assigned ?? '';
}
