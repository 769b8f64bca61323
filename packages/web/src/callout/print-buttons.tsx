import type { CriticalRecords } from '@critical-callout/contract/callout';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLogs } from '../history/index.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { CallSheet, OrderSheet, printSheet } from '../print/index.ts';
import css from './callout.module.css';

/** Paper: the call sheet before a call, the order with its history afterwards. */
export function PrintButtons({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { data } = useLogs(records.bill.billId);
  const printCallSheet = (): void => printSheet(<CallSheet records={records} />);
  useShortcuts({ print: printCallSheet });
  return (
    <div className={css.buttons}>
      <Button size="compact-sm" variant="subtle" onClick={printCallSheet}>
        {t('print.printCallSheet')}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={!data}
        onClick={() => printSheet(<OrderSheet records={records} entries={data?.entries ?? []} />)}
      >
        {t('print.printOrder')}
      </Button>
    </div>
  );
}
