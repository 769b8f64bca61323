import { text } from 'node:stream/consumers';

const ENTER = /[\r\n]/;
const BACKSPACE = new Set(['\u007f', '\b']);
const CTRL_C = '\u0003';

/**
 * A new password, never from the command line, where every process list shows it: typed twice at a terminal without echo,
 * or the first line of standard input.
 */
export async function askPassword(forWhom: string, input: NodeJS.ReadStream = process.stdin): Promise<string> {
  if (!input.isTTY) {
    const [line = ''] = (await text(input)).split(/\r?\n/);
    if (line === '') throw new Error('No password on standard input. Pipe one line into this command, or run it in a terminal.');
    return line;
  }
  const first = await typed(`Password for ${forWhom} (at least 15 characters, not shown): `, input);
  const again = await typed('Again: ', input);
  if (first !== again) throw new Error('The two passwords differ. Nothing was changed.');
  return first;
}

async function typed(question: string, input: NodeJS.ReadStream): Promise<string> {
  process.stderr.write(question);
  input.setRawMode(true);
  input.setEncoding('utf8');
  let line = '';
  try {
    for await (const chunk of input.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
      for (const char of chunk) {
        if (ENTER.test(char)) return line;
        if (char === CTRL_C) throw new Error('Stopped. Nothing was changed.');
        line = BACKSPACE.has(char) ? [...line].slice(0, -1).join('') : line + char;
      }
    }
    return line;
  } finally {
    input.setRawMode(false);
    input.pause();
    process.stderr.write('\n');
  }
}
