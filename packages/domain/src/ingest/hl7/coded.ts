import type { Segment } from './segments.ts';

/** A coded element (CE, CWE, CNE): the triple that names the thing best, and every code it carries. */
export type Coded = { code: string; text: string; system: string; codes: string[] };

const loincNames = new Set(['LN', 'LNC', 'LOINC', 'HL7-LOINC', '2.16.840.1.113883.6.1', 'HTTP://LOINC.ORG']);

/** Limits are written by LOINC: where either triple is LOINC it is the identity; else the first triple that has a code. */
export function readCoded(segment: Segment, field: number, repetition = 0): Coded {
  const part = (component: number): string => segment.text(field, component, repetition);
  const triples = [1, 4].map((at) => ({ code: part(at), text: part(at + 1), system: systemOf(part(at), part(at + 2)) }));
  const chosen =
    triples.find(({ code, system }) => code !== '' && system === 'LN') ?? triples.find(({ code }) => code !== '') ?? triples[0];
  const text = chosen?.text || part(2) || part(5) || part(9);
  const codes = [part(1), part(4), segment.components(field, repetition) > 9 ? part(10) : ''].filter((code) => code !== '');
  return {
    code: chosen?.code || text,
    text: text || (chosen?.code ?? ''),
    system: chosen?.system ?? '',
    codes: [...new Set(codes)],
  };
}

function systemOf(code: string, system: string): string {
  if (loincNames.has(system.toUpperCase())) return 'LN';
  // Some senders write a LOINC code and no system; the check digit makes a chance match unlikely (1 in 10).
  return system === '' && isLoinc(code) ? 'LN' : system;
}

/** LOINC codes end in a mod-10 (Luhn) check digit. */
export function isLoinc(code: string): boolean {
  const match = /^(\d{3,7})-(\d)$/.exec(code);
  if (!match) return false;
  const [, body = '', check] = match;
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const doubled = Number(body.charAt(body.length - 1 - i)) * (i % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10 === Number(check);
}
