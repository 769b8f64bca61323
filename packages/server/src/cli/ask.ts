import { createInterface } from 'node:readline/promises';

export type Question = {
  flag: string;
  text: string;
  /** Offered in brackets and taken on an empty answer. */
  fallback?: string;
  /** What is wrong with an answer, or null. */
  check?: (answer: string) => string | null;
};

/**
 * Answers to what the command line left out: asked for one after another at a terminal; elsewhere the fallback, and an
 * error that names every flag still missing at once.
 */
export async function askFor<K extends string>(
  questions: Record<K, Question>,
  given: Partial<Record<K, string>>,
  { input = process.stdin, output = process.stderr }: { input?: NodeJS.ReadStream; output?: NodeJS.WriteStream } = {},
): Promise<Record<K, string>> {
  const names = Object.keys(questions) as K[];
  for (const name of names) refuseWrong(questions[name], given[name]);
  const answers = { ...given };
  const open = names.filter((name) => answers[name] === undefined);
  if (input.isTTY && open.length > 0) {
    const reader = createInterface({ input, output });
    try {
      for (const name of open) answers[name] = await askUntilRight(questions[name], (prompt) => reader.question(prompt), output);
    } finally {
      reader.close();
    }
  } else {
    const missing = open.filter((name) => questions[name].fallback === undefined);
    if (missing.length > 0)
      throw new Error(`Missing: ${missing.map((name) => questions[name].flag).join(', ')}. At a terminal they are asked for.`);
    for (const name of open) answers[name] = questions[name].fallback;
  }
  return answers as Record<K, string>;
}

function refuseWrong({ flag, check }: Question, answer: string | undefined): void {
  const problem = answer === undefined ? null : (check?.(answer) ?? null);
  if (problem !== null) throw new Error(`${flag}: ${problem}`);
}

async function askUntilRight(
  { text, fallback, check }: Question,
  ask: (prompt: string) => Promise<string>,
  output: NodeJS.WriteStream,
): Promise<string> {
  for (;;) {
    const answer = (await ask(fallback === undefined ? `${text}: ` : `${text} [${fallback}]: `)).trim() || (fallback ?? '');
    const problem = answer === '' ? 'an answer is needed.' : (check?.(answer) ?? null);
    if (problem === null) return answer;
    output.write(`${problem}\n`);
  }
}
