/** How one setting is read: the value, or a text that says what was expected. Texts never repeat the value: it may be a secret. */
export type Kind<T> = { name: string; parse: (text: string) => T | Wrong };
export type Wrong = { expected: string };

const isWrong = (value: unknown): value is Wrong => typeof value === 'object' && value !== null && 'expected' in value;

export { isWrong };

export const text: Kind<string> = { name: 'text', parse: (value) => value };

export const integer = (min: number, max: number): Kind<number> => ({
  name: `whole number, ${min} to ${max}`,
  parse: (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : { expected: `a whole number from ${min} to ${max}` };
  },
});

export const url = (...protocols: string[]): Kind<string> => ({
  name: `URL (${protocols.join(', ')})`,
  parse: (value) => {
    const expected = { expected: `a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}` };
    if (!protocols.some((protocol) => value.startsWith(`${protocol}//`))) return expected;
    // postgresql://user@/name?host=/socket/folder has no host, which URL does not take and PostgreSQL does.
    return URL.canParse(value.replace('@/', '@localhost/').replace(/^(postgres(?:ql)?):\/\/\//, '$1://localhost/'))
      ? value
      : expected;
  },
});

export const oneOf = <T extends string>(values: readonly T[]): Kind<T> => ({
  name: values.join(' | '),
  parse: (value) => values.find((allowed) => allowed === value) ?? { expected: `one of ${values.join(', ')}` },
});

export const secret = (minLength: number): Kind<string> => ({
  name: `secret, at least ${minLength} characters`,
  parse: (value) =>
    value.length >= minLength ? value : { expected: `at least ${minLength} characters (openssl rand -base64 32 makes one)` },
});

export const list: Kind<string[]> = {
  name: 'list, separated by commas',
  parse: (value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
};
