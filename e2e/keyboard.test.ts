import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findViolations } from './axe.ts';
import { mailTheDoctor } from './call.ts';
import { type Hospital, openHospital } from './hospital.ts';

let hospital: Hospital;
let lastBillId: number;
beforeAll(async () => {
  hospital = await openHospital();
  await hospital.addUser('m.osei', 'M. Osei');
  await hospital.receive({
    number: 'K1',
    patient: { family: 'Sample', given: 'John', mrn: '1297287652', born: '19450714', sex: 'M' },
  });
  hospital.lab.clock.advance({ minutes: 1 });
  await hospital.receive({
    number: 'K2',
    patient: { family: 'Brook', given: 'Mary', mrn: '4455667788', born: '19800102', sex: 'F' },
  });
  hospital.lab.clock.advance({ minutes: 1 });
  lastBillId = await hospital.receive({
    number: 'K3',
    patient: { family: 'Rey', given: 'Angel', mrn: '9087123', born: '19890523', sex: 'M' },
  });
});
afterAll(() => hospital.close());

/** Counts key actions; typed text is counted apart. */
function keyboardOf(page: Page): {
  press: (...keys: string[]) => Promise<void>;
  type: (text: string) => Promise<void>;
  count: () => number;
} {
  let pressed = 0;
  return {
    press: async (...keys) => {
      for (const key of keys) {
        pressed += 1;
        await page.keyboard.press(key);
      }
    },
    type: (text) => page.keyboard.type(text),
    count: () => pressed,
  };
}

const focus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.id || element?.closest('tr')?.textContent?.slice(0, 160) || element?.tagName || '';
  });

