import { connect } from 'node:net';

/** Start and end of a frame: VT, FS. */
const START = String.fromCharCode(0x0b);
const END = String.fromCharCode(0x1c);

/** A laboratory system's end of the line: sends one message over MLLP and returns its acknowledgement. */
export function sendOverMllp(port: number, message: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${START}${message}${END}\r`));
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      heard += piece;
      if (!heard.includes(END)) return;
      socket.end();
      resolve(heard.split(END)[0]?.split(START).at(-1)?.trim() ?? '');
    });
    socket.on('error', reject);
  });
}

/** HL7 time, UTC: `20261123142500+0000`. */
export const hl7Time = (at: Date): string => `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}+0000`;

export type Value = {
  code: string;
  name: string;
  value: string;
  unit?: string;
  range?: string;
  flag?: string;
  type?: 'NM' | 'ST';
  /** OBX-11 */
  status?: string;
};

export type Order = {
  number: string;
  patient: { family: string; given: string; title?: string; mrn: string; born: string; sex: 'F' | 'M' };
  test: { code: string; name: string; section?: string; specimen?: string };
  values: Value[];
  at: Date;
  ward?: string;
  room?: string;
  doctor?: { code: string; family: string; given: string };
  /** OBR-25 */
  status?: string;
};

let control = 0;

/** One ORU^R01 as an analyser's middleware sends it. All people are invented. */
export function oru({ number, patient, test, values, at, ward = '7B', room = '12', doctor, status = 'F' }: Order): string {
  control += 1;
  const { family, given, title = '', mrn, born, sex } = patient;
  const time = hl7Time(at);
  const who = doctor ? `${doctor.code}^${doctor.family}^${doctor.given}` : '';
  return [
    `MSH|^~\\&|LIS|LAB|CALLOUT|LAB|${time}||ORU^R01^ORU_R01|E2E${control}|P|2.5.1|||||| UTF-8`.replace(
      '| UTF-8',
      '|UNICODE UTF-8',
    ),
    `PID|1||${mrn}^^^LAB^MR||${family}^${given}^^^${title}||${born}|${sex}`,
    `PV1|1|I|${ward}^${room}||||${who}`,
    `ORC|RE|${number}|F${number}|${number}`,
    `OBR|1|${number}|F${number}|${test.code}^${test.name}^L|||${time}||||||||${test.specimen ?? ''}|${who}||||||${time}||${test.section ?? 'CH'}|${status}`,
    ...values.map(
      ({ code, name, value, unit = '', range = '', flag = '', type = 'NM', status: final = 'F' }, index) =>
        `OBX|${index + 1}|${type}|${code}^${name}^LN||${value}|${unit}|${range}|${flag}|||${final}|||${time}`,
    ),
    '',
  ].join('\r');
}
