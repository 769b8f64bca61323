import type { WorklistItem } from '@critical-callout/contract/worklist';
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { PersonSelect, useAssignees } from '../ownership/index.ts';
import { asFailure } from '../platform/failure.ts';
import { invalidatePresence } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Answer } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { fetchOrders, fetchSituation, handoverKeys, offerHandover } from './api.ts';
import { grouped } from './groups.ts';
import css from './handover.module.css';
import { OrderFacts } from './order-facts.tsx';
import { SituationBox } from './situation.tsx';

type Line = { summary: string; actions: string; ifThen: string };
const NO_LINE: Line = { summary: '', actions: '', ifThen: '' };

type Props = {
  /** Chosen on the worklist; null: the whole queue. */
  orders: readonly number[] | null;
  departmentId: number | undefined;
  onDepartment: (departmentId: number | undefined) => void;
};

/** What the next shift must know, order by order, and to whom it goes. Nothing moves before they accept. */
export function OfferForm({ orders, departmentId, onDepartment }: Props): ReactNode {
  const t = useText();
  const me = useMe();
  const query = useOpenOrders(orders, departmentId);
  const situation = useQuery({ queryKey: handoverKeys.situation, queryFn: ({ signal }) => fetchSituation(signal) });
  return (
    <section aria-labelledby="offer-title">
      <h2 id="offer-title" className={css.title}>
        {t('handover.offerTitle')}
      </h2>
      {orders === null && me.departments.length > 1 && (
        <NativeSelect
          className={css.field}
          label={t('handover.queue')}
          value={departmentId ?? ''}
          onChange={({ currentTarget: { value } }) => onDepartment(value === '' ? undefined : Number(value))}
          data={[
            { value: '', label: t('filter.allDepartments') },
            ...me.departments.map(({ id, name }) => ({ value: String(id), label: name })),
          ]}
        />
      )}
      {situation.data && <SituationBox situation={situation.data} />}
      <Answer query={query} what={t('handover.ordersFailed')} stillTrue={t('handover.ordersFailedStill')}>
        {({ items }) => <Offer key={departmentId} items={items} orders={orders} departmentId={departmentId} />}
      </Answer>
    </section>
  );
}

function useOpenOrders(orders: readonly number[] | null, departmentId: number | undefined) {
  const me = useMe();
  const what = { limit: 500, billIds: orders?.join(','), departmentId };
  return useQuery({
    queryKey: handoverKeys.orders(what),
    queryFn: ({ signal }) => fetchOrders(what, signal),
    // What others are on stays with them; the server chooses the same way.
    select: (list) =>
      orders ? list : { ...list, items: list.items.filter((item) => [undefined, me.userId].includes(holderOf(item))) },
  });
}

const holderOf = ({ ownership: { claim, assignedTo } }: WorklistItem): string | undefined => (claim ?? assignedTo)?.userId;

function Offer({ items, orders, departmentId }: { items: WorklistItem[] } & Omit<Props, 'onDepartment'>): ReactNode {
  const t = useText();
  const me = useMe();
  const navigate = useNavigate();
  const now = useServerNow(30_000);
  const assignees = useAssignees();
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const [lines, setLines] = useState<ReadonlyMap<number, Line>>(new Map());
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const people = (assignees.data?.people ?? []).filter(({ userId }) => userId !== me.userId);
  const receiver = people.find(({ userId }) => userId === to)?.name ?? t('handover.nextShift');
  // As soon as one is left out it is a selection, and the server is told exactly what.
  const isWholeQueue = orders === null && left.size === 0;
  const chosen = items.filter(({ billId }) => !left.has(billId));

  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const body = chosen.map(({ billId }) => ({ billId, ...(lines.get(billId) ?? NO_LINE) }));
      const made = await offerHandover({
        toUserId: to || null,
        departmentId: departmentId ?? null,
        isWholeQueue,
        items: isWholeQueue ? body.filter(({ summary, actions, ifThen }) => summary || actions || ifThen) : body,
        note,
      });
      invalidatePresence();
      toast(t('handover.offered', { to: receiver, count: made.counts.waiting }));
      await navigate({ to: '/handover/$handoverId', params: { handoverId: made.id } });
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };
  const change = (billId: number, part: Partial<Line>): void =>
    setLines((before) => new Map(before).set(billId, { ...(before.get(billId) ?? NO_LINE), ...part }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {items.length === 0 && (
        <p className={css.empty} data-testid="empty">
          <strong>{t('handover.nothingOpen')}</strong> {t('handover.nothingOpenText')}
        </p>
      )}
      {grouped(items, now).map(({ group, items: ofGroup }) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h3 id={`group-${group}`} className={css.group}>
            {t('handover.group', { name: t(`handover.${group}`), count: ofGroup.length })}
          </h3>
          {ofGroup.map((item) => (
            <OfferedOrder
              key={item.billId}
              item={item}
              line={lines.get(item.billId) ?? NO_LINE}
              isIn={!left.has(item.billId)}
              onIn={(isIn) =>
                setLeft((before) => new Set([...before].filter((id) => id !== item.billId).concat(isIn ? [] : [item.billId])))
              }
              onChange={(part) => change(item.billId, part)}
            />
          ))}
        </section>
      ))}
      <div className={css.box}>
        <PersonSelect label={t('handover.to')} nobody={t('handover.nextShift')} value={to} people={people} onChange={setTo} />
        <Textarea
          label={t('handover.note')}
          description={t('handover.noteHint')}
          value={note}
          rows={2}
          maxLength={2000}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        {failure !== null && (
          <FailurePanel
            failure={asFailure(failure)}
            what={t('handover.failed')}
            stillTrue={t('handover.failedStill')}
            onRetry={() => void send()}
          />
        )}
        <div className={css.actions}>
          <Button type="submit" loading={isBusy} disabled={orders !== null && chosen.length === 0}>
            {chosen.length === 0
              ? t('handover.sendEmpty', { to: receiver })
              : t('handover.send', { to: receiver, count: chosen.length })}
          </Button>
        </div>
      </div>
    </form>
  );
}

function OfferedOrder({
  item,
  line,
  isIn,
  onIn,
  onChange,
}: {
  item: WorklistItem;
  line: Line;
  isIn: boolean;
  onIn: (isIn: boolean) => void;
  onChange: (part: Partial<Line>) => void;
}): ReactNode {
  const t = useText();
  const number = item.billNumber;
  // The same question stands at every order: who moves from field to field hears whose it is.
  const nameId = `whose-${item.billId}`;
  return (
    <article className={css.order} data-out={!isIn || undefined} data-bill={item.billId}>
      <Checkbox
        label={t('handover.include', { number })}
        aria-describedby={nameId}
        checked={isIn}
        onChange={({ currentTarget }) => onIn(currentTarget.checked)}
      />
      <OrderFacts item={item} nameId={nameId} />
      {isIn && (
        <div className={css.lines}>
          <TextInput
            label={t('handover.summary')}
            aria-describedby={nameId}
            value={line.summary}
            maxLength={500}
            onChange={({ currentTarget }) => onChange({ summary: currentTarget.value })}
          />
          <TextInput
            label={t('handover.actions')}
            aria-describedby={nameId}
            value={line.actions}
            maxLength={500}
            onChange={({ currentTarget }) => onChange({ actions: currentTarget.value })}
          />
          <TextInput
            label={t('handover.ifThen')}
            aria-describedby={nameId}
            value={line.ifThen}
            maxLength={500}
            onChange={({ currentTarget }) => onChange({ ifThen: currentTarget.value })}
          />
        </div>
      )}
    </article>
  );
}
