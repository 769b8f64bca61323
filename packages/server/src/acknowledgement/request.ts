/** Who asks, by the token in the address, and from where. */
export type Asked = { token: string; requestId: string; address: string };
/** What a form brought: names to text, as typed. */
export type Form = ReadonlyMap<string, string>;
