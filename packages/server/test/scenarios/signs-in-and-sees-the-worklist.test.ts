import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.close());

it('a technologist signs in and sees an empty worklist at the time of the server', async () => {
  const visitor = await lab.signIn('technologist');
  const answer = await visitor.get('/api/v1/worklist?tab=pending');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toMatchObject({ items: [] });
});

it('nobody sees it without signing in', async () => {
  const answer = await fetch(`${lab.baseUrl}/api/v1/worklist`);
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toMatch('application/problem+json');
});
