import {
  type JudgedAgain,
  judgedAgainSchema,
  type Mapping,
  type Mappings,
  mappingSchema,
  mappingsSchema,
  type SaveMapping,
} from '@critical-callout/contract/mappings';
import {
  type InboundMessageDetail,
  type InboundMessages,
  inboundMessageDetailSchema,
  inboundMessagesSchema,
  type MessageOutcome,
  messageOutcomeSchema,
} from '@critical-callout/contract/messages';
import {
  type ChangeSource,
  type NewSource,
  type Source,
  type Sources,
  sourceSchema,
  sourcesSchema,
  type TriedMessage,
  triedMessageSchema,
} from '@critical-callout/contract/sources';
import { call } from '../platform/http.ts';
import { liveKey } from '../platform/query.ts';
import type { Ask } from '../platform/routes.ts';

export const ingestKeys = {
  sources: liveKey('ingest', 'sources'),
  mappings: liveKey('ingest', 'mappings'),
  messages: (query: MessagesQuery) => liveKey('ingest', 'messages', JSON.stringify(query)),
  message: (id: number) => ['ingest', 'message', id] as const,
  orderMessage: (id: number) => ['ingest', 'order-message', id] as const,
};

export type MessagesQuery = NonNullable<Ask<'GET /api/v1/inbound-messages'>['query']>;

export const fetchSources = (signal?: AbortSignal): Promise<Sources> => call('GET /api/v1/sources', { signal }, sourcesSchema);

export const addSource = (body: NewSource): Promise<Source> => call('POST /api/v1/sources', { body }, sourceSchema);

export const changeSource = (id: number, body: ChangeSource): Promise<Source> =>
  call('PUT /api/v1/sources/{id}', { params: { id }, body }, sourceSchema);

export const tryMessage = (id: number, text: string): Promise<TriedMessage> =>
  call('POST /api/v1/sources/{id}/try', { params: { id }, body: { text } }, triedMessageSchema);

export const fetchMessages = (query: MessagesQuery, signal?: AbortSignal): Promise<InboundMessages> =>
  call('GET /api/v1/inbound-messages', { query, signal }, inboundMessagesSchema);

export const fetchMessage = (id: number, signal?: AbortSignal): Promise<InboundMessageDetail> =>
  call('GET /api/v1/inbound-messages/{id}', { params: { id }, signal }, inboundMessageDetailSchema);

/** By whoever sees the orders the message brought results of. */
export const fetchOrderMessage = (id: number, signal?: AbortSignal): Promise<InboundMessageDetail> =>
  call('GET /api/v1/order-messages/{id}', { params: { id }, signal }, inboundMessageDetailSchema);

export const replayMessage = (id: number): Promise<MessageOutcome> =>
  call('POST /api/v1/inbound-messages/{id}/replay', { params: { id } }, messageOutcomeSchema);

export const discardMessage = (id: number, reason: string): Promise<MessageOutcome> =>
  call('POST /api/v1/inbound-messages/{id}/discard', { params: { id }, body: { reason } }, messageOutcomeSchema);

export const fetchMappings = (signal?: AbortSignal): Promise<Mappings> =>
  call('GET /api/v1/mappings', { signal }, mappingsSchema);

export const saveMapping = (body: SaveMapping): Promise<Mapping> => call('POST /api/v1/mappings', { body }, mappingSchema);

export const judgeAgain = (key: string): Promise<JudgedAgain> =>
  call('POST /api/v1/mappings/{key}/judge-again', { params: { key } }, judgedAgainSchema);
