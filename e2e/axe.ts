import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Violation = { id: string; impact: string | null; nodes: { html: string; failureSummary?: string }[] };

type Axe = { run: (context: Document, options: object) => Promise<{ violations: Violation[] }> };

/**
 * What axe-core finds wrong with the page as it is now, one line each. Put in by the debugger: the page's policy stays.
 * `rules`: only these, where everything else was looked at before.
 */
export async function findViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE);
  const violations = await page.evaluate(
    async (options) => (await (window as unknown as { axe: Axe }).axe.run(document, options)).violations,
    // What passed is not asked for, and a selector is not needed where the element itself is shown: half the time of a look.
    { resultTypes: ['violations'], selectors: false, ...(rules && { runOnly: rules }) },
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${impact}): ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}
