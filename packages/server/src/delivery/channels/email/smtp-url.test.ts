import { expect, test } from 'vitest';
import { readSmtpUrl } from './smtp-url.ts';

test.each([
  [
    'smtp://mail.hospital.example',
    { host: 'mail.hospital.example', port: 587, tls: 'required', isLoopback: false, credentials: null },
  ],
  ['smtps://mail.hospital.example', { port: 465, tls: 'implicit' }],
  ['smtp://u%40h:p%2F%3A@mail.hospital.example:25', { port: 25, tls: 'required', credentials: { user: 'u@h', pass: 'p/:' } }],
  ['smtp://relay.lan:25?tls=opportunistic', { port: 25, tls: 'opportunistic' }],
  ['smtp://127.0.0.1:2525', { port: 2525, tls: 'opportunistic', isLoopback: true }],
  ['smtp://localhost', { tls: 'opportunistic', isLoopback: true }],
  ['smtp://[::1]:2525', { host: '::1', tls: 'opportunistic', isLoopback: true }],
  ['smtp://localhost?tls=required', { tls: 'required', isLoopback: true }],
  ['smtp://127.evil.example', { tls: 'required', isLoopback: false }],
])('%s', (url, expected) => {
  expect(readSmtpUrl(url)).toMatchObject(expected);
});

test.each([
  ['mail.hospital.example', /not a URL|scheme/],
  ['http://mail.hospital.example', /scheme http:/],
  ['smtp://', /host|not a URL/],
  ['smtp://h.example?tls=none', /tls=none: allowed are required and opportunistic/],
  ['smtps://h.example?tls=opportunistic', /always encrypted/],
  ['smtp://u:secret@h.example?ignoreTLS=true', /unknown option ignoreTLS/],
])('%s is refused without repeating the password', (url, message) => {
  expect(() => readSmtpUrl(url)).toThrow(message);
  expect(() => readSmtpUrl(url)).not.toThrow(/secret/);
});
