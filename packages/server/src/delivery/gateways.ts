import type { Gateways } from '@critical-callout/contract/deliveries';
import { type Config, SETTINGS } from '../platform/config.ts';

type Key = keyof typeof SETTINGS;

/** By which variables of the environment each channel is set up. They belong to the installation, not to a laboratory. */
const GATEWAYS = [
  { channel: 'email', keys: ['smtpUrl', 'mailFrom'] },
  { channel: 'sms', keys: ['twilioUrl', 'twilioAccountSid', 'twilioAuthToken', 'twilioSmsFrom'] },
  {
    channel: 'whatsapp',
    keys: ['twilioUrl', 'twilioAccountSid', 'twilioAuthToken', 'twilioWhatsappFrom', 'twilioWhatsappTemplate'],
  },
  { channel: 'fax', keys: ['faxApiUrl', 'faxApiKey', 'hylafaxUrl', 'faxMailDomain'] },
  { channel: 'webhook', keys: ['webhookAllow', 'publicUrl'] },
] as const satisfies readonly { channel: Gateways['gateways'][number]['channel']; keys: readonly Key[] }[];

/** Told to nobody: that they are set is enough. */
const SECRETS: ReadonlySet<Key> = new Set<Key>(['twilioAuthToken', 'faxApiKey']);

export const readGateways = (config: Config): Gateways => ({
  gateways: GATEWAYS.map(({ channel, keys }) => ({
    channel,
    variables: keys.map((key) => ({
      name: SETTINGS[key].env,
      about: SETTINGS[key].about,
      isSet: isSet(config, key),
      value: SECRETS.has(key) ? null : shown(config[key]),
    })),
  })),
});

function isSet(config: Config, key: Key): boolean {
  const value = config[key];
  return Array.isArray(value) ? value.length > 0 : value !== null;
}

/** An address without user and password, which may stand in it. */
function shown(value: Config[Key]): string | null {
  if (value === null) return null;
  if (typeof value !== 'string') return Array.isArray(value) ? value.join(', ') || null : String(value);
  const url = /^[a-z]+:\/\//i.test(value) ? URL.parse(value) : null;
  if (!url) return value;
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}
