export {
  ACK_MODES,
  type AckCode,
  type AckMode,
  type AckPlan,
  type AckRequest,
  ackCodesFor,
  ackPlan,
  buildAck,
  type ErrorLocation,
  errorLocation,
} from './hl7/ack.ts';
export { type Batch, splitBatch } from './hl7/batch.ts';
export { type Charset, charsetNamed, charsetOf, type Decoded, type DecodeOptions, decodeHl7 } from './hl7/charset.ts';
export { composeTypedResult, type TypedResult } from './hl7/compose.ts';
export { type CriticalFlag, findCriticalFlags } from './hl7/critical-flags.ts';
export { type Delimiters, defaultDelimiters } from './hl7/delimiters.ts';
export { decodeEscapes, encodeEscapes } from './hl7/escapes.ts';
export { criticalFlags, isCriticalFlag } from './hl7/flags.ts';
export type { MessageHeader } from './hl7/header.ts';
export { identityOf } from './hl7/merge.ts';
export type { BillRule } from './hl7/orders.ts';
export { type ReadBatch, type ReadMessage, type ReadOptions, readHl7Header, readHl7v2 } from './hl7/read.ts';
export { ageInDays, parseTimestamp, wallClockToInstant } from './hl7/timestamp.ts';
