import {
  type SubmitCallout,
  type SubmitCalloutAnswer,
  type SubmitJoint,
  type SubmitJointAnswer,
  submitCalloutAnswerSchema,
  submitJointAnswerSchema,
} from '@critical-callout/contract/callout';
import { type CloseAnswer, type CloseCallout, closeAnswerSchema } from '@critical-callout/contract/closing';
import { type BillEscalation, billEscalationSchema } from '@critical-callout/contract/escalation';
import {
  type AddContact,
  type OrderContacts,
  orderContactsSchema,
  type SkipContact,
} from '@critical-callout/contract/order-contacts';
import { type RelatedOrders, relatedOrdersSchema } from '@critical-callout/contract/worklist';
import { type KeptText, keptTextSchema, type TypedText } from '@critical-callout/contract/workplace';
import { z } from 'zod';
import { call } from '../platform/http.ts';
import { billKey } from '../platform/query.ts';

export const calloutKeys = {
  escalation: (billId: number) => billKey(billId, 'escalation'),
  contacts: (billId: number) => billKey(billId, 'order-contacts'),
  related: (billId: number) => ['related-orders', billId] as const,
};

export const fetchRelated = (billId: number, signal?: AbortSignal): Promise<RelatedOrders> =>
  call('GET /api/v1/bills/{id}/related', { params: { id: billId }, signal }, relatedOrdersSchema);

export const fetchOrderContacts = (billId: number, signal?: AbortSignal): Promise<OrderContacts> =>
  call('GET /api/v1/bills/{id}/contacts', { params: { id: billId }, signal }, orderContactsSchema);

export const addContact = (billId: number, body: AddContact): Promise<OrderContacts> =>
  call('POST /api/v1/bills/{id}/contacts', { params: { id: billId }, body }, orderContactsSchema);

export const skipContact = (billId: number, body: SkipContact): Promise<OrderContacts> =>
  call('POST /api/v1/bills/{id}/contacts/skip', { params: { id: billId }, body }, orderContactsSchema);

export const submitCallout = (billId: number, version: number, key: string, body: SubmitCallout): Promise<SubmitCalloutAnswer> =>
  call(
    'POST /api/v1/bills/{id}/callouts',
    { params: { id: billId }, body, headers: { 'if-match': `"${version}"`, 'idempotency-key': key } },
    submitCalloutAnswerSchema,
  );

export const submitJoint = (key: string, body: SubmitJoint): Promise<SubmitJointAnswer> =>
  call('POST /api/v1/callouts/joint', { body, headers: { 'idempotency-key': key } }, submitJointAnswerSchema);

export const fetchEscalation = (billId: number, signal?: AbortSignal): Promise<BillEscalation> =>
  call('GET /api/v1/bills/{id}/escalation', { params: { id: billId }, signal }, billEscalationSchema);

export const escalateNow = (billId: number, reason: string): Promise<unknown> =>
  call('POST /api/v1/bills/{id}/escalate-now', { params: { id: billId }, body: { reason } }, z.unknown());

export const closeCallout = (billId: number, version: number, body: CloseCallout): Promise<CloseAnswer> =>
  call(
    'POST /api/v1/bills/{id}/close',
    { params: { id: billId }, body, headers: { 'if-match': `"${version}"` } },
    closeAnswerSchema,
  );

export const endClosing = (
  billId: number,
  version: number,
  how: 'confirm' | 'decline',
  closingId: number,
): Promise<CloseAnswer> =>
  call(
    `POST /api/v1/bills/{id}/close/${how}`,
    { params: { id: billId }, body: { closingId }, headers: { 'if-match': `"${version}"` } },
    closeAnswerSchema,
  );

export const fetchTypedText = (billId: number): Promise<KeptText> =>
  call('GET /api/v1/bills/{id}/typed-text', { params: { id: billId } }, keptTextSchema);

export const keepTypedText = (billId: number, text: TypedText): Promise<KeptText> =>
  call('PUT /api/v1/bills/{id}/typed-text', { params: { id: billId }, body: text }, keptTextSchema);

export const dropTypedText = (billId: number): Promise<KeptText> =>
  call('DELETE /api/v1/bills/{id}/typed-text', { params: { id: billId } }, keptTextSchema);
