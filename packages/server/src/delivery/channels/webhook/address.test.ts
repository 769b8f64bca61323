import { expect, test } from 'vitest';
import { isPublicAddress, type Resolve } from '../../../platform/outside-address.ts';
import { builtInTemplate } from '../../templates/index.ts';
import type { Message } from '../../templates/message.ts';
import { SAMPLES } from '../../templates/samples.ts';
import { readWebhookUrl } from './address.ts';
import { createWebhookChannel, webhookKey } from './channel.ts';

test.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '172.32.0.1', '100.128.0.1'])('%s is of the internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

const INSIDE = [
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.100.100.200',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  'fe80::1',
  'fd00:ec2::254',
  '64:ff9b::7f00:1',
  '2002:7f00:1::1',
  '2001::1',
  'nonsense',
];
test.each(INSIDE)('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  'http://hub.example/in',
  'ftp://hub.example',
  'nonsense',
  '',
  'https://user:pass@hub.example/',
  'https://hub.example/#x',
  'https://127.0.0.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://169.254.169.254/latest/meta-data',
  'file:///etc/passwd',
  `https://hub.example/${'x'.repeat(2000)}`,
])('%s is refused', (url) => {
  expect(readWebhookUrl(url, ['127.0.0.1:8080'])).toEqual({ problem: expect.stringMatching(/^the address /) });
});

test('https to the internet is taken, and what is allowed by host and port', () => {
  expect(readWebhookUrl('https://hub.example/in?x=1', [])).toMatchObject({ isAllowed: false });
  expect(readWebhookUrl('http://127.0.0.1:8080/in', ['127.0.0.1:8080'])).toMatchObject({ isAllowed: true });
  expect(readWebhookUrl('http://127.0.0.1:8081/in', ['127.0.0.1:8080'])).toHaveProperty('problem');
});

const OPTIONS = { secret: 's'.repeat(40), allowed: [], publicUrl: 'https://lab.example' };
const sendTo = (resolve: Resolve, address = 'https://hub.example/in') =>
  createWebhookChannel({ ...OPTIONS, resolve }).deliver(
    {
      labId: 1,
      messageId: '<callout.0.0@lab.example>',
      senderName: '',
      recipientName: '',
      address,
      subject: '',
      text: '{}',
      html: '',
      queuedAt: new Date(0),
      sentAt: new Date(0),
    },
    AbortSignal.timeout(5_000),
  );

test.each(INSIDE.slice(0, -1))(
  'a name that leads to %s is refused when it connects, even beside a good address',
  async (address) => {
    const family = address.includes(':') ? 6 : 4;
    const answer = await sendTo(() =>
      Promise.resolve([
        { address: '8.8.8.8', family: 4 },
        { address, family },
      ]),
    );
    expect(answer).toEqual({
      result: 'gave-up',
      answer: 'not sent: the name leads to an address that is not one of the internet',
    });
  },
);

test('a name that is not known at the moment is tried again', async () => {
  const answer = await sendTo(() => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })));
  expect(answer).toEqual({ result: 'retry', answer: 'not sent: the host name is not known (ENOTFOUND)' });
});

test('an address stored before the rules is refused when it is sent', async () => {
  const none = () => Promise.reject(new Error('not asked'));
  expect(await sendTo(none, 'https://169.254.169.254/')).toMatchObject({ result: 'gave-up' });
});

test('another laboratory, address or installation has another key', () => {
  const keys = [webhookKey('a', 1, 'x'), webhookKey('a', 2, 'x'), webhookKey('a', 1, 'y'), webhookKey('b', 1, 'x')];
  expect(new Set(keys).size).toBe(4);
});

test('no value without full content', () => {
  const message: Message = { ...SAMPLES.ordinary, purpose: 'first', language: 'de', level: 'minimal', mark: null };
  const template = builtInTemplate('webhook', 'de', 'first');
  const { render } = createWebhookChannel(OPTIONS);
  expect(render(message, template).text).not.toContain('6.8');
  const full = JSON.parse(render({ ...message, level: 'full' }, template).text);
  // Programs read the same words whatever the recipient's language; their people read the message.
  expect(full.reports[0].values[0]).toMatchObject({ value: '6.8', mark: 'critical high' });
  expect(full.message).toMatch(/^KRITISCHER LABORBEFUND/);
});
