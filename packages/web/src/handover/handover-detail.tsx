import type { HandoverDetail } from '@critical-callout/contract/ownership';
import type { WorklistItem } from '@critical-callout/contract/worklist';
import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { ReasonDialog } from '../ownership/index.ts';
import { asFailure } from '../platform/failure.ts';
import { later } from '../platform/messages/en/later.ts';
import { invalidateLive, invalidatePresence, queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { printSheet } from '../print/index.ts';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { StateMark } from '../ui/marks.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer, LoadingLines } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { acceptHandover, fetchHandover, fetchOrders, handoverKeys, noteHandover, withdrawHandover } from './api.ts';
import css from './handover.module.css';
import { HandoverMark } from './handover-page.tsx';
import { HandoverSheet } from './handover-sheet.tsx';
import { OrderFacts } from './order-facts.tsx';
import { SituationBox } from './situation.tsx';

addWords(later);

export function HandoverDetailPage(): ReactNode {
  const t = useText();
  const { handoverId } = useParams({ from: '/signed-in/handover/$handoverId' });
  const query = useQuery({
    queryKey: handoverKeys.detail(handoverId),
    queryFn: ({ signal }) => fetchHandover(handoverId, signal),
    refetchInterval: 30_000,
  });
  return (
    <Page>
      {query.data === undefined && <PageHeader title={t('handover.title')} />}
      <Answer query={query} what={t('handover.detailFailed')} stillTrue={t('handover.listFailedStill')}>
        {(handover) => <Detail handover={handover} />}
      </Answer>
    </Page>
  );
}

/** The rows of the orders that are still open; what was closed meanwhile stands by its number. null: not known yet. */
function useOrders({ items }: HandoverDetail): Map<number, WorklistItem> | null {
  const billIds = items.flatMap(({ billId }) => billId ?? []);
  const what = { limit: 500, billIds: billIds.join(',') };
  const { data } = useQuery({
    queryKey: handoverKeys.orders(what),
    queryFn: ({ signal }) => fetchOrders(what, signal),
    enabled: billIds.length > 0,
  });
  return useMemo(() => {
    if (data === undefined && billIds.length > 0) return null;
    return new Map(data?.items.map((item) => [item.billId, item]));
  }, [data, billIds.length]);
}

function Detail({ handover }: { handover: HandoverDetail }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const orders = useOrders(handover);
  const { from, to, createdAt, note, endText, items, situation, counts } = handover;
  const { act, failure } = useActs(handover);
  return (
    <>
      <PageHeader
        title={t('handover.fromTo', { from: from.name, to: to?.name ?? t('handover.nextShift') })}
        lead={t('handover.detailLead', { at: formatMoment(createdAt, now, lab.zone), ...counts })}
      >
        <HandoverMark handover={handover} />
        <Button
          variant="outline"
          loading={orders === null}
          onClick={() => printSheet(<HandoverSheet handover={handover} orders={orders ?? new Map()} />)}
        >
          {t('handover.print')}
        </Button>
        <Link to="/handover">{t('handover.back')}</Link>
      </PageHeader>
      {failure !== null && (
        <FailurePanel failure={asFailure(failure)} what={t('handover.actFailed')} stillTrue={t('handover.actFailedStill')} />
      )}
      {note !== '' && (
        <p className={css.box}>
          <strong>{t('handover.note')}</strong> <bdi>{note}</bdi>
        </p>
      )}
      <SituationBox situation={situation} />
      <h2 className={css.title}>{t('handover.orders')}</h2>
      {items.length === 0 && <p className={css.empty}>{t('handover.emptyDetail')}</p>}
      {items.map((item) => (
        <Item
          key={item.billNumber}
          item={item}
          order={item.billId === null ? undefined : orders?.get(item.billId)}
          isKnown={orders !== null}
          canAccept={handover.isForMe}
          onAccept={(billId) =>
            void act(() => acceptHandover(handover.id, [billId], ''), t('handover.acceptedOne', { number: item.billNumber }))
          }
        />
      ))}
      <Notes handover={handover} onAsk={(text) => act(() => noteHandover(handover.id, text), t('handover.said'))} />
      {handover.isForMe && (
        <Accept
          counts={counts}
          onAccept={(synthesis) => act(() => acceptHandover(handover.id, undefined, synthesis), t('handover.acceptedAll'))}
        />
      )}
      {endText !== '' && (
        <p className={css.box}>
          <strong>{t(handover.state === 'accepted' ? 'handover.synthesis' : 'handover.withdrawReason')}</strong>{' '}
          <bdi>{endText}</bdi>
        </p>
      )}
      <Withdraw
        handover={handover}
        onWithdraw={(reason) => act(() => withdrawHandover(handover.id, reason), t('handover.withdrawn'))}
      />
    </>
  );
}

/** Does one thing to the hand-over, shows what the server says it is now, and tells the lists. */
function useActs({ id }: HandoverDetail) {
  const [failure, setFailure] = useState<unknown>(null);
  const act = async (work: () => Promise<HandoverDetail>, said: string): Promise<unknown> => {
    try {
      queryClient.setQueryData(handoverKeys.detail(id), await work());
      setFailure(null);
      toast(said);
      return null;
    } catch (error) {
      setFailure(error);
      return error;
    } finally {
      invalidatePresence();
      invalidateLive([]);
    }
  };
  return { act, failure };
}

function Item({
  item,
  order,
  isKnown,
  canAccept,
  onAccept,
}: {
  item: HandoverDetail['items'][number];
  order: WorklistItem | undefined;
  /** Whether it was looked up: before that nobody can say that nothing is open. */
  isKnown: boolean;
  canAccept: boolean;
  onAccept: (billId: number) => void;
}): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { billId, billNumber, state, settledAt, settledByName, goneReason } = item;
  const when = settledAt ? formatMoment(settledAt, now, lab.zone) : '';
  const lines = (['summary', 'actions', 'ifThen'] as const).filter((name) => item[name] !== '');
  return (
    <article className={css.order} data-testid="handover-item">
      {order && <OrderFacts item={order} />}
      {!order && isKnown && <strong>{t('handover.closedOrder', { number: billNumber })}</strong>}
      {!order && !isKnown && <LoadingLines lines={1} height={66} />}
      {lines.length > 0 && (
        <dl className={css.said}>
          {lines.map((name) => (
            <div key={name}>
              <dt>{t(`handover.${name}`)}</dt>
              <dd>
                <bdi>{item[name]}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <div className={css.actions}>
        {state === 'accepted' && (
          <StateMark name="done" tone="done">
            {t('handover.itemAccepted', { by: settledByName ?? '', at: when })}
          </StateMark>
        )}
        {state === 'gone' && (
          <StateMark name="withdrawn" tone="neutral">
            {goneReason === 'closed' || goneReason === 'withdrawn' ? t(`handover.gone.${goneReason}`, { at: when }) : goneReason}
          </StateMark>
        )}
        {state === 'waiting' && canAccept && isKnown && billId !== null && (
          <Button size="xs" variant="outline" onClick={() => onAccept(billId)}>
            {t('handover.acceptOne', { number: billNumber })}
          </Button>
        )}
        {order && (
          <Link to="/worklist/$billId" params={{ billId: order.billId }}>
            {t('handover.openOrder')}
          </Link>
        )}
      </div>
    </article>
  );
}

function Notes({
  handover: { notes, state },
  onAsk,
}: {
  handover: HandoverDetail;
  onAsk: (text: string) => Promise<unknown>;
}): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const mayCall = useMay('callout.write');
  const [text, setText] = useState('');
  const ask = async (): Promise<void> => {
    if (text.trim() !== '' && (await onAsk(text.trim())) === null) setText('');
  };
  return (
    <section aria-labelledby="notes-title" className={css.box}>
      <h2 id="notes-title">{t('handover.questions')}</h2>
      {notes.length === 0 && <p>{t('handover.noQuestions')}</p>}
      <ul>
        {notes.map(({ id, at, authorName, text: said }) => (
          <li key={id}>
            <strong>{authorName}</strong> {formatMoment(at, now, lab.zone)}: <bdi>{said}</bdi>
          </li>
        ))}
      </ul>
      {mayCall && state === 'offered' && (
        <form
          className={css.ask}
          onSubmit={(event) => {
            event.preventDefault();
            void ask();
          }}
        >
          <TextInput
            label={t('handover.ask')}
            value={text}
            maxLength={1000}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Button type="submit" variant="outline">
            {t('handover.askSend')}
          </Button>
        </form>
      )}
    </section>
  );
}

/** I-PASS ends with the receiver saying back what they understood. */
function Accept({
  counts,
  onAccept,
}: {
  counts: HandoverDetail['counts'];
  onAccept: (synthesis: string) => Promise<unknown>;
}): ReactNode {
  const t = useText();
  const [synthesis, setSynthesis] = useState('');
  return (
    <form
      className={css.box}
      onSubmit={(event) => {
        event.preventDefault();
        void onAccept(synthesis.trim());
      }}
    >
      <Textarea
        label={t('handover.synthesis')}
        description={t('handover.synthesisHint')}
        value={synthesis}
        rows={2}
        maxLength={2000}
        onChange={({ currentTarget }) => setSynthesis(currentTarget.value)}
      />
      <div className={css.actions}>
        <Button type="submit">
          {counts.waiting === 0 ? t('handover.acceptEmpty') : t('handover.acceptAll', { count: counts.waiting })}
        </Button>
      </div>
    </form>
  );
}

function Withdraw({
  handover: { from, state },
  onWithdraw,
}: {
  handover: HandoverDetail;
  onWithdraw: (reason: string) => Promise<unknown>;
}): ReactNode {
  const t = useText();
  const me = useMe();
  const maySupervise = useMay('worklist.supervise');
  const [isAsking, setAsking] = useState(false);
  if (state !== 'offered' || (from.userId !== me.userId && !maySupervise)) return null;
  return (
    <>
      <Button variant="outline" onClick={() => setAsking(true)}>
        {t('handover.withdraw')}
      </Button>
      {isAsking && (
        <ReasonDialog
          title={t('handover.withdraw')}
          about={<p>{t('handover.withdrawAbout')}</p>}
          label={t('handover.withdrawReason')}
          action={t('handover.withdraw')}
          onSend={onWithdraw}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
