import type { SaveSchedule } from '@critical-callout/contract/directory';
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { fromLocal, toLocal } from '../ui/local-time.ts';
import { directoryKeys, fetchParty, type Holder, type Ref } from './api.ts';
import { HolderName } from './covers.tsx';
import css from './directory.module.css';
import { HOLDER_KINDS, PartyPicker } from './party-picker.tsx';

type Overrides = SaveSchedule['overrides'];

export function PlaceName({ place }: { place: Ref }): ReactNode {
  const { data } = useQuery({
    queryKey: directoryKeys.party(place.kind, place.id),
    queryFn: ({ signal }) => fetchParty(place, signal),
  });
  return <strong dir="auto">{data?.name ?? '…'}</strong>;
}

/** Whose turn follows whose. Moving has buttons: nothing is dragged. */
export function RotaMembers({ members, onChange }: { members: Holder[]; onChange: (members: Holder[]) => void }): ReactNode {
  const t = useText();
  const move = (index: number, by: number): void => {
    const moved = [...members];
    const [one] = moved.splice(index, 1);
    if (one) moved.splice(index + by, 0, one);
    onChange(moved);
  };
  return (
    <section aria-label={t('directory.rota.members')}>
      <h3>{t('directory.rota.members')}</h3>
      {members.length === 0 && <p>{t('directory.rota.members.none')}</p>}
      <ol>
        {members.map((who, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: somebody may have two turns; the place is what they differ by
          <li key={`${who.kind} ${who.id} ${index}`}>
            <HolderName who={who} />
            <div className={css.actions}>
              <Button size="compact-sm" variant="outline" disabled={index === 0} onClick={() => move(index, -1)}>
                {t('directory.rota.up', { place: index + 1 })}
              </Button>
              <Button size="compact-sm" variant="outline" disabled={index === members.length - 1} onClick={() => move(index, 1)}>
                {t('directory.rota.down', { place: index + 1 })}
              </Button>
              <Button size="compact-sm" variant="outline" onClick={() => onChange(members.filter((_, place) => place !== index))}>
                {t('directory.rota.remove', { place: index + 1 })}
              </Button>
            </div>
          </li>
        ))}
      </ol>
      <PartyPicker
        label={t('directory.rota.members.add')}
        kinds={HOLDER_KINDS}
        onPick={({ kind, id }) => onChange([...members, { kind, id }])}
      />
    </section>
  );
}

/** From one instant to another somebody else has the duty, or nobody. Of two the lower counts. */
export function RotaOverrides({
  overrides,
  onChange,
}: {
  overrides: Overrides;
  onChange: (overrides: Overrides) => void;
}): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = serverNow();
  return (
    <section aria-label={t('directory.rota.overrides')}>
      <h3>{t('directory.rota.overrides')}</h3>
      <ul className={css.points}>
        {overrides.map((one, index) => (
          <li key={`${one.from} ${one.to} ${one.who?.id ?? 'nobody'}`}>
            {one.who ? <HolderName who={one.who} /> : t('directory.rota.nobody')}{' '}
            {t('directory.covers.period', {
              from: formatMoment(one.from, now, lab.zone),
              to: formatMoment(one.to, now, lab.zone),
            })}
            {one.reason && <p className={css.muted}>{one.reason}</p>}
            <Button size="compact-sm" variant="outline" onClick={() => onChange(overrides.filter((_, place) => place !== index))}>
              {t('directory.rota.overrides.remove', { from: formatMoment(one.from, now, lab.zone) })}
            </Button>
          </li>
        ))}
      </ul>
      <OverrideForm onAdd={(one) => onChange([...overrides, one])} />
    </section>
  );
}

function OverrideForm({ onAdd }: { onAdd: (one: Overrides[number]) => void }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const [from, setFrom] = useState(toLocal(serverNow(), lab.zone));
  const [to, setTo] = useState(toLocal(serverNow() + 86_400_000, lab.zone));
  const [reason, setReason] = useState('');
  const [start, end] = [fromLocal(from, lab.zone), fromLocal(to, lab.zone)];
  const isForward = start !== null && end !== null && start < end;
  const add = (who: Holder | null): void => {
    if (start && end) onAdd({ from: start, to: end, who, reason });
  };
  return (
    <div className={css.fields}>
      <div className={css.row}>
        <TextInput
          type="datetime-local"
          label={t('directory.from')}
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t('directory.to')}
          value={to}
          onChange={({ currentTarget }) => setTo(currentTarget.value)}
        />
      </div>
      <TextInput
        label={t('directory.reason')}
        value={reason}
        maxLength={500}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {!isForward && <p>{t('directory.rota.overrides.order')}</p>}
      {isForward && (
        <>
          <PartyPicker
            label={t('directory.rota.overrides.who')}
            kinds={HOLDER_KINDS}
            onPick={({ kind, id }) => add({ kind, id })}
          />
          <div>
            <Button size="compact-sm" variant="outline" onClick={() => add(null)}>
              {t('directory.rota.overrides.nobody')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
