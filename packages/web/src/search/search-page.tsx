import type { SearchAnswer } from '@critical-callout/contract/search';
import type { CriticalValues } from '@critical-callout/domain/callout';
import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { CalloutButton } from '../callout/index.ts';
import { announce } from '../platform/announce.tsx';
import { queryClient } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { badgeOf, stateOfBill } from '../ui/critical-values.ts';
import { DataTable } from '../ui/data-table.tsx';
import { formatAge, formatBorn, formatMoment } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import { joinNames } from '../ui/names.ts';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Identifier } from '../ui/patient.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { fetchFound, searchKey } from './api.ts';
import css from './search.module.css';

const MIN_LENGTH = 3;

/** Orders and patients by the beginning of a name or number; the question stands in the address. */
export function SearchPage(): ReactNode {
  const t = useText();
  const { q = '' } = useSearch({ from: '/signed-in/search' });
  const isAsked = q.length >= MIN_LENGTH;
  const query = useQuery({
    queryKey: searchKey(q),
    queryFn: ({ signal }) => fetchFound(q, signal),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  return (
    <Page>
      <PageHeader title={t('search.title')} lead={t('search.lead')} />
      <SearchForm key={q} q={q} />
      {!isAsked && <p>{t('search.short')}</p>}
      {isAsked && (
        <Answer query={query} what={t('search.failed')} stillTrue={t('search.failedStill')}>
          {(found) => <Found found={found} q={q} />}
        </Answer>
      )}
    </Page>
  );
}

function SearchForm({ q }: { q: string }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const [text, setText] = useState(q);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (q === '') input.current?.focus();
  }, [q]);
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: '/search', search: { q: text.trim() } });
      }}
    >
      <label>
        {t('search.field')}
        <input
          ref={input}
          className={css.input}
          value={text}
          autoComplete="off"
          maxLength={100}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Button type="submit">{t('search.go')}</Button>
    </form>
  );
}

type Order = { billId: number; items: SearchAnswer['items'] };

/** One row an order: a person looks for a patient or an order, not for one of its tests. */
function ordersOf({ items }: SearchAnswer): Order[] {
  const orders = new Map<number, Order>();
  for (const item of items) {
    if (item.billId === null) continue;
    const order = orders.get(item.billId);
    if (order) order.items.push(item);
    else orders.set(item.billId, { billId: item.billId, items: [item] });
  }
  return [...orders.values()];
}

function Found({ found, q }: { found: SearchAnswer; q: string }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const orders = ordersOf(found);
  useEffect(() => announce(t('search.found', { count: orders.length })), [orders.length, t]);
  if (orders.length === 0) return <EmptyState title={t('search.none', { q })} text={t('search.noneText')} />;
  return (
    <>
      <p>
        {t('search.found', { count: orders.length })} {found.hasMore && t('search.more')}
      </p>
      <DataTable
        label={t('search.results')}
        rows={orders}
        keyOf={({ billId }) => billId}
        isClickable
        columns={[
          {
            id: 'patient',
            header: t('search.col.patient'),
            isRowHeader: true,
            cell: ({ items: [first] }) => first && <Who found={first} now={now} zone={lab.zone} />,
          },
          {
            id: 'order',
            header: t('search.col.order'),
            cell: ({ items: [first] }) => (
              <>
                {first?.billId && (
                  <Link to="/orders/$billId" params={{ billId: first.billId }}>
                    <bdi>{first.billNumber}</bdi>
                  </Link>
                )}
                {first?.accessionNumber && (
                  <>
                    <br />
                    {t('search.accession', { number: first.accessionNumber })}
                  </>
                )}
              </>
            ),
          },
          {
            id: 'tests',
            header: t('search.col.tests'),
            cell: ({ items }) => <bdi>{joinNames(items.map(({ testName }) => testName))}</bdi>,
          },
          { id: 'state', header: t('search.col.state'), cell: ({ items }) => <State items={items} /> },
          { id: 'callout', header: t('patients.col.action'), cell: (order) => <Callout order={order} q={q} /> },
          {
            id: 'updated',
            header: t('search.col.updated'),
            cell: ({ items }) =>
              formatMoment(
                items
                  .map(({ lastUpdated }) => lastUpdated)
                  .sort()
                  .at(-1) ?? '',
                now,
                lab.zone,
              ),
          },
        ]}
      />
    </>
  );
}

/** The callout made from here; what was found is asked for again afterwards. */
function Callout({ order: { billId, items }, q }: { order: Order; q: string }): ReactNode {
  const t = useText();
  const number = items[0]?.billNumber;
  if (!number || items.every(({ criticalAt }) => criticalAt === null)) return null;
  const saved = (labReportIds: number[], status: CriticalValues): void => {
    toast(t('patients.saved', { count: labReportIds.length, number, status: t(badgeOf(status).label) }));
    void queryClient.invalidateQueries({ queryKey: searchKey(q) });
  };
  return <CalloutButton billId={billId} billNumber={number} onSuccess={saved} />;
}

/** Name, date of birth and number: a row never names a person by less than two identifiers. */
function Who({ found, now, zone }: { found: SearchAnswer['items'][number]; now: number; zone: string }): ReactNode {
  const t = useText();
  const { patientId, patientName, born, patientIdentifier, patientIdentifierType, billId } = found;
  const name = <bdi>{patientName}</bdi>;
  return (
    <>
      {patientId === null ? (
        name
      ) : (
        <Link to="/patients/$patientId" params={{ patientId }} search={{ show: 'orders', bill: billId ?? undefined }}>
          {name}
        </Link>
      )}
      <br />
      {born ? t('patient.born', { date: formatBorn(born), age: formatAge(born, now, zone) }) : t('patient.bornUnknown')}
      {' · '}
      <Identifier type={patientIdentifierType} value={patientIdentifier} />
    </>
  );
}

function State({ items }: Pick<Order, 'items'>): ReactNode {
  const t = useText();
  const { tone, mark, label } = badgeOf(stateOfBill(items.map(({ criticalValues }) => criticalValues)));
  return (
    <StateMark name={mark} tone={tone}>
      {t(label)}
    </StateMark>
  );
}
