import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askFor } from './ask.ts';

const questions = {
  name: { flag: '--name', text: 'Name' },
  port: { flag: '--port', text: 'Port', fallback: '0', check: (text: string) => (/^\d+$/.test(text) ? null : 'a number.') },
};

/** A terminal somebody types at: each prompt is answered by the next line. */
function terminal(...lines: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.ReadStream;
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (shown.endsWith(': ')) (input as unknown as PassThrough).write(`${lines.shift() ?? ''}\n`);
  });
  return { input, output: output as unknown as NodeJS.WriteStream, shown: () => shown };
}

describe('questions of a command', () => {
  it('are asked at a terminal until the answer is right; an empty one takes the fallback', async () => {
    const typed = terminal('', 'Northside', 'x', '');
    expect(await askFor(questions, {}, typed)).toEqual({ name: 'Northside', port: '0' });
    expect(typed.shown()).toContain('an answer is needed.');
    expect(typed.shown()).toContain('Port [0]: ');
    expect(typed.shown()).toContain('a number.');
  });

  it('are not asked where the command line answers', async () => {
    const typed = terminal();
    expect(await askFor(questions, { name: 'Northside', port: '7' }, typed)).toEqual({ name: 'Northside', port: '7' });
    expect(typed.shown()).toBe('');
  });

  it('are refused by name where nobody can be asked', async () => {
    const input = new PassThrough() as unknown as NodeJS.ReadStream;
    await expect(askFor(questions, {}, { input })).rejects.toThrow('Missing: --name.');
    await expect(askFor(questions, { name: 'N', port: 'x' }, { input })).rejects.toThrow('--port: a number.');
    expect(await askFor(questions, { name: 'N' }, { input })).toEqual({ name: 'N', port: '0' });
  });
});
