import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import type { OutgoingMessage } from '../channel.ts';
import { composeMail } from './compose.ts';

const MESSAGE: OutgoingMessage = {
  messageId: '<callout.7.referral.0123456789abcdef@lab.example>',
  senderName: 'Northgate Laboratory',
  recipientName: 'Dr. Ann Reyes',
  address: 'ann.reyes@hospital.example',
  subject: 'Critical result',
  text: 'Potassium 6.8 mmol/L',
  html: '<p>Potassium 6.8 mmol/L</p>',
  labId: 1,
  queuedAt: new Date('2026-05-04T03:02:01Z'),
  sentAt: new Date('2026-05-04T03:02:05Z'),
};

const HEADERS = ['from', 'to', 'subject', 'message-id', 'date', 'auto-submitted', 'importance', 'mime-version', 'content-type'];

const HOSTILE = [
  'x\r\nBcc: thief@evil.example',
  'x\nBcc: thief@evil.example',
  'x\rBcc: thief@evil.example',
  'x\r\n\r\n<html>body</html>',
  'x\u2028Bcc: thief@evil.example',
  'x\u0085Bcc: thief@evil.example',
  'x\0Bcc: thief@evil.example',
  'x%0d%0aBcc: thief@evil.example',
  'x\\r\\nBcc: thief@evil.example',
  '=?utf-8?Q?x=0D=0ABcc:_thief@evil.example?=',
  '=?utf-8?B?eA0KQmNjOiB0aGllZkBldmlsLmV4YW1wbGU=?=',
  'a" <thief@evil.example>, "b',
  'thief@evil.example, Dr. Ann',
  'Group: thief@evil.example;',
  '(comment) <thief@evil.example>',
  `${'x'.repeat(990)}\r\nBcc: thief@evil.example`,
  'كريم حداد\r\nBcc: thief@evil.example',
];

async function headersOf(message: OutgoingMessage) {
  const raw = await composeMail(message, 'alerts@lab.example');
  const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
  const names = head
    .split('\r\n')
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  return { names, head, mail: await simpleParser(raw) };
}

test('the message a reader sees', async () => {
  const { names, mail } = await headersOf(MESSAGE);
  expect(names.sort()).toEqual([...HEADERS].sort());
  expect(mail.messageId).toBe(MESSAGE.messageId);
  expect(mail.date).toEqual(MESSAGE.queuedAt);
  expect(mail.text?.trim()).toBe(MESSAGE.text);
  expect(mail.html).toBe(MESSAGE.html);
});

test.each(HOSTILE)('%j adds no header and no recipient', async (hostile) => {
  const { names, mail } = await headersOf({
    ...MESSAGE,
    subject: hostile,
    senderName: hostile,
    recipientName: hostile,
    text: hostile,
    html: hostile,
  });
  expect(names.sort()).toEqual([...HEADERS].sort());
  const to = Array.isArray(mail.to) ? mail.to[0] : mail.to;
  expect(to?.value.map((entry) => entry.address)).toEqual([MESSAGE.address]);
  expect(mail.from?.value.map((entry) => entry.address)).toEqual(['alerts@lab.example']);
  expect(mail.bcc).toBeUndefined();
});

test('no text at all can add a header', async () => {
  const piece = fc.constantFrom(
    '\r',
    '\n',
    '\r\n',
    ':',
    ' ',
    'Bcc',
    '<',
    '>',
    '"',
    ',',
    '\\',
    '=?utf-8?q?',
    '?=',
    '\0',
    '\u2028',
    'é',
    'ي',
    '😀',
    '\ud800',
    'x',
  );
  const hostile = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (subject, recipientName) => {
      const { names, head } = await headersOf({ ...MESSAGE, subject, recipientName });
      // An empty subject is left out; nothing else ever changes.
      expect(names.filter((name) => name !== 'subject').sort()).toEqual(HEADERS.filter((name) => name !== 'subject').sort());
      expect(head).not.toMatch(/[^\r]\n|\r[^\n]/);
    }),
    { numRuns: 300 },
  );
});

test('a Message-ID of another form is a fault of ours', async () => {
  await expect(composeMail({ ...MESSAGE, messageId: '<a@b>\r\nBcc: c@d.example' }, 'alerts@lab.example')).rejects.toThrow(
    'Message-ID',
  );
});
