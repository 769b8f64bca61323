import type { PatientPage, PatientResult } from '@critical-callout/contract/patients';

export type Cell = { result: PatientResult; billNumber: string };
export type ResultsRow = {
  key: string;
  name: string;
  cells: ReadonlyMap<string, Cell[]>;
  units: string[];
  numbers: { at: string; value: number; unit: string; isCritical: boolean }[];
};
export type ResultsTable = { times: string[]; rows: ResultsRow[]; isCut: boolean };

/** So many columns a screen can hold; the newest are the ones that matter. */
export const MAX_TIMES = 12;

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** Parameters down, times across, the newest first; two values of one moment share a cell. */
export function tableOf({ orders }: Pick<PatientPage, 'orders'>): ResultsTable {
  const rows = new Map<string, ResultsRow & { cells: Map<string, Cell[]> }>();
  const times = new Set<string>();
  for (const { billNumber, reports } of orders) {
    for (const result of reports.flatMap(({ results }) => results)) {
      times.add(result.at);
      const key = `${result.parameterCode} ${result.parameterName}`;
      const row = rows.get(key) ?? { key, name: result.parameterName, cells: new Map<string, Cell[]>(), units: [], numbers: [] };
      rows.set(key, row);
      row.cells.set(result.at, [...(row.cells.get(result.at) ?? []), { result, billNumber }]);
    }
  }
  const newest = [...times].sort().reverse();
  const shown = newest.slice(0, MAX_TIMES);
  const list = [...rows.values()].filter(({ cells }) => shown.some((at) => cells.has(at)));
  for (const row of list) {
    const inTime = [...row.cells]
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([at, cells]) => cells.map(({ result }) => ({ at, result })));
    row.units = [...new Set(inTime.map(({ result }) => result.unit))];
    row.numbers = inTime
      .filter(({ result }) => NUMBER.test(result.value.trim()))
      .map(({ at, result }) => ({ at, value: Number(result.value), unit: result.unit, isCritical: result.isCritical }));
  }
  return { times: shown, rows: list.sort((a, b) => a.name.localeCompare(b.name)), isCut: newest.length > shown.length };
}
