import type { Deliveries } from '@critical-callout/contract/deliveries';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { dayOf, instantAt } from '../ui/dates.ts';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { SidePanel, WithSidePanel } from '../ui/side-panel.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';
import { queryOf } from './api.ts';
import { ChannelCards } from './channel-cards.tsx';
import css from './delivery.module.css';
import { DeliveryDetails } from './delivery-details.tsx';
import { DeliveryFilters } from './delivery-filters.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import type { DeliveriesSearch } from './search.ts';
import { useDeliveryList } from './use-deliveries.ts';
import { focusMessage, useListKeys } from './use-list-keys.ts';

const route = getRouteApi('/signed-in/deliveries');

/** The start of a day of the laboratory, so many days later. */
function dayStartIn(zone: string): (day: string, plusDays: number) => string | null {
  return (day, plusDays) => {
    const noon = Date.parse(`${day}T12:00:00Z`);
    if (Number.isNaN(noon)) return null;
    return new Date(instantAt(dayOf(noon + plusDays * 86_400_000, 'UTC'), 0, 0, zone)).toISOString();
  };
}

/** Every message and what became of it; whoever handles them begins with what needs attention. */
export function DeliveriesPage(): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const isHandling = useMay('deliveries.write');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isAttention = (search.show ?? (isHandling ? 'attention' : 'all')) === 'attention';
  const query = useDeliveryList(queryOf(search, isAttention, dayStartIn(lab.zone)));
  const change = (part: DeliveriesSearch): void => void navigate({ search: (now) => ({ ...now, ...part }), replace: true });
  const open = (id: number): void => void navigate({ search: (now) => ({ ...now, open: id }) });
  const close = async (): Promise<void> => {
    await navigate({ search: (now) => ({ ...now, open: undefined }) });
    focusMessage(search.open ?? null);
  };
  useListKeys(search.open ?? null);
  // Another message is another panel: the focus goes to its heading.
  const panel = search.open ? (
    <SidePanel key={search.open} title={t('delivery.title', { id: String(search.open) })} onClose={() => void close()}>
      <DeliveryDetails id={search.open} onOpen={open} />
    </SidePanel>
  ) : null;
  const rows = query.data?.pages.flatMap(({ deliveries }) => deliveries) ?? [];
  return (
    <WithSidePanel panel={panel}>
      <Page region="list">
        <PageHeader title={t('deliveries.page')} lead={t('deliveries.lead')} />
        <ChannelCards />
        <DeliveryFilters
          search={search}
          isAttention={isAttention}
          counts={query.data?.pages[0]?.counts ?? null}
          onChange={change}
        />
        <Answer query={query} what={t('deliveries.failed')} stillTrue={t('deliveries.failedStill')}>
          {({ pages: [first] }) =>
            rows.length === 0 ? (
              <Nothing
                counts={first?.counts}
                isAttention={isAttention}
                isFiltered={hasFilter(search)}
                onAll={() => change(ALL)}
              />
            ) : (
              <>
                <DeliveryTable rows={rows} openId={search.open ?? null} search={search} />
                {query.hasNextPage && (
                  <button type="button" className={css.more} onClick={() => void query.fetchNextPage()}>
                    {t('deliveries.more')}
                  </button>
                )}
              </>
            )
          }
        </Answer>
      </Page>
    </WithSidePanel>
  );
}

const NO_FILTERS = { messageState: undefined, channel: undefined, recipient: undefined, from: undefined, to: undefined };
const ALL: DeliveriesSearch = { show: 'all', ...NO_FILTERS };

function hasFilter({ messageState, channel, recipient, from, to }: DeliveriesSearch): boolean {
  return Boolean(messageState || channel || recipient || from || to);
}

type NothingProps = { counts: Deliveries['counts'] | undefined; isAttention: boolean; isFiltered: boolean; onAll: () => void };

/** Why the list is empty: nothing is wrong, nothing fits, or nothing was ever sent. */
function Nothing({ counts, isAttention, isFiltered, onAll }: NothingProps): ReactNode {
  const t = useText();
  const all = (
    <button type="button" className={css.more} onClick={onAll}>
      {t('deliveries.showAll')}
    </button>
  );
  if (isFiltered) return <EmptyState title={t('deliveries.noneFits')}>{all}</EmptyState>;
  if (!isAttention) return <EmptyState title={t('deliveries.noneYet')} />;
  const { queuedToday = 0, confirmedToday = 0 } = counts ?? {};
  const today = queuedToday === confirmedToday ? 'deliveries.allConfirmed' : 'deliveries.someConfirmed';
  return (
    <EmptyState
      title={t('deliveries.calm')}
      text={queuedToday === 0 ? t('deliveries.noneToday') : t(today, { count: queuedToday, confirmed: confirmedToday })}
    >
      {all}
    </EmptyState>
  );
}
