import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

function controlled(): { work: () => Promise<void>; begun: () => number; end: (how?: 'fails') => Promise<void> } {
  const waiting: { done: () => void; fail: (error: Error) => void }[] = [];
  let begun = 0;
  return {
    work: () => {
      begun += 1;
      return new Promise((done, fail) => waiting.push({ done, fail }));
    },
    begun: () => begun,
    end: async (how) => {
      const one = waiting.shift();
      if (how === 'fails') one?.fail(new Error('refused'));
      else one?.done();
      await turn();
    },
  };
}

it('a hundred calls while it runs are served by one more run, after the first is over', async () => {
  const { work, begun, end } = controlled();
  const call = oneAtATime(work);
  for (let times = 0; times < 100; times += 1) call();
  expect(begun()).toBe(1);
  await end();
  expect(begun()).toBe(2);
  await end();
  expect(begun()).toBe(2);
  call();
  expect(begun()).toBe(3);
});

it('a run that fails does not hold up the next', async () => {
  const { work, begun, end } = controlled();
  const call = oneAtATime(work);
  call();
  call();
  await end('fails');
  expect(begun()).toBe(2);
  await end('fails');
  call();
  expect(begun()).toBe(3);
});
