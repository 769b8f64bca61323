import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { CriticalValues } from '@critical-callout/domain/callout';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { FormProvider, useForm } from 'react-hook-form';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { AfterPaint } from '../ui/after-paint.tsx';
import { badgeOf, stateOfBill } from '../ui/critical-values.ts';
import { StateMark } from '../ui/marks.tsx';
import { NextTryMark } from '../ui/next-steps.tsx';
import { PatientBanner } from '../ui/patient.tsx';
import { findSimilarNames, knownPending, UrgencyMark } from '../worklist/index.ts';
import css from './callout.module.css';
import { CalloutFields } from './callout-fields.tsx';
import { takeTold, withTold } from './carried.ts';
import { draftOf } from './drafts.ts';
import { type CalloutForm, initialForm, isOpen, type Rules } from './form.ts';
import { WaitingStrip } from './more-actions.tsx';
import { OrderTabs } from './order-tabs.tsx';
import { ResultBlock } from './result-block.tsx';
import { SavedNote } from './saved-note.tsx';
import { useScrollPadding } from './use-scroll-padding.ts';

type Props = {
  records: CriticalRecords;
  rules: Rules;
  onlyReport?: number | undefined;
  onSuccess?: ((labReportIds: number[], status: CriticalValues) => void) | undefined;
};

/** Banner above; the action on the left, its history on the right. Who it is and the value are on the screen before the rest is drawn. */
export function CalloutLoaded({ records, rules, onlyReport, onSuccess }: Props): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('callout.write');
  const now = useServerNow(60_000);
  const { bill, reports } = records;
  // What the form opened with: changes since then are shown, and what was typed earlier is restored.
  const opened = useRef({ draft: draftOf(bill.billId), records });
  const { draft } = opened.current;
  const [told] = useState(() => takeTold(bill.billId));
  const form = useForm<CalloutForm>({ defaultValues: withTold(initialForm(records, rules.settings, onlyReport), told) });
  useEffect(() => {
    if (draft) form.reset(withTold(draft.values, told), { keepDefaultValues: true });
  }, [draft, form, told]);

  const similar = useMemo(
    () => findSimilarNames([bill.patient, ...knownPending().map(({ patient }) => patient)]),
    [bill.patient],
  );
  const status = badgeOf(stateOfBill(reports.map(({ criticalValues }) => criticalValues)));
  const hasOpen = reports.some(isOpen);
  const banner = useScrollPadding<HTMLElement>('top');
  return (
    <FormProvider {...form}>
      <PatientBanner ref={banner} patient={bill.patient} now={now} zone={lab.zone} isSimilar={similar.has(bill.patient.id)}>
        <StateMark name={status.mark} tone={status.tone}>
          {t(status.label)}
        </StateMark>
        {hasOpen && <UrgencyMark item={timesOf(records)} />}
        <NextTryMark nextTry={records.nextTry} />
      </PatientBanner>
      <SavedNote billId={bill.billId} />
      <WaitingStrip records={records} rules={rules} />
      <div className={css.columns}>
        <div>
          <ResultBlock records={records} canSelect={mayWrite} />
          {mayWrite ? (
            <AfterPaint isNext>
              <CalloutFields records={records} seen={draft?.seen ?? opened.current.records} rules={rules} onSuccess={onSuccess} />
            </AfterPaint>
          ) : (
            <p className={css.message}>{t('callout.readOnly')}</p>
          )}
        </div>
        <AfterPaint>
          <OrderTabs records={records} />
        </AfterPaint>
      </div>
    </FormProvider>
  );
}

/** The most urgent open report sets the clock of the order. */
function timesOf({ reports }: CriticalRecords): Parameters<typeof UrgencyMark>[0]['item'] {
  const [first] = reports
    .filter((report) => isOpen(report) && report.dueAt !== null)
    .sort((a, b) => (a.dueAt ?? '').localeCompare(b.dueAt ?? ''));
  return { dueAt: first?.dueAt ?? null, criticalAt: first?.criticalAt ?? null, reports };
}
