import type { CriticalValues } from '@critical-callout/domain/callout';
import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { OwnershipStrip } from '../ownership/index.ts';
import { asFailure } from '../platform/failure.ts';
import { panelWords } from '../platform/messages/en/panel.ts';
import { addWords, useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { PracticePhone } from '../practice/index.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useIsSlow } from '../ui/whole-page.tsx';
import css from './callout.module.css';
import { CalloutLoaded } from './callout-loaded.tsx';
import { useRecords, useRules } from './use-callout.ts';

addWords(panelWords);

type Props = {
  billId: number;
  /** Opened beside one report: that one is ticked. */
  onlyReport?: number | undefined;
  /** Told to whoever opened the panel, once the server has committed. */
  onSuccess?: (labReportIds: number[], status: CriticalValues) => void;
  onNext?: () => void;
  /** Where the panel stands in a dialog; without it the panel's address is left. */
  onClose?: () => void;
};

/** The callout panel: the same wherever a critical report is shown. */
export function CalloutPanel({ billId, onlyReport, onSuccess, onNext, onClose }: Props): ReactNode {
  const t = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  const { data, error, refetch } = useRecords(billId);
  const rules = useRules();
  const isSlow = useIsSlow();
  useShortcuts({ nextUrgent: () => onNext?.() });
  useEffect(() => {
    heading.current?.focus();
  }, []);

  return (
    <section className={css.panel} data-region="panel" aria-labelledby="callout-title">
      <div className={css.head}>
        <header className={css.top}>
          <h2 id="callout-title" ref={heading} tabIndex={-1} data-region-focus>
            {data ? t('callout.title', { number: data.bill.billNumber }) : t('callout.titlePlain')}
          </h2>
          <span className={css.spring} />
          {onClose ? (
            <Button size="compact-sm" variant="subtle" aria-keyshortcuts="Escape" onClick={onClose}>
              {t('callout.close')}
            </Button>
          ) : (
            <Link to="/worklist" search={(now) => now} className={css.close} aria-keyshortcuts="Escape">
              {t('callout.close')}
            </Link>
          )}
        </header>
        {data && <OwnershipStrip billId={billId} billNumber={data.bill.billNumber} />}
      </div>
      <PracticePhone billId={billId} place={onClose ? 'dialog' : 'panel'} />
      {error && !data && asFailure(error).status === 404 && (
        <div className={css.message}>
          <p>
            <strong>{t('callout.unknown')}</strong>
          </p>
          <p>{t('callout.unknownText')}</p>
        </div>
      )}
      {error && (data || asFailure(error).status !== 404) && (
        <div className={css.message}>
          <FailurePanel
            failure={asFailure(error)}
            what={t('callout.failed')}
            stillTrue={t('callout.failedStill')}
            onRetry={() => void refetch()}
          />
        </div>
      )}
      {!(data && rules) && !error && (
        <div className={css.message} aria-busy="true">
          <p className="visually-hidden">{t('loading')}</p>
          {isSlow && [1, 2, 3].map((line) => <Skeleton key={line} height={60} mb={10} />)}
        </div>
      )}
      {data && rules && <CalloutLoaded records={data} rules={rules} onlyReport={onlyReport} onSuccess={onSuccess} />}
    </section>
  );
}
