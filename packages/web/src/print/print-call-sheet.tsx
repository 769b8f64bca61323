import { recordsQuery } from '../platform/critical-records.ts';
import { queryClient } from '../platform/query.ts';
import { CallSheet } from './order-sheets.tsx';
import { printSheet } from './print.ts';

/** The call sheet of an order as the server has it now: paper is used longer than a screen. */
export async function printCallSheet(billId: number): Promise<void> {
  const records = await queryClient.fetchQuery({ ...recordsQuery(billId), staleTime: 0 });
  printSheet(<CallSheet records={records} />);
}