it('a reached call is recorded without the mouse in at most twelve key actions, an unanswered one in four', async () => {
  const { page, complaints, close } = await hospital.visit('m.osei');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(3);
  // Letters act as soon as the list is there; F6 leads round and back to it.
  await page.keyboard.press('j');
  expect(await focus(page)).toContain('SAMPLE, John');
  for (let region = 0; region < 3; region += 1) await page.keyboard.press('F6');
  expect(await focus(page)).toContain('SAMPLE, John');

  const reached = keyboardOf(page);
  await reached.press('j', 'k', 'Enter');
  await expect.poll(() => focus(page)).toBe('callout-title');
  await page.getByTestId('critical-value').waitFor();
  await reached.press('1');
  await reached.type('Nurse Kelly Park');
  await reached.press('Tab', 'Tab', 'Tab');
  await reached.type('6.8');
  // Typed right after the key: not a letter is lost on the way to the field.
  expect(await page.getByLabel('Name of the person told').inputValue()).toBe('Nurse Kelly Park');
  await reached.press('Control+Shift+Enter');
  await page.getByTestId('confirm').waitFor();
  await reached.press('Control+Shift+Enter');
  await page.getByTestId('saved').filter({ hasText: 'SAMPLE, John' }).waitFor();
  expect(reached.count()).toBeLessThanOrEqual(12);

  // The next one is open already, and the focus is on its heading.
  await page.getByTestId('patient-banner').filter({ hasText: 'BROOK, Mary' }).waitFor();
  await expect.poll(() => focus(page)).toBe('callout-title');
  const unanswered = keyboardOf(page);
  await unanswered.press('2', 'Control+Enter');
  await page.getByTestId('saved').filter({ hasText: 'BROOK, Mary' }).filter({ hasText: 'attempt recorded' }).waitFor();
  expect(unanswered.count()).toBeLessThanOrEqual(4);

  await page.getByTestId('patient-banner').filter({ hasText: 'REY, Angel' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => focus(page)).toContain('REY, Angel');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

it('single keys can be switched off, the others stay', async () => {
  const { page, close } = await hospital.visit('m.osei');
  await page.locator('tbody tr').first().waitFor();
  await page.keyboard.press('?');
  await page.getByRole('checkbox', { name: 'Single-key shortcuts are on' }).uncheck();
  await page.keyboard.press('Escape');
  const link = page.locator('tbody tr a').first();
  await link.focus();
  const before = await focus(page);
  await page.keyboard.press('j');
  expect(await focus(page)).toBe(before);
  await page.keyboard.press('ArrowDown');
  expect(await focus(page)).not.toBe(before);
  await close();
});

it('commands are found by name and run by keyboard; G and a letter lead to an area', async () => {
  const { page, complaints, close } = await hospital.visit('m.osei');
  await page.locator('tbody tr').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'What do you want to do?' }).waitFor();
  expect(await findViolations(page)).toEqual([]);
  await page.keyboard.type('notify');
  await page.getByRole('option', { name: 'Go to Notify configuration' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Notify configuration' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('navigation', { name: 'Main areas' }).getByRole('link', { name: 'Settings' }).focus();
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page.locator('tbody tr').first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/worklist');
  expect(complaints).toEqual([]);
  await close();
});

it('a message that failed is found, sent again, sent to another address and marked as handled without the mouse', async () => {
  hospital.mailbox.refused.add('finch@harbour.example');
  await hospital.lab.signIn('supervisor', { userName: 's.marsh', name: 'Sofia Marsh' });
  const { page, complaints, close } = await hospital.visit('s.marsh');
  await page.locator('tbody tr').first().waitFor();
  await mailTheDoctor(hospital, lastBillId);
  const on = (name: string | RegExp) => page.getByRole('heading', { name });
  const hasFocus = (what: ReturnType<Page['locator']>) =>
    expect.poll(() => what.first().evaluate((element) => element === document.activeElement)).toBe(true);
  const tabTo = async (what: ReturnType<Page['locator']>): Promise<void> => {
    await what.first().waitFor();
    for (let times = 0; times < 30; times += 1) {
      if (await what.first().evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${what}`);
  };
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

  await press('g', 'd');
  await page.getByRole('button', { name: /^Needs attention \([1-9]/ }).waitFor();
  await hasFocus(on('Deliveries'));
  // A filter is chosen by its first letters and taken away again; the keyboard stays among the filters.
  await tabTo(page.getByLabel('State', { exact: true }));
  await page.keyboard.type('Failed');
  await tabTo(page.getByRole('button', { name: /^Remove.*State/ }));
  expect(await page.locator('tbody tr').count()).toBe(1);
  await press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('search') !== null)).toBe(true);

  // From the heading the letters go to the messages, Enter opens, and sending again leaves the keyboard in the message.
  await press('F6', 'F6', 'F6');
  await hasFocus(on('Deliveries'));
  await press('j', 'Enter');
  await hasFocus(on(/^Message \d+$/));
  await page.getByTestId('tries').getByText('550 5.1.1 no such user').waitFor();
  await tabTo(page.getByRole('button', { name: 'Send again' }));
  await press('Enter');
  await page.getByTestId('tries').getByText('550 5.1.1 no such user').nth(1).waitFor();
  expect(await page.evaluate(() => document.activeElement?.closest('[data-region="panel"]') !== null)).toBe(true);

  const failed = await on(/^Message \d+$/).textContent();
  await tabTo(page.getByRole('button', { name: 'Try other channel' }));
  await press('Enter');
  await tabTo(page.getByLabel('Address or number'));
  await page.keyboard.type('a.finch@harbour.example');
  await press('Enter');
  await page.getByTestId('tries').getByText(/^250/).waitFor();
  await hasFocus(on(/^Message \d+$/));
  expect(await on(/^Message \d+$/).textContent()).not.toBe(failed);

  // Escape goes back to the list, and the one that failed is still there to be handled.
  await press('Escape');
  await hasFocus(page.locator('tbody tr a[data-row]'));
  await press('o');
  await hasFocus(on(failed ?? ''));
  await tabTo(page.getByRole('button', { name: 'Mark handled' }));
  await press('Enter');
  await tabTo(page.getByLabel('What was done about it'));
  await page.keyboard.type('address corrected in the directory');
  await press('Tab', 'Enter');
  await page.getByText('Handled by Sofia Marsh: address corrected in the directory').waitFor();
  await hasFocus(on(failed ?? ''));
  await press('Escape');
  await expect.poll(() => focus(page)).not.toBe('BODY');
  await press('g', 'w');
  await page.locator('#worklist-title').waitFor();
  expect(complaints).toEqual([]);
  await close();
});
