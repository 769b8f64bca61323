import type { CriticalRecords } from '@critical-callout/contract/callout';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { DeliveriesOfOrder } from '../delivery/index.ts';
import { History } from '../history/index.ts';
import { createStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { type Tab, Tabs } from '../ui/tabs.tsx';
import css from './callout.module.css';
import { PrintButtons } from './print-buttons.tsx';
import { RulesTab } from './rules-tab.tsx';

const RawTab = lazy(() => import('./raw-tab.tsx').then(({ RawTab: component }) => ({ default: component })));

const historyAsked = createStore(0);
/** From the conflict strip and by key: the tab of the history, with the focus on it. */
export const openHistory = (): void => historyAsked.set((times) => times + 1);

type Id = 'history' | 'deliveries' | 'raw' | 'rules';

/** Everything about the order besides the call itself. */
export function OrderTabs({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const [active, setActive] = useState<Id>('history');
  const { billId } = records.bill;
  const mayDeliveries = useMay('deliveries.read');
  const mayMessages = useMay('order-messages.read');
  const tabs: Tab<Id>[] = [
    { id: 'history', label: t('tab.history') },
    ...(mayDeliveries ? [{ id: 'deliveries', label: t('tab.deliveries') } as const] : []),
    ...(mayMessages ? [{ id: 'raw', label: t('tab.raw') } as const] : []),
    { id: 'rules', label: t('tab.rules') },
  ];
  useShortcuts({ history: openHistory });
  useEffect(
    () =>
      historyAsked.watch(() => {
        setActive('history');
        requestAnimationFrame(() => document.getElementById('history-title')?.focus());
      }),
    [],
  );
  return (
    <aside className={css.aside} aria-label={t('history.region')} data-region="history">
      <PrintButtons records={records} />
      <Tabs label={t('callout.tabs')} tabs={tabs} active={active} onChange={setActive}>
        {active === 'history' && <History billId={billId} />}
        {active === 'deliveries' && <DeliveriesOfOrder billId={billId} />}
        <Suspense>{active === 'raw' && <RawTab billId={billId} />}</Suspense>
        {active === 'rules' && <RulesTab records={records} />}
      </Tabs>
    </aside>
  );
}
