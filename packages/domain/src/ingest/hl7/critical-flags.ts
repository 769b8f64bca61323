import { isCriticalFlag } from './flags.ts';

/** What can be said of a critical result in a message that cannot be read. Text as it stands there, cut to a sane length. */
export type CriticalFlag = {
  flag: string;
  parameterCode: string;
  parameterName: string;
  value: string;
  unit: string;
  /** `OBX[3]`. */
  place: string;
};

const flagLimit = 50;
const textLimit = 200;

/**
 * Looks through raw text for OBX that carry HH, LL or AA, whatever else is broken: lost headers, lost line ends, shifted
 * fields. Any field after OBX-5 counts, since a broken message is where OBX-8 is not in its place.
 */
export function findCriticalFlags(text: string): CriticalFlag[] {
  const starts = [...text.matchAll(/(?<![A-Za-z0-9])OBX([^A-Za-z0-9\s])/g)];
  const component = componentSeparator(text);
  const found: CriticalFlag[] = [];
  for (let index = 0; index < starts.length && found.length < flagLimit; index++) {
    const start = starts[index];
    if (!start) continue;
    const next = starts[index + 1]?.index ?? text.length;
    const line = text.slice(start.index, next).split(/[\r\n]/, 1)[0] ?? '';
    const fields = line.split(start[1] ?? '|', 40);
    const flag = fields.slice(6).flatMap(codesOf(component)).find(isCriticalFlag);
    if (flag === undefined) continue;
    const [code = '', name = ''] = (fields[3] ?? '').split(component);
    const cut = (part: string | undefined): string =>
      (part ?? '')
        .replace(/\p{Cc}/gu, ' ')
        .trim()
        .slice(0, textLimit);
    found.push({
      flag,
      parameterCode: cut(code),
      parameterName: cut(name || code),
      value: cut(fields[5]),
      unit: cut(fields[6]?.split(component)[0]),
      place: `OBX[${index + 1}]`,
    });
  }
  return found;
}

function componentSeparator(text: string): string {
  const declared = /MSH[^A-Za-z0-9\s]([^A-Za-z0-9\s])/.exec(text)?.[1];
  return declared ?? '^';
}

function codesOf(component: string): (field: string) => string[] {
  return (field) => field.split('~', 20).map((repetition) => (repetition.split(component, 1)[0] ?? '').trim().toUpperCase());
}
