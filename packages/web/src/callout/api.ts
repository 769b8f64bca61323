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
  call(relatedOrdersSchema, `/api/v1/bills/${billId}/related`, { signal });

export const fetchOrderContacts = (billId: number, signal?: AbortSignal): Promise<OrderContacts> =>
  call(orderContactsSchema, `/api/v1/bills/${billId}/contacts`, { signal });

export const addContact = (billId: number, body: AddContact): Promise<OrderContacts> =>
  call(orderContactsSchema, `/api/v1/bills/${billId}/contacts`, { method: 'POST', body });

export const skipContact = (billId: number, body: SkipContact): Promise<OrderContacts> =>
  call(orderContactsSchema, `/api/v1/bills/${billId}/contacts/skip`, { method: 'POST', body });

export const submitCallout = (billId: number, version: number, key: string, body: SubmitCallout): Promise<SubmitCalloutAnswer> =>
  call(submitCalloutAnswerSchema, `/api/v1/bills/${billId}/callouts`, {
    method: 'POST',
    body,
    headers: { 'if-match': `"${version}"`, 'idempotency-key': key },
  });

export const submitJoint = (key: string, body: SubmitJoint): Promise<SubmitJointAnswer> =>
  call(submitJointAnswerSchema, '/api/v1/callouts/joint', { method: 'POST', body, headers: { 'idempotency-key': key } });

export const fetchEscalation = (billId: number, signal?: AbortSignal): Promise<BillEscalation> =>
  call(billEscalationSchema, `/api/v1/bills/${billId}/escalation`, { signal });

export const escalateNow = (billId: number, reason: string): Promise<unknown> =>
  call(z.unknown(), `/api/v1/bills/${billId}/escalate-now`, { method: 'POST', body: { reason } });

export const closeCallout = (billId: number, version: number, body: CloseCallout): Promise<CloseAnswer> =>
  call(closeAnswerSchema, `/api/v1/bills/${billId}/close`, { method: 'POST', body, headers: { 'if-match': `"${version}"` } });

export const endClosing = (
  billId: number,
  version: number,
  how: 'confirm' | 'decline',
  closingId: number,
): Promise<CloseAnswer> =>
  call(closeAnswerSchema, `/api/v1/bills/${billId}/close/${how}`, {
    method: 'POST',
    body: { closingId },
    headers: { 'if-match': `"${version}"` },
  });

export const fetchTypedText = (billId: number): Promise<KeptText> => call(keptTextSchema, `/api/v1/bills/${billId}/typed-text`);

export const keepTypedText = (billId: number, text: TypedText): Promise<KeptText> =>
  call(keptTextSchema, `/api/v1/bills/${billId}/typed-text`, { method: 'PUT', body: text });

export const dropTypedText = (billId: number): Promise<KeptText> =>
  call(keptTextSchema, `/api/v1/bills/${billId}/typed-text`, { method: 'DELETE' });
