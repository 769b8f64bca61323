import { connect, type Socket } from 'node:net';

const START = 0x0b;
const END = Buffer.from([0x1c, 0x0d]);

export type MllpSender = {
  /** Sends one message and answers with its acknowledgement, as a laboratory system does: one at a time. */
  send: (message: string) => Promise<string>;
  close: () => void;
};

export async function connectMllp(port: number, host = '127.0.0.1'): Promise<MllpSender> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect({ port, host, noDelay: true }, () => resolve(opening)).once('error', reject);
  });
  let received = Buffer.alloc(0);
  let waiting: { resolve: (ack: string) => void; reject: (error: Error) => void } | null = null;
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const end = received.indexOf(END);
    if (end < 0) return;
    const ack = received.subarray(received.indexOf(START) + 1, end).toString('utf8');
    received = received.subarray(end + END.length);
    waiting?.resolve(ack);
    waiting = null;
  });
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = null;
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection before it answered')));
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(Buffer.concat([Buffer.from([START]), Buffer.from(message, 'utf8'), END]));
      }),
    close: () => socket.destroy(),
  };
}

const ANALYTES: [code: string, name: string, unit: string, range: string, low: number, high: number][] = [
  ['2823-3', 'Potassium', 'mmol/L', '3.5-5.1', 3.6, 5.0],
  ['2951-2', 'Sodium', 'mmol/L', '136-145', 137, 144],
  ['2075-0', 'Chloride', 'mmol/L', '98-107', 99, 106],
  ['2028-9', 'Carbon dioxide', 'mmol/L', '22-29', 23, 28],
  ['3094-0', 'Urea nitrogen', 'mg/dL', '7-20', 8, 19],
  ['2160-0', 'Creatinine', 'mg/dL', '0.6-1.2', 0.7, 1.1],
  ['2345-7', 'Glucose', 'mg/dL', '70-99', 72, 97],
  ['17861-6', 'Calcium', 'mg/dL', '8.6-10.2', 8.8, 10],
  ['2885-2', 'Protein', 'g/dL', '6.0-8.3', 6.2, 8.1],
  ['1751-7', 'Albumin', 'g/dL', '3.5-5.0', 3.7, 4.8],
  ['1975-2', 'Bilirubin', 'mg/dL', '0.1-1.2', 0.2, 1.1],
  ['6768-6', 'Alkaline phosphatase', 'U/L', '44-147', 50, 140],
  ['1742-6', 'ALT', 'U/L', '7-56', 10, 50],
  ['1920-8', 'AST', 'U/L', '10-40', 12, 38],
];

/** A metabolic panel of 14 results; every twelfth has a potassium of 7.1, flagged HH. Patients are invented. */
export function makeOru(sender: string, number: number): string {
  const at = `20260301${String(8 + (number % 12)).padStart(2, '0')}${String(number % 60).padStart(2, '0')}00`;
  const id = `${sender}-${number}`;
  const isCritical = number % 12 === 0;
  const lines = ANALYTES.map(([code, name, unit, range, low, high], index) => {
    const isHigh = isCritical && index === 0;
    const value = isHigh ? '7.1' : (low + ((number * 7 + index * 13) % 100) * ((high - low) / 100)).toFixed(1);
    return `OBX|${index + 1}|NM|${code}^${name}^LN||${value}|${unit}|${range}|${isHigh ? 'HH' : 'N'}|||F|||${at}`;
  });
  return [
    `MSH|^~\\&|BENCH|LAB|CALLOUT|LAB|${at}||ORU^R01^ORU_R01|${id}|P|2.5.1`,
    `PID|1||M${id}^^^LAB^MR||SAMPLE^ROBIN||19500101|F`,
    `PV1|1|I|7B^12^1`,
    `ORC|RE|P${id}|F${id}`,
    `OBR|1|P${id}|F${id}|24323-8^Comprehensive metabolic panel^LN|||${at}|||||||${at}||D1^VALE^ROBIN||||||${at}||CH|F`,
    ...lines,
    '',
  ].join('\r');
}
