import { encodeEscapes } from '../ingest/index.ts';
import type { PracticeOrder } from './orders.ts';

export type Envelope = { controlId: string; sentAt: Date; application?: string; facility?: string; version?: string };

/** `YYYYMMDDHHMMSS+0000`. */
export function hl7Time(at: Date): string {
  return `${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}+0000`;
}

/** ORU^R01 of one order, segments ended by CR. */
export function writeOru(
  order: PracticeOrder,
  { controlId, sentAt, application = 'PRACTICELIS', facility = 'PRACTICE', version = '2.5.1' }: Envelope,
): string {
  const { patient, doctor, test } = order;
  const [prefix = '', given = '', family = ''] = doctor.name.split(' ');
  const provider = `${doctor.code}^${family}^${given}^^^${prefix}`;
  const time = hl7Time(sentAt);
  const patientClass = { inpatient: 'I', emergency: 'E', outpatient: 'O', other: 'U' }[patient.ward.patientClass];
  const segments = [
    `MSH|^~\\&|${application}|${facility}|CALLOUT|PRACTICE|${time}||ORU^R01^ORU_R01|${controlId}|P|${version}||||||UNICODE UTF-8`,
    `PID|1||${patient.identifier}^^^PRACTICE^MR||${encodeEscapes(patient.familyName)}^${encodeEscapes(patient.givenName)}^^^^^L||${patient.born}|${patient.sex}||||||||||${patient.account}`,
    `PV1|1|${patientClass}|${patient.ward.code}^${patient.room}^${patient.bed}||||${provider}||||||||||||${patient.visit}`,
    `ORC|RE|${order.placer}|${order.filler}|${order.group}||CM||||||${provider}||${doctor.phone}`,
    `OBR|1|${order.placer}|${order.filler}|${test.code}^${test.name}^${/^\d+-\d$/.test(test.code) ? 'LN' : 'L'}|||${hl7Time(order.collectedAt)}|||||||||${provider}||||||${time}||${test.department}|${order.status}`,
    ...(order.isUrgent ? ['TQ1|1||||||||S'] : []),
    ...order.observations.map((one, index) => {
      const value = one.type === 'TX' ? encodeEscapes(one.value) : one.value;
      return `OBX|${index + 1}|${one.type}|${one.code}^${one.name}^LN||${value}|${one.unit}|${one.range}|${one.flag}|||${one.status || (order.status === 'X' ? 'X' : order.status === 'P' ? 'P' : 'F')}|||${hl7Time(order.collectedAt)}|||||${time}`;
    }),
    `SPM|1|^${order.filler}||${test.specimen}^HL70487|||||||||||||${hl7Time(order.collectedAt)}`,
  ];
  return segments.map((segment) => `${segment}\r`).join('');
}
