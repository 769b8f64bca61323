/** A recipient with nothing but the link of a message, as a browser without script would act for them. */
export type Recipient = {
  link: string;
  open: () => Promise<Shown>;
  /** Sends one form of the page, with the hidden fields of the page seen last. */
  send: (fields: Record<string, string>) => Promise<Shown>;
  proveByFacts: (number: string, born?: readonly [string, string, string]) => Promise<Shown>;
  /** Types what is named into the read-back fields, in their order. */
  acknowledge: (heard: readonly string[], more?: Record<string, string>) => Promise<Shown>;
};

export type Shown = { status: number; html: string; text: string; headers: Headers };

export const BORN = ['14', '7', '1945'] as const;

export function recipient(link: string): Recipient {
  let hidden: Record<string, string> = {};
  let fields: string[] = [];
  const read = async (answer: Response): Promise<Shown> => {
    const html = await answer.text();
    hidden = Object.fromEntries(
      [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    fields = [...html.matchAll(/name="((?:heard|understood)-\d+)"/g)].map(([, name = '']) => name);
    const text = html
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/&quot;/g, '"')
      .replace(/\s+/g, ' ');
    return { status: answer.status, html, text, headers: answer.headers };
  };
  const send: Recipient['send'] = async (given) =>
    read(await fetch(link, { method: 'POST', body: new URLSearchParams({ ...hidden, ...given }), redirect: 'error' }));
  return {
    link,
    open: async () => read(await fetch(link, { redirect: 'error' })),
    send,
    proveByFacts: (number, [day, month, year] = BORN) => send({ action: 'prove-facts', day, month, year, number }),
    acknowledge: (heard, more = {}) =>
      send({
        ...Object.fromEntries(fields.map((field, index) => [field, heard[index] ?? ''])),
        name: 'Dr Ann Reyes',
        role: 'MD',
        action: 'acknowledge',
        ...more,
      }),
  };
}
