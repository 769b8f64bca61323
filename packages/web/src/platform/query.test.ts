import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { askAgain, type Renewable, refreshAll } from './query.ts';

/** A list somebody looks at, whose answers the test gives. */
function watched() {
  const client = new QueryClient();
  const answers: ((value: string) => void)[] = [];
  const queryFn = (): Promise<string> => new Promise((resolve) => answers.push(resolve));
  const observer = new QueryObserver(client, { queryKey: ['live', 'list'], queryFn });
  const stop = observer.subscribe(() => undefined);
  return { client, answers, observer, stop };
}

it('a change that comes while the first answer is on its way is asked for after it', async () => {
  const { client, answers, observer, stop } = watched();
  await expect.poll(() => answers.length).toBe(1);
  const again = askAgain({ queryKey: ['live'] }, client);
  expect(answers).toHaveLength(1);
  answers[0]?.('read before the change');
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.('with the change');
  await again;
  expect(observer.getCurrentResult().data).toBe('with the change');
  stop();
});

it('what stands already is asked for once', async () => {
  const { client, answers, observer, stop } = watched();
  await expect.poll(() => answers.length).toBe(1);
  answers[0]?.('old');
  await expect.poll(() => observer.getCurrentResult().data).toBe('old');
  const again = askAgain({ queryKey: ['live'] }, client);
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.('new');
  await again;
  expect(answers).toHaveLength(2);
  expect(observer.getCurrentResult().data).toBe('new');
  stop();
});

it('a list that can be renewed is asked for less, and for all of itself where it cannot', async () => {
  const client = new QueryClient();
  let whole = 0;
  const asked: number[][] = [];
  let isEnough = true;
  const renew: Renewable['renew'] = async (_query, billIds) => {
    asked.push([...billIds]);
    return isEnough;
  };
  const queryFn = async (): Promise<number> => (whole += 1);
  const stop = new QueryObserver(client, { queryKey: ['live', 'rows'], queryFn, meta: { renew } }).subscribe(() => undefined);
  await expect.poll(() => whole).toBe(1);
  await refreshAll(new Set([7]), client);
  expect([asked, whole]).toEqual([[[7]], 1]);
  isEnough = false;
  await refreshAll(new Set([8, 9]), client);
  expect([asked, whole]).toEqual([[[7], [8, 9]], 2]);
  await refreshAll(null, client);
  expect([asked.length, whole]).toEqual([2, 3]);
  stop();
});
