import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { worklistSchema } from '@critical-callout/contract/worklist';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab, type Visitor } from '../lab.ts';
import { postHl7 } from '../post-hl7.ts';

const OWN = join(import.meta.dirname, '../messages');
/** Real messages nobody of this project wrote; they are not part of the repository. */
const SHARED = join(import.meta.dirname, '../../../../../shared/data/hl7');

let lab: Lab;
let director: Visitor;
let sender: Visitor;
let caller: Visitor;
beforeAll(async () => {
  lab = await startLab({ now: '2026-03-05T12:00:00Z' });
  director = await lab.signIn('director');
  sender = await lab.signIn('integrator');
  caller = await lab.signIn('technologist');
});
afterAll(() => lab.close());

const own = (file: string): string => readFileSync(join(OWN, file), 'utf8');

/** The message as another one: its own control id, order and report. */
const again = (text: string, mark: string): string => text.replaceAll(/\b(S00000\d|S[PFG]\d)\b/gu, `$1${mark}`);

async function send(message: string | Buffer): Promise<void> {
  const answer = await postHl7(lab.baseUrl, sender, message);
  expect(answer.status).toBe(200);
}

async function saveOption(parameterCode: string, option: string, match: string, isCritical: number): Promise<void> {
  const body = {
    parameterCode,
    parameterName: 'Microbiology',
    option,
    match,
    isCritical,
    baseVersion: 0,
    reason: 'agreed',
    approve: true,
  };
  const answer = await director.send('POST', '/api/v1/list-options', body);
  expect(answer.status, await answer.clone().text()).toBe(201);
}

/** Verdicts and the status of the reports of the last message. */
async function outcome(): Promise<{ code: string; verdict: string; status: number }[]> {
  const { rows } = await lab.db.pool.query(
    `select p.parameter_code as code, p.verdict, r.critical_values::int as status from results p join lab_reports r on r.lab_id = p.lab_id and r.id = p.lab_report_id
     where p.message_id = (select max(id) from inbound_messages) order by p.id`,
  );
  return rows;
}

const openTests = async (): Promise<string[]> => {
  const list = worklistSchema.parse(await (await caller.get('/api/v1/worklist')).json());
  return list.items.flatMap((item) => item.reports.flatMap((report) => report.parameters.map(({ value }) => value)));
};

describe('list options managed through the API', () => {
  const gram = own('micro-csf-gram-unflagged.hl7');
  // The sender's own flag must not be what opens the callout here.
  const culture = own('micro-blood-culture-gram-preliminary.hl7').replaceAll('|||AA|||', '||||||');

  it('decide what a Gram stain means: nothing before they are there, then critical, abnormal, normal and not to be said', async () => {
    await send(gram);
    expect((await outcome()).map(({ status }) => status)).toEqual([0]);
    await saveOption('664-3', 'Gram-negative diplococci', 'contains', 2);
    await saveOption('664-3', 'Yeast cells seen', 'equals', 1);
    await saveOption('664-3', 'No organisms seen', 'equals', 0);
    await send(again(gram, 'A'));
    expect(await outcome()).toEqual([{ code: '664-3', verdict: 'critical-qualitative', status: 1 }]);
    expect(await openTests()).toEqual(['Gram-negative diplococci seen']);
    const variants = [
      ['Yeast cells seen', 'abnormal', 3],
      ['No organisms seen', 'normal', 0],
      ['Appearances as discussed', 'cannot-say', 3],
    ] as const;
    for (const [index, [text, verdict, status]] of variants.entries()) {
      await send(again(gram, `B${index}`).replace('||Gram-negative diplococci seen||', `||${text}||`));
      expect(await outcome()).toEqual([{ code: '664-3', verdict, status }]);
    }
  });

  it('open a callout for a positive blood culture, preliminary, in several lines, that its sender did not flag', async () => {
    await saveOption('664-3', 'Gram-positive cocci in clusters', 'contains', 2);
    await send(culture);
    expect(await outcome()).toEqual([
      { code: '664-3', verdict: 'critical-qualitative', status: 1 },
      { code: '664-3', verdict: expect.stringMatching(/cannot-say|normal/u), status: 1 },
    ]);
    expect((await openTests()).join('\n')).toContain('Gram-positive cocci in clusters');
  });

  it('open it for a coded organism, by the code or by the text', async () => {
    const final = own('micro-blood-culture-final-organism.hl7').replaceAll('|||AA|||', '||||||');
    await saveOption('600-7', '3092008', 'equals', 2);
    await send(again(final, 'C'));
    expect(await outcome()).toContainEqual({ code: '600-7', verdict: 'critical-qualitative', status: 1 });
  });
});

const real = existsSync(SHARED)
  ? ([
      ['nist-elr-7-organism.hl7', '23826-1', 'Positive (qualifier value)'],
      ['nist-elr-8-two-cwe.hl7', '43305-2', '10828004'],
      ['nist-elr-4-susceptibility.hl7', '625-4', 'Shigella flexneri'],
    ] as const)
  : [];

describe.each(real)('the real message %s', (file, code, option) => {
  it(`opens a callout once ${option} is a critical option of ${code}`, async () => {
    const raw = readFileSync(join(SHARED, file));
    await saveOption(code, option, 'equals', 2);
    await send(raw);
    const found = await outcome();
    expect(found).toContainEqual({ code, verdict: 'critical-qualitative', status: 1 });
  });
});
