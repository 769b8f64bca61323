import { expect, it, test } from 'vitest';
import { readConfig } from '../platform/config.ts';
import { checkWebhook } from './webhooks.ts';

const { config } = readConfig({ CALLOUT_WEBHOOK_ALLOW: 'hub.lan:8080' });
const check = (url: string, ...leadsTo: string[]) =>
  checkWebhook({ config: { ...config, secret: '' } }, url, async () =>
    leadsTo.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );

it('an address of the internet is usable, and where its name leads is said', async () => {
  expect(await check('https://hub.example/in', '8.8.8.8', '2606:4700::1')).toEqual({
    isUsable: true,
    problem: null,
    isAllowed: false,
    addresses: [
      { address: '8.8.8.8', isPublic: true },
      { address: '2606:4700::1', isPublic: true },
    ],
  });
});

test.each([
  ['http://hub.example/in', ['8.8.8.8'], 'must begin with https://'],
  ['https://169.254.169.254/', ['169.254.169.254'], 'not one of the internet'],
  ['https://hub.example/in', ['8.8.8.8', '10.0.0.7'], 'leads to 10.0.0.7'],
  ['nonsense', [], 'URL that begins with https://'],
])('%s is refused before anything is sent', async (url, leadsTo, words) => {
  expect(await check(url, ...leadsTo)).toMatchObject({ isUsable: false, problem: expect.stringContaining(words) });
});

it('a name of the house that is allowed may lead inside, and a name nobody knows leads nowhere', async () => {
  expect(await check('http://hub.lan:8080/in', '10.0.0.7')).toMatchObject({ isUsable: true, isAllowed: true });
  const lost = await checkWebhook({ config: { ...config, secret: '' } }, 'https://no.example/', () =>
    Promise.reject(new Error('no')),
  );
  expect(lost).toMatchObject({ isUsable: false, problem: expect.stringContaining('no.example leads nowhere') });
});
