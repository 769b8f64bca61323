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

export const ingestKeys = {
  sources: liveKey('ingest', 'sources'),
  mappings: liveKey('ingest', 'mappings'),
  messages: (query: MessagesQuery) => liveKey('ingest', 'messages', JSON.stringify(query)),
  message: (id: number) => ['ingest', 'message', id] as const,
  orderMessage: (id: number) => ['ingest', 'order-message', id] as const,
};

export type MessagesQuery = { state?: string; isOpen?: boolean; controlId?: string; cursor?: string };

export const fetchSources = (signal?: AbortSignal): Promise<Sources> => call(sourcesSchema, '/api/v1/sources', { signal });

export const addSource = (body: NewSource): Promise<Source> => call(sourceSchema, '/api/v1/sources', { method: 'POST', body });

export const changeSource = (id: number, body: ChangeSource): Promise<Source> =>
  call(sourceSchema, `/api/v1/sources/${id}`, { method: 'PUT', body });

export const tryMessage = (id: number, text: string): Promise<TriedMessage> =>
  call(triedMessageSchema, `/api/v1/sources/${id}/try`, { method: 'POST', body: { text } });

export function fetchMessages(query: MessagesQuery, signal?: AbortSignal): Promise<InboundMessages> {
  const params = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]])),
  );
  return call(inboundMessagesSchema, `/api/v1/inbound-messages?${params}`, { signal });
}

export const fetchMessage = (id: number, signal?: AbortSignal): Promise<InboundMessageDetail> =>
  call(inboundMessageDetailSchema, `/api/v1/inbound-messages/${id}`, { signal });

/** By whoever sees the orders the message brought results of. */
export const fetchOrderMessage = (id: number, signal?: AbortSignal): Promise<InboundMessageDetail> =>
  call(inboundMessageDetailSchema, `/api/v1/order-messages/${id}`, { signal });

export const replayMessage = (id: number): Promise<MessageOutcome> =>
  call(messageOutcomeSchema, `/api/v1/inbound-messages/${id}/replay`, { method: 'POST', body: {} });

export const discardMessage = (id: number, reason: string): Promise<MessageOutcome> =>
  call(messageOutcomeSchema, `/api/v1/inbound-messages/${id}/discard`, { method: 'POST', body: { reason } });

export const fetchMappings = (signal?: AbortSignal): Promise<Mappings> => call(mappingsSchema, '/api/v1/mappings', { signal });

export const saveMapping = (body: SaveMapping): Promise<Mapping> =>
  call(mappingSchema, '/api/v1/mappings', { method: 'POST', body });

export const judgeAgain = (key: string): Promise<JudgedAgain> =>
  call(judgedAgainSchema, `/api/v1/mappings/${key}/judge-again`, { method: 'POST', body: {} });
