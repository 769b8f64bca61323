import type { DowntimeSheet as NumberedSheet, Worklist, WorklistItem } from '@critical-callout/contract/worklist';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { liveKey, queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { formatDay, formatMoment } from '../ui/dates.ts';
import { born, Identifier, PatientName } from '../ui/patient.tsx';
import { ResultLimit } from '../ui/result-value.tsx';
import { formatValue } from '../ui/values.ts';
import { BlankCalls } from './order-sheets.tsx';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

type Pages = { pages?: Worklist[] };

/** The longest pending list this window knows, wherever it was asked for: without a connection it is what there is. */
function lastKnown(): { items: WorklistItem[]; asOf: string | null } {
  const lists = queryClient
    .getQueriesData<Pages>({ queryKey: liveKey('worklist', 'pending') })
    .flatMap(([, data]) => (data?.pages ? [data.pages] : []));
  const longest = lists.sort((a, b) => countOf(b) - countOf(a))[0] ?? [];
  return { items: longest.flatMap(({ items }) => items), asOf: longest[0]?.serverTime ?? null };
}

const countOf = (pages: readonly Worklist[]): number => pages.reduce((sum, { items }) => sum + items.length, 0);

/** For work on paper: open orders and an empty call log. Without a sheet of the server the orders as last seen, without a number. */
export function DowntimeSheet({ sheet }: { sheet: NumberedSheet | null }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const { items, asOf } = sheet ? { items: sheet.items, asOf: sheet.printedAt } : lastKnown();
  const now = asOf ? Date.parse(asOf) : 0;
  return (
    <Sheet title={sheet ? t('print.downtimeNumbered', { number: String(sheet.number) }) : t('print.downtime')}>
      {!sheet && <p>{t('print.notNumbered')}</p>}
      <p>
        <strong>{asOf ? t('print.asOf', { at: formatDay(asOf, lab.zone) }) : t('print.nothingKnown')}</strong>
      </p>
      {sheet?.isComplete === false && <p>{t('print.incomplete')}</p>}
      <table className={css.grid}>
        <thead>
          <tr>
            <th scope="col">{t('time.due')}</th>
            <th scope="col">{t('column.patient')}</th>
            <th scope="col">{t('column.result')}</th>
            <th scope="col">{t('column.where')}</th>
            <th scope="col">{t('column.contact')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.billId}>
              <td>{item.dueAt ? formatMoment(item.dueAt, now, lab.zone) : t('urgency.noDeadline')}</td>
              <td>
                <strong>
                  <PatientName patient={item.patient} />
                </strong>
                <br />
                {born(item.patient, now, lab.zone, t)} ·{' '}
                <Identifier type={item.patient.identifierType} value={item.patient.identifier} />
                <br />
                {item.billNumber}
              </td>
              <td>
                {item.reports.flatMap((report) =>
                  report.parameters.map((parameter) => (
                    <div key={parameter.resultId}>
                      {parameter.parameterName} <span className={css.value}>{formatValue(parameter.value, parameter.unit)}</span>
                      {report.byHand && ` · ${t('byHand.mark')}`}
                      <br />
                      <ResultLimit parameter={parameter} />
                    </div>
                  )),
                )}
              </td>
              <td className={css.whole}>{[item.ward, item.room].filter(Boolean).join(' · ') || t('where.unknown')}</td>
              <td>
                {item.orderingName ?? t('contact.unknown')}
                <br />
                <span className={css.whole}>{item.orderingPhone}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{t('print.calls')}</h2>
      <BlankCalls rows={sheet?.blankLines ?? Math.max(8, items.length)} isOfSeveral />
      <p>
        {t('print.enterLater')} {sheet && t('print.enterNumber', { number: String(sheet.number) })}
      </p>
    </Sheet>
  );
}
