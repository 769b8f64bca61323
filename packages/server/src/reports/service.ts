import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { EXPORT_COLUMNS, type ExportColumn, type ExportQuery, type ExportRow } from '@critical-callout/contract/exports';
import type { LabSession } from '@critical-callout/domain/auth';
import { stringify } from 'csv-stringify';
import { writeXlsxStream } from 'hucre/xlsx';
import { actorOf, appendEvents, recordAccess } from '../audit/index.ts';
import { protectCell } from '../platform/csv.ts';
import type { Deps } from '../platform/deps.ts';
import { listMeasuredOpenings } from '../platform/openings.ts';
import { countExported, type ExportPlace, listExported } from './queries.ts';
import { exportRow } from './rows.ts';

/** Small pages live shortly: what a page leaves is collected young, and memory stays where it was. */
const PAGE = 200;
const KEYS = Object.keys(EXPORT_COLUMNS) as ExportColumn[];

export type ExportAsked = { session: LabSession; query: ExportQuery; requestId: string; address: string };
export type ExportStarted = { reports: number; fileName: string; rows: AsyncGenerator<ExportRow> };

/**
 * Counts and begins an export. Rows are read page by page, each page in a transaction of its own: memory stays flat, and a
 * slow download holds no snapshot. Every page leaves its line in the access log.
 */
export async function startExport(deps: Deps, asked: ExportAsked, kind: 'xlsx' | 'csv'): Promise<ExportStarted> {
  const { db, clock } = deps;
  const { session, query } = asked;
  const { reports, labCode } = await db.inLab(session.labId, async (tx) => {
    const counted = await countExported(tx, session, query);
    await appendEvents(tx, session.labId, [
      {
        at: clock.now(),
        category: 660,
        type: 'callouts-exported',
        text: `Callouts exported by - ${session.userName}, Period - ${query.from} to ${query.to}, Rows - ${counted.reports}`,
        actor: actorOf(session),
        // Not the search text: it may be a patient's name.
        filters: {
          tab: query.tab,
          departmentId: query.departmentId ?? null,
          hasSearch: Boolean(query.q),
          from: query.from,
          to: query.to,
        },
        kind,
        rows: counted.reports,
      },
    ]);
    return counted;
  });
  return { reports, fileName: `callouts_${labCode}_${query.from}_${query.to}.${kind}`, rows: readRows(deps, asked) };
}

async function* readRows({ db, clock }: Deps, { session, query, requestId, address }: ExportAsked): AsyncGenerator<ExportRow> {
  let after: ExportPlace | null = null;
  for (;;) {
    const place: ExportPlace | null = after;
    const page = await db.inLab(session.labId, async (tx) => {
      const found = await listExported(tx, session, query, place, PAGE);
      const billIds = [...new Set(found.map((report) => report.bill_id))];
      if (billIds.length > 0)
        await recordAccess(tx, session, { action: 'callouts.export', billIds, at: clock.now(), requestId, address });
      const ids = found.map((report) => report.id);
      return { reports: found, openings: ids.length > 0 ? await listMeasuredOpenings(tx, session.labId, ids) : new Map() };
    });
    for (const report of page.reports) yield exportRow(report, page.openings.get(report.id) ?? []);
    const last = page.reports.at(-1);
    if (!last || page.reports.length < PAGE) return;
    after = { criticalAt: last.critical_at, id: last.id };
  }
}

/** Text cells of a workbook are never formulas, but a copy saved as CSV would be: both forms are protected alike. */
const cellsOf = (row: ExportRow): (string | number | null)[] =>
  KEYS.map((key) => (typeof row[key] === 'string' ? protectCell(row[key]) : row[key]));

async function* cellRows(rows: AsyncGenerator<ExportRow>): AsyncGenerator<(string | number | null)[]> {
  for await (const row of rows) yield cellsOf(row);
}

export function asCsv(rows: AsyncGenerator<ExportRow>): Readable {
  // The byte-order mark makes spreadsheets read UTF-8 as UTF-8.
  const csv = stringify({ bom: true, header: true, columns: Object.values(EXPORT_COLUMNS), record_delimiter: 'windows' });
  // A page that cannot be read ends the download as broken, by destroying what is sent; whoever sends it writes it down.
  return pipeline(Readable.from(cellRows(rows)), csv, () => undefined);
}

export function asXlsx(rows: AsyncGenerator<ExportRow>): Readable {
  const columns = Object.values(EXPORT_COLUMNS).map((header) => ({ header, width: Math.max(12, header.length + 2) }));
  return Readable.fromWeb(
    writeXlsxStream(cellRows(rows), { name: 'Callouts', columns, freezePane: { rows: 1 } }) as ReadableStream<Uint8Array>,
  );
}
