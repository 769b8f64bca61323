import {
  type Assignees,
  assigneesSchema,
  type BillOwnership,
  billOwnershipSchema,
  type Presence,
  type Present,
  presenceSchema,
} from '@critical-callout/contract/ownership';
import { call } from '../platform/http.ts';
import { presenceKey } from '../platform/query.ts';

export const ownershipKeys = { presence: presenceKey('orders'), assignees: ['assignees'] as const };

export const fetchPresence = (signal?: AbortSignal): Promise<Presence> =>
  call('GET /api/v1/presence', { signal }, presenceSchema);
export const fetchAssignees = (signal?: AbortSignal): Promise<Assignees> =>
  call('GET /api/v1/assignees', { signal }, assigneesSchema);

export const claimOrder = (billId: number): Promise<BillOwnership> =>
  call('POST /api/v1/bills/{id}/claim', { params: { id: billId } }, billOwnershipSchema);
export const releaseOrder = (billId: number): Promise<BillOwnership> =>
  call('DELETE /api/v1/bills/{id}/claim', { params: { id: billId } }, billOwnershipSchema);
export const takeOverOrder = (billId: number, reason: string): Promise<BillOwnership> =>
  call('POST /api/v1/bills/{id}/take-over', { params: { id: billId }, body: { reason } }, billOwnershipSchema);
export const assignOrder = (billId: number, userId: string | null, departmentId: number | null): Promise<BillOwnership> =>
  call('POST /api/v1/bills/{id}/assign', { params: { id: billId }, body: { userId, departmentId } }, billOwnershipSchema);
export const bePresent = (billId: number, present: Present): Promise<BillOwnership> =>
  call('PUT /api/v1/bills/{id}/presence', { params: { id: billId }, body: present }, billOwnershipSchema);
export const leaveOrder = (billId: number): Promise<BillOwnership> =>
  call('DELETE /api/v1/bills/{id}/presence', { params: { id: billId } }, billOwnershipSchema);
