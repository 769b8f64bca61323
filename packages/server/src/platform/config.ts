import { integer, isWrong, type Kind, list, oneOf, secret, text, url } from './config-kinds.ts';
import { LOG_LEVELS } from './log.ts';

type Setting<T, D> = { env: string; kind: Kind<T>; fallback: D; fallbackText?: string; about: string };
const setting = <T, D extends T | null>(
  env: string,
  kind: Kind<T>,
  fallback: D,
  about: string,
  fallbackText?: string,
): Setting<T, D> => ({
  env,
  kind,
  fallback,
  about,
  fallbackText,
});

const PORT = integer(0, 65_535);

/** Everything that can be set, once: read from the environment here, described in docs/configuration.md (generated). */
export const SETTINGS = {
  databaseUrl: setting(
    'DATABASE_URL',
    url('postgres:', 'postgresql:'),
    null,
    'PostgreSQL 15 to 18 to use. Without it the program runs its own PostgreSQL 18 in CALLOUT_DATA_DIR.',
    'embedded PostgreSQL',
  ),
  databasePoolSize: setting('CALLOUT_DATABASE_POOL', integer(2, 200), 16, 'Connections one process keeps to the database.'),
  dataDir: setting(
    'CALLOUT_DATA_DIR',
    text,
    './data',
    'Folder of the embedded PostgreSQL, its log and the generated secret. One process at a time.',
  ),
  host: setting('CALLOUT_HOST', text, '127.0.0.1', 'Address the HTTP and MLLP listeners bind to. 0.0.0.0 for every interface.'),
  httpPort: setting('CALLOUT_HTTP_PORT', PORT, 3000, 'Port of the web application and the API. 0 takes any free port.'),
  mllpPort: setting('CALLOUT_MLLP_PORT', PORT, 2575, 'Port HL7 v2 messages arrive at over MLLP. 0 takes any free port.'),
  publicUrl: setting(
    'CALLOUT_PUBLIC_URL',
    url('http:', 'https:'),
    null,
    'Address users and message recipients reach this installation by; links in messages start with it. https makes cookies Secure and turns HSTS on.',
    '`http://localhost:` and the HTTP port',
  ),
  trustedProxies: setting(
    'CALLOUT_TRUSTED_PROXIES',
    list,
    [] as string[],
    'Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.',
    'none',
  ),
  secret: setting(
    'CALLOUT_SECRET',
    secret(32),
    null,
    'Key that signs sessions and links. The same for every process on one database, and kept with the backup.',
    'generated and kept in CALLOUT_DATA_DIR/secret; required with DATABASE_URL',
  ),
  smtpUrl: setting(
    'SMTP_URL',
    url('smtp:', 'smtps:'),
    null,
    'Mail server, for example smtps://user:password@mail.example.org:465. Without it e-mail is queued and waits.',
    'none',
  ),
  mailFrom: setting('CALLOUT_MAIL_FROM', text, 'Critical Callout <critical-callout@localhost>', 'Sender of e-mail.'),
  twilioUrl: setting(
    'CALLOUT_TWILIO_URL',
    url('https:', 'http:'),
    'https://api.twilio.com',
    'Text messages: address of Twilio or of a service with the same API. http is taken for this machine only.',
  ),
  twilioAccountSid: setting(
    'CALLOUT_TWILIO_ACCOUNT_SID',
    text,
    null,
    'Account SID; with the token and a sender it turns SMS or WhatsApp on.',
    'none',
  ),
  twilioAuthToken: setting(
    'CALLOUT_TWILIO_AUTH_TOKEN',
    text,
    null,
    'Auth token: signs in, and checks the signature of status callbacks, which come to CALLOUT_PUBLIC_URL.',
    'none',
  ),
  twilioSmsFrom: setting(
    'CALLOUT_TWILIO_SMS_FROM',
    text,
    null,
    'Sender of SMS: a number such as +12125550100, or a sender name.',
    'no SMS',
  ),
  twilioWhatsappFrom: setting(
    'CALLOUT_TWILIO_WHATSAPP_FROM',
    text,
    null,
    'Number WhatsApp messages come from, such as +12125550100.',
    'no WhatsApp',
  ),
  twilioWhatsappTemplate: setting(
    'CALLOUT_TWILIO_WHATSAPP_TEMPLATE',
    text,
    null,
    'Content SID of an approved WhatsApp template whose variable 1 is the text; WhatsApp takes free text only within 24 h of the recipient writing.',
    'free text',
  ),
  faxApiUrl: setting(
    'CALLOUT_FAX_API_URL',
    url('https:', 'http:'),
    null,
    'Fax: address letters are posted to as JSON (shape in docs/fax-api.md). http is taken for this machine only.',
    'none',
  ),
  faxApiKey: setting(
    'CALLOUT_FAX_API_KEY',
    secret(16),
    null,
    'Key of CALLOUT_FAX_API_URL: signs in, and checks the signature of its status callbacks.',
    'none',
  ),
  hylafaxUrl: setting(
    'CALLOUT_HYLAFAX_URL',
    url('hylafax:'),
    null,
    'Fax: the HylaFAX server of the house, hylafax://user:password@host:4559. The protocol is not encrypted: keep it inside the house. CALLOUT_FAX_API_URL comes before it.',
    'none',
  ),
  faxMailDomain: setting(
    'CALLOUT_FAX_MAIL_DOMAIN',
    text,
    null,
    'Fax by mail gateway: letters go to number@this domain over SMTP_URL. CALLOUT_FAX_API_URL and CALLOUT_HYLAFAX_URL come before it.',
    'no fax',
  ),
  webhookAllow: setting(
    'CALLOUT_WEBHOOK_ALLOW',
    list,
    [] as string[],
    'host:port of webhook receivers that may be inside the house or without https, for example hub.hospital.lan:8080.',
    'none: https to the internet only',
  ),
  calendarAllow: setting(
    'CALLOUT_CALENDAR_ALLOW',
    list,
    [] as string[],
    'host:port of on-call calendars (iCalendar) that may be inside the house or without https, for example rota.hospital.lan:443.',
    'none: https to the internet only',
  ),
  watchdogUrl: setting(
    'CALLOUT_WATCHDOG_URL',
    url('https:', 'http:'),
    null,
    'Address asked by GET once a minute while escalation is checked and nothing is late: a watchdog outside that alarms when this stops.',
    'none',
  ),
  mllpTlsCert: setting(
    'CALLOUT_MLLP_TLS_CERT',
    text,
    null,
    'File with the certificate chain (PEM); turns TLS on for MLLP.',
    'no TLS',
  ),
  mllpTlsKey: setting('CALLOUT_MLLP_TLS_KEY', text, null, 'File with the private key (PEM) of CALLOUT_MLLP_TLS_CERT.', 'none'),
  mllpTlsClientCa: setting(
    'CALLOUT_MLLP_TLS_CLIENT_CA',
    text,
    null,
    'File with the authority (PEM) that signs senders; when set, a sender without a valid certificate is refused.',
    'clients are not asked',
  ),
  mllpMaxBytes: setting(
    'CALLOUT_MLLP_MAX_BYTES',
    integer(1024, 104_857_600),
    5_242_880,
    'Largest HL7 v2 message taken, in bytes.',
  ),
  logLevel: setting('CALLOUT_LOG_LEVEL', oneOf(LOG_LEVELS), 'info', 'How much is logged. Lines hold ids, never patient data.'),
};

