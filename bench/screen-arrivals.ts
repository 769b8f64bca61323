import type { Page } from 'playwright-core';
import { oru, sendOverMllp } from '../e2e/mllp.ts';
import { type Fixture, seedBill } from '../packages/server/test/fixture.ts';
import type { Lab } from '../packages/server/test/lab.ts';
import type { Measurement } from './figure.ts';
import { startFrames, stopFrames, waited } from './in-page.ts';
import { goToTop, holdToTheEnd, VALUE } from './screen-list.ts';

const UPDATES_PER_MINUTE = 200;

/** Results come in over MLLP while the whole list is loaded, newest first so that the row is in sight: from acknowledgement to row. */
export async function receiveResults(page: Page, lab: Lab, times: number): Promise<Measurement> {
  const took: number[] = [];
  await page.goto('/worklist?sort=newest');
  await page.locator('tr[data-bill]').first().waitFor();
  await goToTop(page);
  await holdToTheEnd(page);
  await goToTop(page);
  for (let at = 0; at < times; at += 1) {
    const number = `N${at}`;
    const message = oru({
      number,
      patient: { family: `Arrival${at}`, given: 'Ada', mrn: `700${at}`, born: '19500101', sex: 'F' },
      test: { code: 'K', name: 'Potassium', specimen: 'Plasma' },
      values: [{ code: '2823-3', name: 'Potassium', value: '6.9', unit: 'mmol/L', range: '3.5-5.1', flag: 'HH' }],
      at: lab.clock.now(),
    });
    // Two results of one millisecond have no order between them.
    lab.clock.advance({ seconds: 1 });
    const row = page.locator('tr[data-bill]', { hasText: `ARRIVAL${at}` });
    const answer = await sendOverMllp(lab.mllpPort, message);
    if (!answer.includes('MSA|AA')) throw new Error(`the message was answered ${answer}`);
    const began = performance.now();
    await row.waitFor();
    took.push(performance.now() - began);
  }
  return waited('new critical result, from its acknowledgement to its row on the screen, p95', took, 2_000);
}

/** Somebody types a comment while new orders arrive at this rate: every letter, the focus and the caret must stay. */
export async function typeMeanwhile(page: Page, lab: Lab, people: Fixture, seconds: number): Promise<Measurement> {
  await goToTop(page);
  await page.keyboard.press('Enter');
  await page.locator(VALUE).first().waitFor();
  const comment = page.getByLabel('Comment', { exact: true });
  await comment.focus();
  const before = await comment.inputValue();
  let updates = 0;
  let isTyping = true;
  const arriving = (async () => {
    while (isTyping) {
      await seedBill(lab.db, people, { now: lab.clock.now() });
      updates += 1;
      await new Promise((resolve) => setTimeout(resolve, 60_000 / UPDATES_PER_MINUTE));
    }
  })();
  await startFrames(page);
  const typed = 'The ward was told and asks for a second sample. '.repeat(Math.ceil(seconds / 2));
  await page.keyboard.type(typed, { delay: 40 });
  const { longest } = await stopFrames(page);
  isTyping = false;
  await arriving;
  const after = await comment.inputValue();
  const isFocused = await page.evaluate<boolean>('document.activeElement?.tagName === "TEXTAREA"');
  const isWhole = after === before + typed && isFocused;
  return {
    id: 'P13',
    figure: `${UPDATES_PER_MINUTE} live updates a minute while typing: letters lost`,
    goal: '0, focus unmoved',
    measured: `${isWhole ? 0 : 'some'} of ${typed.length} (${updates} updates, longest frame ${Math.round(longest)} ms)`,
    isMet: isWhole,
  };
}
