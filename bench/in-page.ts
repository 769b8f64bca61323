import type { Page } from 'playwright-core';
import { type Measurement, percentile } from './figure.ts';

/** Runs in the page, so it is text: this program knows no window. */
const NOTE_FRAMES = `(() => {
  const state = { last: performance.now(), longest: 0, count: 0, isOn: true };
  window.frames_ = state;
  const note = (at) => {
    state.longest = Math.max(state.longest, at - state.last);
    state.last = at;
    state.count += 1;
    if (state.isOn) requestAnimationFrame(note);
  };
  requestAnimationFrame((at) => { state.last = at; requestAnimationFrame(note); });
})()`;
export const startFrames = (page: Page): Promise<void> => page.evaluate(NOTE_FRAMES);
/** The longest time between two frames since the start, and how many there were. */
export const stopFrames = (page: Page): Promise<{ longest: number; count: number }> =>
  page.evaluate(
    '(() => { window.frames_.isOn = false; return { longest: window.frames_.longest, count: window.frames_.count }; })()',
  );

/** Milliseconds from a key press to the frame in which what `script` says is true, counted inside the page. */
export async function untilTrue(page: Page, key: string, script: string): Promise<number> {
  await page.evaluate(`(() => {
    window.took_ = new Promise((resolve) => {
      let began = 0;
      const look = () => {
        if (${script}) resolve(performance.now() - began);
        else requestAnimationFrame(look);
      };
      document.addEventListener('keydown', () => { began = performance.now(); requestAnimationFrame(look); }, { capture: true, once: true });
    });
  })()`);
  await page.keyboard.press(key);
  return page.evaluate<number>('window.took_');
}

export const isThere = (selector: string): string => `document.querySelector(${JSON.stringify(selector)})`;

/** A line about what a person waits for again and again. */
export function waited(figure: string, took: readonly number[], goal: number): Measurement {
  const p95 = percentile(took, 0.95);
  const measured = `${Math.round(p95)} ms (middle ${Math.round(percentile(took, 0.5))} ms, ${took.length} times)`;
  return { id: 'P13', figure, goal: `≤ ${goal} ms`, measured, isMet: p95 <= goal };
}
