import type { CriticalRecords } from '@critical-callout/contract/callout';
import { Checkbox } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useFormContext } from 'react-hook-form';
import { recordsQuery } from '../platform/critical-records.ts';
import { useText } from '../platform/text.tsx';
import { joinNames } from '../ui/names.ts';
import { formatValue } from '../ui/values.ts';
import css from './callout.module.css';
import { type CalloutForm, isOpen, reportKey } from './form.ts';
import { useRelated } from './use-callout.ts';

/** The orders that were ticked, with everything that has to be read out of them. */
export function useJoinedOrders(billIds: readonly number[]): CriticalRecords[] {
  const answers = useQueries({
    queries: billIds.map(recordsQuery),
  });
  const loaded = answers.flatMap(({ data }) => (data ? [data] : []));
  const key = loaded.map(({ bill }) => `${bill.billId} ${bill.version}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answers are new objects at each render, their versions are not
  return useMemo(() => loaded, [key]);
}

/** All orders of the conversation as one list of reports, so that selection, read-back and confirmation need no second rule. */
export const withJoined = (records: CriticalRecords, joined: readonly CriticalRecords[]): CriticalRecords => ({
  ...records,
  reports: [...records.reports, ...joined.flatMap(({ reports }) => reports.filter(isOpen))],
});

type Props = {
  records: CriticalRecords;
  joined: readonly CriticalRecords[];
  billIds: readonly number[];
  onChange: (billIds: number[]) => void;
};

/** `Also tell in this call: ☐ Lactate 8.1 …` */
export function JointCall({ records, joined, billIds, onChange }: Props): ReactNode {
  const t = useText();
  const { setValue } = useFormContext<CalloutForm>();
  const others = useRelated(records.bill.billId)?.samePatient ?? [];
  useEffect(() => {
    for (const order of joined)
      for (const report of order.reports.filter(isOpen)) setValue(`selected.${reportKey(report.labReportId)}`, true);
  }, [joined, setValue]);
  if (others.length === 0) return null;
  const toggle = (billId: number, isOn: boolean): void => {
    const order = joined.find(({ bill }) => bill.billId === billId);
    for (const report of order?.reports ?? []) setValue(`selected.${reportKey(report.labReportId)}`, isOn);
    onChange(isOn ? [...billIds, billId] : billIds.filter((one) => one !== billId));
  };
  return (
    <fieldset className={css.section} data-testid="joint">
      <legend>{t('joint.legend')}</legend>
      <div className={css.checks}>
        {others.map((item) => {
          const values = item.reports.flatMap(({ parameters }) => parameters.filter(({ isCritical }) => isCritical));
          return (
            <Checkbox
              key={item.billId}
              label={t('joint.order', {
                number: item.billNumber,
                tests: joinNames(item.reports.map(({ testName }) => testName)),
              })}
              description={
                billIds.includes(item.billId) && !joined.some(({ bill }) => bill.billId === item.billId)
                  ? t('joint.loading')
                  : values.map(({ parameterName, value, unit }) => `${parameterName} ${formatValue(value, unit)}`).join(' · ')
              }
              checked={billIds.includes(item.billId)}
              onChange={({ currentTarget }) => toggle(item.billId, currentTarget.checked)}
            />
          );
        })}
      </div>
    </fieldset>
  );
}
