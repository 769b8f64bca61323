import { expect, test } from 'vitest';
import { serviceUrl } from '../http/post.ts';
import { openSms } from '../sms/index.ts';
import { openWhatsapp } from '../whatsapp/index.ts';
import { readTwilioAnswer } from './answer.ts';
import { isTwilioSigned, readCallback, signTwilio } from './index.ts';

// The example in the tests of Twilio's own libraries.
const URL_CALLED = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const PARAMS = new URLSearchParams({
  CallSid: 'CA1234567890ABCDE',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
  Caller: '+14158675309',
});
const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

test('signs as Twilio does', () => {
  expect(signTwilio('12345', URL_CALLED, PARAMS)).toBe(SIGNATURE);
  expect(isTwilioSigned('12345', URL_CALLED, PARAMS, SIGNATURE)).toBe(true);
});

test.each([
  ['54321', URL_CALLED, SIGNATURE],
  ['12345', `${URL_CALLED}&baz=3`, SIGNATURE],
  ['12345', URL_CALLED, ''],
  ['12345', URL_CALLED, `${SIGNATURE}x`],
  ['12345', URL_CALLED, SIGNATURE.toLowerCase()],
])('%s %s %s is not signed well', (token, url, given) => {
  expect(isTwilioSigned(token, url, PARAMS, given)).toBe(false);
});

test('an answer of another shape is accepted by its status, or refused with what can be read', () => {
  const answer = (status: number, body: string) => readTwilioAnswer({ kind: 'answer', status, body, retryAfter: null });
  expect(answer(201, '<html>')).toEqual({ result: 'accepted', answer: '201 accepted, without an identifier' });
  expect(answer(201, '{"sid":"SM1","status":"queued","num_segments":"2"}')).toEqual({
    result: 'accepted',
    answer: '201 queued as SM1, 2 segments',
    ref: 'SM1',
  });
  expect(answer(400, '<html>')).toEqual({ result: 'gave-up', answer: '400' });
  expect(answer(400, '{"code":1,"message":"a\\r\\nb\\u202e"}').answer).toBe('400 1 a b');
});

test('a callback without message or status is no report', () => {
  const query = { channel: 'sms', message: 'callout.a.b@lab.example' } as const;
  expect(readCallback(query, new URLSearchParams({ MessageStatus: 'delivered' }))).toBeNull();
  expect(readCallback(query, new URLSearchParams({ MessageSid: "x' or 1=1", MessageStatus: 'delivered' }))).toBeNull();
  expect(readCallback(query, new URLSearchParams({ MessageSid: 'SM1', MessageStatus: 'delivered' }))).toMatchObject({
    messageId: '<callout.a.b@lab.example>',
    result: 'delivered',
  });
});

const CONFIG = {
  twilioUrl: 'https://api.twilio.com',
  twilioAccountSid: 'AC1',
  twilioAuthToken: 'token',
  twilioSmsFrom: null,
  twilioWhatsappFrom: null,
  twilioWhatsappTemplate: null,
  publicUrl: 'https://lab.example',
};
test('each is on as soon as it has a sender, and not before', () => {
  expect(openSms(CONFIG)).toBeNull();
  expect(openSms({ ...CONFIG, twilioSmsFrom: '+12125550100' })).toMatchObject({ name: 'sms', messageIdHost: 'lab.example' });
  expect(openWhatsapp({ ...CONFIG, twilioSmsFrom: '+12125550100' })).toBeNull();
  expect(openWhatsapp({ ...CONFIG, twilioWhatsappFrom: '+12125550100' })).toMatchObject({ name: 'whatsapp' });
});

test.each(['http://api.example', 'ftp://localhost', 'https://user:pass@api.example', 'nonsense'])(
  'the address %s is refused without being repeated',
  (url) => {
    expect(() => serviceUrl('CALLOUT_TWILIO_URL', url)).toThrow(/^CALLOUT_TWILIO_URL (is|must)/);
    expect(() => serviceUrl('CALLOUT_TWILIO_URL', url)).not.toThrow(/:pass|example/);
  },
);

test('an address that was not checked when it was queued is not sent to', async () => {
  const channel = openSms({ ...CONFIG, twilioSmsFrom: '+12125550100' });
  const message = {
    messageId: '<callout.0.0@lab.example>',
    senderName: '',
    recipientName: '',
    address: '+1212555&To=+19005550100',
    subject: '',
    text: '',
    html: '',
    labId: 1,
    queuedAt: new Date(0),
    sentAt: new Date('2026-05-04T03:02:05Z'),
  };
  expect(await channel?.deliver(message, AbortSignal.timeout(1000))).toMatchObject({ result: 'gave-up' });
});