type Values = {
  [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T, infer D> ? (null extends D ? T | null : T) : never;
};

/** What the program runs with. `publicUrl` has no slash at its end; `secret` is known once the data folder is open. */
export type Config = Omit<Values, 'publicUrl' | 'secret'> & { publicUrl: string; secret: string };
/** A Config before the data folder is open: the secret may still have to be read from there. */
export type ReadConfig = Omit<Config, 'secret'> & { secret: string | null };

export class ConfigInvalid extends Error {
  override name = 'ConfigInvalid';
  readonly problems: string[];
  constructor(problems: string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** Reads the environment; throws ConfigInvalid with every problem at once. `warnings` names CALLOUT_* nobody knows. */
export function readConfig(env: Record<string, string | undefined>): { config: ReadConfig; warnings: string[] } {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, { env: name, kind, fallback }] of Object.entries(SETTINGS)) {
    const given = env[name]?.trim();
    if (given === undefined || given === '') {
      values[key] = fallback;
      continue;
    }
    const parsed: unknown = kind.parse(given);
    if (isWrong(parsed)) problems.push(`${name} must be ${parsed.expected}.`);
    values[key] = parsed;
  }
  const config = values as Values;
  problems.push(...checkTogether(config));
  if (problems.length > 0) throw new ConfigInvalid(problems);
  const publicUrl = (config.publicUrl ?? `http://localhost:${config.httpPort}`).replace(/\/+$/, '');
  return { config: { ...config, publicUrl }, warnings: warnUnknown(env) };
}

function checkTogether(config: Values): string[] {
  const problems: string[] = [];
  if ((config.mllpTlsCert === null) !== (config.mllpTlsKey === null))
    problems.push('CALLOUT_MLLP_TLS_CERT and CALLOUT_MLLP_TLS_KEY go together; one of them is missing.');
  if (config.mllpTlsClientCa !== null && config.mllpTlsCert === null)
    problems.push('CALLOUT_MLLP_TLS_CLIENT_CA needs CALLOUT_MLLP_TLS_CERT and CALLOUT_MLLP_TLS_KEY.');
  if (config.databaseUrl !== null && config.secret === null)
    problems.push('CALLOUT_SECRET is required with DATABASE_URL (at least 32 characters; openssl rand -base64 32 makes one).');
  if ((config.faxApiUrl === null) !== (config.faxApiKey === null))
    problems.push('CALLOUT_FAX_API_URL and CALLOUT_FAX_API_KEY go together; one of them is missing.');
  if (config.faxMailDomain !== null && config.smtpUrl === null)
    problems.push('CALLOUT_FAX_MAIL_DOMAIN needs SMTP_URL, the mail server letters are sent over.');
  if (config.httpPort !== 0 && config.httpPort === config.mllpPort)
    problems.push(`CALLOUT_HTTP_PORT and CALLOUT_MLLP_PORT are both ${config.httpPort}; they must differ.`);
  return problems;
}

function warnUnknown(env: Record<string, string | undefined>): string[] {
  const known = new Set(Object.values(SETTINGS).map((entry) => entry.env));
  const unknown = Object.keys(env).filter((name) => name.startsWith('CALLOUT_') && !known.has(name));
  return unknown.map((name) => `${name} is not a setting of this program and has no effect; docs/configuration.md lists all.`);
}
