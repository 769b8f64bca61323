import { expect, it } from 'vitest';
import { readConfig } from '../platform/config.ts';
import { readGateways } from './gateways.ts';

it('names the variables of each channel and tells no secret', () => {
  const { config } = readConfig({
    SMTP_URL: 'smtps://relay:hunter2@mail.example.org:465',
    CALLOUT_TWILIO_ACCOUNT_SID: 'AC1',
    CALLOUT_TWILIO_AUTH_TOKEN: 'a token nobody may see',
    CALLOUT_WEBHOOK_ALLOW: 'hub.hospital.lan:8080',
  });
  const { gateways } = readGateways({ ...config, secret: 'x' });
  const variable = (channel: string, name: string) =>
    gateways.find((one) => one.channel === channel)?.variables.find((one) => one.name === name);
  expect(variable('email', 'SMTP_URL')).toMatchObject({ isSet: true, value: 'smtps://mail.example.org:465' });
  expect(variable('sms', 'CALLOUT_TWILIO_AUTH_TOKEN')).toMatchObject({ isSet: true, value: null });
  expect(variable('sms', 'CALLOUT_TWILIO_SMS_FROM')).toMatchObject({ isSet: false, value: null });
  expect(variable('webhook', 'CALLOUT_WEBHOOK_ALLOW')).toMatchObject({ isSet: true, value: 'hub.hospital.lan:8080' });
  expect(JSON.stringify(gateways)).not.toMatch(/hunter2|relay|nobody may see/);
});
