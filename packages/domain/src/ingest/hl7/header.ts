import type { Delimiters } from './delimiters.ts';
import type { Segment } from './segments.ts';
import { isHourRepeated, parseTimestamp } from './timestamp.ts';

/** MSH, read. `raw` holds fields as received, to be echoed in an answer that uses the same delimiters. */
export type MessageHeader = {
  delimiters: Delimiters;
  /** MSH-3.1, else the universal id MSH-3.2. */
  sendingApplication: string;
  sendingFacility: string;
  /** MSH-7. */
  sentAt: Date | null;
  /** MSH-7 has no offset and stands in the hour that occurs twice when the clock goes back. */
  isHourRepeated: boolean;
  /** MSH-9 as `ORU^R01`. */
  messageType: string;
  messageCode: string;
  triggerEvent: string;
  /** MSH-10. */
  controlId: string;
  /** MSH-11: P production, T training, D debugging. */
  processingId: string;
  /** MSH-12, as `2.5.1`; empty when missing. */
  version: string;
  /** MSH-15 and MSH-16: AL, NE, ER, SU, or empty. */
  acceptAcknowledgment: string;
  applicationAcknowledgment: string;
  /** MSH-18, first repetition. */
  charset: string;
  raw: {
    sendingApplication: string;
    sendingFacility: string;
    receivingApplication: string;
    receivingFacility: string;
    controlId: string;
    processingId: string;
    version: string;
    charset: string;
  };
};

export function readHeader(msh: Segment, delimiters: Delimiters, zone: string): MessageHeader {
  const party = (field: number): string => msh.text(field, 1) || msh.text(field, 2);
  const [messageCode, triggerEvent] = messageTypeOf(msh);
  return {
    delimiters,
    sendingApplication: party(3),
    sendingFacility: party(4),
    sentAt: parseTimestamp(msh.text(7), zone),
    isHourRepeated: isHourRepeated(msh.text(7), zone),
    messageType: triggerEvent === '' ? messageCode : `${messageCode}^${triggerEvent}`,
    messageCode,
    triggerEvent,
    controlId: msh.whole(10),
    processingId: msh.text(11).toUpperCase(),
    version: msh.text(12),
    acceptAcknowledgment: msh.text(15).toUpperCase(),
    applicationAcknowledgment: msh.text(16).toUpperCase(),
    charset: msh.whole(18),
    raw: {
      sendingApplication: msh.raw(3),
      sendingFacility: msh.raw(4),
      receivingApplication: msh.raw(5),
      receivingFacility: msh.raw(6),
      controlId: msh.raw(10),
      processingId: msh.raw(11),
      version: msh.raw(12),
      charset: msh.raw(18),
    },
  };
}

/** MSH-9 `ORU^R01`, `ORU^R01^ORU_R01`, `ORU_R01`, or version 2.1's `ORU`. */
function messageTypeOf(msh: Segment): [string, string] {
  const structure = /^([A-Z]{3})_([A-Z0-9]{3})$/.exec(msh.text(9, 1) || msh.text(9, 3));
  if (structure && msh.text(9, 2) === '') return [structure[1] ?? '', structure[2] ?? ''];
  return [msh.text(9, 1).toUpperCase(), msh.text(9, 2).toUpperCase()];
}
