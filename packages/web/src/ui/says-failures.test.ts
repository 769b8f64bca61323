import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

/**
 * Whatever a screen saves can fail, and the person must learn it in four parts: what failed, what is still true, what to do,
 * the number to quote. This reads the sources: a file that sends a change either shows FailurePanel (or what is built on it)
 * or stands below, with the file that says it or with the reason why nobody needs to be told.
 */
const ROOT = new URL('../', import.meta.url).pathname;

/** Components and functions that say a failure in its four parts. */
const SAYS = /\b(FailurePanel|PublishDialog|ReviewSetting|FileImport|sayFailure|sayNotDone|usePublish)\b|<Answer\s/;

/** Sends a change and hands the failure on: to the file that says it. */
const HANDS_ON: Record<string, string> = {
  'callout/save-queue.ts': 'callout/callout-fields.tsx',
  'ingest/explain-message.ts': 'setup/first-message.tsx',
  'setup/accept-step.tsx': 'setup/setup-page.tsx',
  'setup/go-live-form.tsx': 'setup/setup-page.tsx',
  'setup/step-body.tsx': 'setup/setup-page.tsx',
};

/** Nobody is told, and why. */
const SILENT: Record<string, string> = {
  'auth/lock.ts': 'the screen is covered all the same, and the session ends by itself',
  'auth/sign-in-form.tsx': 'says one sentence for every wrong combination, a countdown, or that the server is down, by itself',
  'callout/typed-text.ts': 'the text stays in the window, and is sent again with the next letter',
  'ownership/use-attendance.ts': 'sent again by itself; the chip of the connection says what is wrong',
  'print/print-downtime.tsx': 'prints what this window knows, and the sheet says so',
  'workplace/alarms/sound.ts': 'a note for the log; the alarm is silent all the same',
  'workplace/alarms/start-shift.tsx': 'a note for the log; the shift begins all the same',
  'workplace/personal-preferences.ts': 'kept in this browser, and sent again with the next change',
};

const sources = globSync('**/*.{ts,tsx}', { cwd: ROOT, exclude: ['**/*.test.ts', '**/*.generated.ts', '**/messages/**'] }).map(
  (path) => ({ path, text: readFileSync(resolve(ROOT, path), 'utf8') }),
);
type Source = (typeof sources)[number];

const SENDS = /['"`](POST|PUT|PATCH|DELETE) \//;
/** Where a room's requests stand. */
const isApi = ({ path }: Source): boolean => /api\.ts$|ui\/publish\/setting\.ts$/.test(path);

/** Names of everything in the api files that sends a change, also by way of another function of the file. */
function namesThatSend({ text }: Source): string[] {
  const declared = text.split(/\n(?=(?:export )?(?:const|(?:async )?function) )/).flatMap((part) => {
    const name = /^(?:export )?(?:const|(?:async )?function) (\w+)/.exec(part)?.[1];
    return name === undefined ? [] : [{ name, text: part }];
  });
  const sending = new Set(declared.filter((one) => SENDS.test(one.text)).map(({ name }) => name));
  const callsOne = (part: string, own: string): boolean =>
    [...sending].some((name) => name !== own && new RegExp(`\\b${name}\\(`).test(part));
  for (const one of [...declared, ...declared]) if (callsOne(one.text, one.name)) sending.add(one.name);
  return [...sending];
}

const sending = new Set(sources.filter(isApi).flatMap(namesThatSend));

const importedNames = ({ text }: Source): string[] =>
  [...text.matchAll(/^import \{([^}]*)\} from '\./gms)].flatMap(([, names = '']) =>
    names.split(',').flatMap((name) => /^\s*(\w+)/.exec(name.replace(/^\s*type .*/s, ''))?.[1] ?? []),
  );

const callers = sources.filter(
  (source) => !isApi(source) && (SENDS.test(source.text) || importedNames(source).some((name) => sending.has(name))),
);

it('finds what is sent, and from where', () => {
  expect(sending.size).toBeGreaterThan(70);
  expect(callers.length).toBeGreaterThan(50);
});

it('every place that sends a change says what failed in its four parts, or stands in a list with its reason', () => {
  const unsaid = callers.filter(({ path, text }) => !SAYS.test(text) && !(path in HANDS_ON) && !(path in SILENT));
  expect(unsaid.map(({ path, text }) => `${path}: ${importedNames({ path, text }).filter((name) => sending.has(name))}`)).toEqual(
    [],
  );
});

it('whoever is said to say it does, and the lists hold nothing that is gone', () => {
  const byPath = new Map(sources.map((source) => [source.path, source.text]));
  for (const [path, by] of Object.entries(HANDS_ON)) expect(SAYS.test(byPath.get(by) ?? ''), `${path}: ${by}`).toBe(true);
  const known = new Set(callers.filter(({ text }) => !SAYS.test(text)).map(({ path }) => path));
  expect([...Object.keys(HANDS_ON), ...Object.keys(SILENT)].filter((path) => !known.has(path))).toEqual([]);
});

it('no mutation is made whose error nobody looks at', () => {
  const unseen = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/const (\w+) = useMutation\(/g)]
      .map(([, name = '']) => name)
      .filter((name) => !new RegExp(`\\b${name}\\.error\\b`).test(text))
      .map((name) => `${path}: ${name}`),
  );
  expect(unseen).toEqual([]);
});
