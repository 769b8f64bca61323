import type { CriticalRecords } from '@critical-callout/contract/callout';
import { type ReactNode, useState } from 'react';
import { DeliveriesOfOrder } from '../delivery/index.ts';
import { History } from '../history/index.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { type Tab, Tabs } from '../ui/tabs.tsx';
import css from './callout.module.css';
import { PrintButtons } from './print-buttons.tsx';
import { RulesTab } from './rules-tab.tsx';

type Id = 'history' | 'rules';

/** Everything about the order besides the call itself. */
export function OrderTabs({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const [active, setActive] = useState<Id>('history');
  const { billId } = records.bill;
  const tabs: Tab<Id>[] = [
    { id: 'history', label: t('tab.history') },
    { id: 'rules', label: t('tab.rules') },
  ];
  useShortcuts({
    history: () => {
      setActive('history');
      document.getElementById('history-title')?.focus();
    },
  });
  return (
    <aside className={css.aside} aria-label={t('history.region')} data-region="history">
      <PrintButtons records={records} />
      <Tabs label={t('callout.tabs')} tabs={tabs} active={active} onChange={setActive}>
        {active === 'history' && (
          <>
            <History billId={billId} />
            <DeliveriesOfOrder billId={billId} />
          </>
        )}
        {active === 'rules' && <RulesTab records={records} />}
      </Tabs>
    </aside>
  );
}
