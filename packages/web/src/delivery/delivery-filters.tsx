import type { Deliveries } from '@critical-callout/contract/deliveries';
import { DELIVERY_CHANNELS, DELIVERY_STATES } from '@critical-callout/domain/delivery';
import { NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useText } from '../platform/text.tsx';
import { type Chip, FilterBar } from '../ui/filter-bar.tsx';
import css from './delivery.module.css';
import type { DeliveriesSearch } from './search.ts';

type Props = {
  search: DeliveriesSearch;
  isAttention: boolean;
  counts: Deliveries['counts'] | null;
  onChange: (part: DeliveriesSearch) => void;
};

/** How long typing must pause before the list is asked. */
const TYPING_PAUSE_MS = 250;

export function DeliveryFilters({ search, isAttention, counts, onChange }: Props): ReactNode {
  const t = useText();
  const chips = useChips(search, onChange);
  return (
    <FilterBar
      chips={chips}
      onReset={() =>
        onChange({ messageState: undefined, channel: undefined, recipient: undefined, from: undefined, to: undefined })
      }
    >
      <fieldset className={css.views}>
        <legend className="visually-hidden">{t('deliveries.views')}</legend>
        <button type="button" aria-pressed={isAttention} onClick={() => onChange({ show: 'attention' })}>
          {t('deliveries.attention', { count: counts?.attention ?? 0 })}
        </button>
        <button type="button" aria-pressed={!isAttention} onClick={() => onChange({ show: 'all' })}>
          {t('deliveries.all')}
        </button>
      </fieldset>
      <NativeSelect
        label={t('deliveries.filter.state')}
        value={search.messageState ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ messageState: DELIVERY_STATES.find((one) => one === value) })}
        data={[
          { value: '', label: t('deliveries.filter.any') },
          ...DELIVERY_STATES.map((value) => ({ value, label: t(`deliveryState.${value}`) })),
        ]}
      />
      <NativeSelect
        label={t('deliveries.filter.channel')}
        value={search.channel ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ channel: DELIVERY_CHANNELS.find((one) => one === value) })}
        data={[
          { value: '', label: t('deliveries.filter.any') },
          ...DELIVERY_CHANNELS.map((value) => ({ value, label: t(`deliveryChannel.${value}`) })),
        ]}
      />
      <RecipientField value={search.recipient ?? ''} onChange={(recipient) => onChange({ recipient: recipient || undefined })} />
      <div className={css.period}>
        <TextInput
          type="date"
          label={t('deliveries.filter.from')}
          value={search.from ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ from: value || undefined })}
        />
        <TextInput
          type="date"
          label={t('deliveries.filter.to')}
          value={search.to ?? ''}
          onChange={({ currentTarget: { value } }) => onChange({ to: value || undefined })}
        />
      </div>
    </FilterBar>
  );
}

function useChips({ messageState: state, channel, recipient, from, to }: DeliveriesSearch, onChange: Props['onChange']): Chip[] {
  const t = useText();
  const chip = (id: keyof DeliveriesSearch, label: string, value: string | undefined): Chip[] =>
    value ? [{ id, label, value, onRemove: () => onChange({ [id]: undefined }) }] : [];
  return [
    ...chip('messageState', t('deliveries.filter.state'), state && t(`deliveryState.${state}`)),
    ...chip('channel', t('deliveries.filter.channel'), channel && t(`deliveryChannel.${channel}`)),
    ...chip('recipient', t('deliveries.filter.recipient'), recipient),
    ...chip('from', t('deliveries.filter.from'), from),
    ...chip('to', t('deliveries.filter.to'), to),
  ];
}

/** Types at once, asks when typing pauses; what the address says otherwise is taken over while nobody types. */
function RecipientField({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactNode {
  const t = useText();
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    setTyped(value);
    return () => clearTimeout(timer.current);
  }, [value]);
  return (
    <TextInput
      label={t('deliveries.filter.recipient')}
      placeholder={t('deliveries.filter.recipientHint')}
      value={typed}
      maxLength={200}
      onChange={({ currentTarget: { value: next } }) => {
        setTyped(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(next.trim()), TYPING_PAUSE_MS);
      }}
    />
  );
}
