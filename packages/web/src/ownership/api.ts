import {
  type Assignees,
  assigneesSchema,
  type BillOwnership,
  billOwnershipSchema,
  type Presence,
  presenceSchema,
} from '@critical-callout/contract/ownership';
import { call } from '../platform/http.ts';
import { presenceKey } from '../platform/query.ts';

export const ownershipKeys = { presence: presenceKey('orders'), assignees: ['assignees'] as const };

export const fetchPresence = (signal?: AbortSignal): Promise<Presence> => call(presenceSchema, '/api/v1/presence', { signal });
export const fetchAssignees = (signal?: AbortSignal): Promise<Assignees> =>
  call(assigneesSchema, '/api/v1/assignees', { signal });

const at = (billId: number, what: string): string => `/api/v1/bills/${billId}/${what}`;

export const claimOrder = (billId: number): Promise<BillOwnership> =>
  call(billOwnershipSchema, at(billId, 'claim'), { method: 'POST' });
export const releaseOrder = (billId: number): Promise<BillOwnership> =>
  call(billOwnershipSchema, at(billId, 'claim'), { method: 'DELETE' });
export const takeOverOrder = (billId: number, reason: string): Promise<BillOwnership> =>
  call(billOwnershipSchema, at(billId, 'take-over'), { method: 'POST', body: { reason } });
export const assignOrder = (billId: number, userId: string | null, departmentId: number | null): Promise<BillOwnership> =>
  call(billOwnershipSchema, at(billId, 'assign'), { method: 'POST', body: { userId, departmentId } });
export const bePresent = (billId: number, isCalling: boolean): Promise<BillOwnership> =>
  call(billOwnershipSchema, at(billId, 'presence'), { method: 'PUT', body: { isCalling } });
export const leaveOrder = (billId: number): Promise<BillOwnership> =>
  call(billOwnershipSchema, at(billId, 'presence'), { method: 'DELETE' });
