import type { CriticalRecord, CriticalRecords } from '@critical-callout/contract/callout';
import type { CalloutLogEntry } from '@critical-callout/contract/history';
import type { Contact } from '@critical-callout/contract/order-contacts';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { callWords } from '../ui/call-words.ts';
import { badgeOf } from '../ui/critical-values.ts';
import { formatDay, formatMoment } from '../ui/dates.ts';
import { ResultLimit } from '../ui/result-value.tsx';
import { formatValue } from '../ui/values.ts';
import css from './sheet.module.css';
import { Sheet } from './sheet.tsx';

/** For the telephone: the values, whom to call, and room to write what was said. */
export function CallSheet({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  return (
    <Sheet title={t('print.callSheet', { number: records.bill.billNumber })} patient={records.bill.patient}>
      <Results records={records} />
      <h2>{t('contacts.title')}</h2>
      <Contacts contacts={records.contacts} />
      <h2>{t('print.calls')}</h2>
      <BlankCalls rows={4} />
    </Sheet>
  );
}

/** The order with everything that happened to it. */
export function OrderSheet({ records, entries }: { records: CriticalRecords; entries: readonly CalloutLogEntry[] }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  return (
    <Sheet title={t('print.order', { number: records.bill.billNumber })} patient={records.bill.patient}>
      <Results records={records} />
      <h2>{t('history.title')}</h2>
      <table className={css.grid}>
        <thead>
          <tr>
            <th scope="col">{t('print.when')}</th>
            <th scope="col">{t('print.who')}</th>
            <th scope="col">{t('print.what')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ seq, at, actorName, text, data }) => (
            <tr key={seq}>
              <td>{formatDay(at, lab.zone)}</td>
              <td>{actorName ?? t('actor.system')}</td>
              <td>
                <bdi>{text}</bdi>
                {callWords(data, t, lab.zone) !== null && <p>{callWords(data, t, lab.zone)}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  );
}

function Results({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  return (
    <table className={css.grid}>
      <thead>
        <tr>
          <th scope="col">{t('column.test')}</th>
          <th scope="col">{t('column.result')}</th>
          <th scope="col">{t('time.resulted')}</th>
          <th scope="col">{t('time.due')}</th>
          <th scope="col">{t('column.state')}</th>
        </tr>
      </thead>
      <tbody>
        {records.reports.flatMap((report) =>
          report.parameters
            .filter(({ isCritical }) => isCritical)
            .map((parameter) => (
              <tr key={parameter.resultId}>
                <td>
                  {report.testName}: {parameter.parameterName}
                  {report.byHand && <div>{t('byHand.mark')}</div>}
                </td>
                <td>
                  <span className={css.value}>{formatValue(parameter.value, parameter.unit)}</span>
                  <br />
                  <ResultLimit parameter={parameter} />
                </td>
                <Times report={report} />
                <td>{t(badgeOf(report.criticalValues).label)}</td>
              </tr>
            )),
        )}
      </tbody>
    </table>
  );
}

function Times({ report: { resultedAt, dueAt } }: { report: CriticalRecord }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const show = (at: string | null): string => (at ? formatMoment(at, serverNow(), lab.zone) : t('time.unknown'));
  return (
    <>
      <td>{show(resultedAt)}</td>
      <td>{show(dueAt)}</td>
    </>
  );
}

function Contacts({ contacts }: { contacts: readonly Contact[] }): ReactNode {
  const t = useText();
  return (
    <table className={css.grid}>
      <tbody>
        {contacts.map((contact) => (
          <tr key={`${contact.kind} ${contact.name} ${contact.reason}`}>
            <td>
              <strong>{contact.name}</strong> {contact.reason}
              {contact.isOnDuty && ` · ${t('contacts.onDuty')}`}
            </td>
            <td>
              {contact.points.length > 0
                ? contact.points.map(({ channel, value }) => `${t(`contactChannel.${channel}`)} ${value}`).join(' · ')
                : (contact.phone ?? t('contacts.noPhone'))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Lines to write on: what the record will ask for afterwards. `isOfSeveral`: also whom each call was about. */
export function BlankCalls({ rows, isOfSeveral = false }: { rows: number; isOfSeveral?: boolean }): ReactNode {
  const t = useText();
  const columns = [
    'print.time',
    ...(isOfSeveral ? (['print.about'] as const) : []),
    'print.told',
    'told.role',
    'print.number',
    'print.readBack',
    'print.outcome',
    'print.caller',
  ] as const;
  return (
    <table className={css.grid}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
          <tr key={row} className={css.blank}>
            {columns.map((column) => (
              <td key={column} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
