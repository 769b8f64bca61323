import { openBrowser, openPage } from '../e2e/browser.ts';
import { buildWeb } from '../e2e/build-web.ts';
import { signInAt } from '../e2e/hospital.ts';
import { createBenchDatabase } from '../packages/server/test/bench-database.ts';
import { furnish, seedBill } from '../packages/server/test/fixture.ts';
import { startLab } from '../packages/server/test/lab.ts';
import type { Measure } from './figure.ts';
import { receiveResults, typeMeanwhile } from './screen-arrivals.ts';
import { holdKey, moveOnce, search } from './screen-list.ts';
import { claimOrders, openPanels, saveAttempts } from './screen-panel.ts';

const ORDERS = 500;
const SMOKE_ORDERS = 12;
const HOLD_SECONDS = 10;
const SAVES = 15;

/** What a person feels: the list under a held key, the panel, a saved call, a result that comes, and typing while others work. */
export const measure: Measure = async ({ isSmoke, say }) => {
  await buildWeb();
  const database = await createBenchDatabase();
  const browser = await openBrowser();
  const lab = await startLab({ database, roles: ['http', 'mllp', 'tick'] });
  try {
    const people = await furnish(lab.db, lab.labId);
    const orders = isSmoke ? SMOKE_ORDERS : ORDERS;
    const numbers: string[] = [];
    for (let number = 0; number < orders; number += 1)
      numbers.push((await seedBill(lab.db, people, { now: lab.clock.now() })).billNumber);
    // PostgreSQL learns by itself what a table holds, but only once a minute; a laboratory does not fill one within seconds.
    await lab.db.pool.query('analyze');
    await lab.signIn('supervisor', { userName: 's.vance', name: 'Sarah Vance' });
    const { page } = await openPage(browser, lab.baseUrl, { width: 1280, height: 720 });
    await page.goto('/');
    await signInAt(page, 's.vance');
    await page.locator('tr[data-bill]').first().waitFor();
    say(`${orders} open orders`);
    const few = isSmoke ? 2 : SAVES;
    return [
      await moveOnce(page, isSmoke ? 5 : 40),
      ...(await holdKey(page, orders, isSmoke ? 1 : HOLD_SECONDS)),
      ...(await openPanels(page, isSmoke ? 3 : 20)),
      ...(await claimOrders(page, few)),
      await search(page, wordsOf(numbers, few), orders),
      await saveAttempts(page, few),
      await receiveResults(page, lab, isSmoke ? 2 : 10),
      await typeMeanwhile(page, lab, people, isSmoke ? 2 : HOLD_SECONDS),
    ];
  } finally {
    await browser.close();
    await lab.close();
    await database.drop();
  }
};

/** Numbers of orders, as far apart as they come. */
const wordsOf = (numbers: readonly string[], count: number): string[] =>
  Array.from({ length: count }, (_, at) => numbers[Math.floor(((at + 0.5) * numbers.length) / count)] ?? '');
