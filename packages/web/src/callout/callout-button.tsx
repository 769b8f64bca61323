import type { CriticalValues } from '@critical-callout/domain/callout';
import { Button } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { LoadingLines } from '../ui/states.tsx';

const CalloutPanel = lazy(() => import('./callout-panel.tsx').then((panel) => ({ default: panel.CalloutPanel })));

type Props = {
  billId: number;
  billNumber: string;
  /** The one report it stands beside: that one is ticked, the others can be. */
  report?: { labReportId: number; testName: string };
  /** Told once the server has committed. */
  onSuccess?: (labReportIds: number[], status: CriticalValues) => void;
};

/** The one button that opens the callout panel, wherever a critical report is shown. */
export function CalloutButton({ billId, billNumber, report, onSuccess }: Props): ReactNode {
  const t = useText();
  const may = useMay('callout.read');
  const [isOpen, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button
        size="compact-md"
        variant="outline"
        aria-label={
          report
            ? t('callout.buttonOfReport', { test: report.testName, number: billNumber })
            : t('callout.buttonOf', { number: billNumber })
        }
        onClick={() => setOpen(true)}
      >
        {t('callout.button')}
      </Button>
      {isOpen && (
        <Dialog title={t('callout.title', { number: billNumber })} size="wide" onClose={() => setOpen(false)}>
          <Suspense fallback={<LoadingLines />}>
            <CalloutPanel
              billId={billId}
              onlyReport={report?.labReportId}
              onClose={() => setOpen(false)}
              onSuccess={(labReportIds, status) => {
                setOpen(false);
                onSuccess?.(labReportIds, status);
              }}
            />
          </Suspense>
        </Dialog>
      )}
    </>
  );
}
