import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigInvalid, readConfig, SETTINGS } from './config.ts';
import { describeConfiguration } from './config-document.ts';

const SECRET = 'x'.repeat(32);

describe('readConfig', () => {
  it('needs nothing: every setting has a default', () => {
    const { config, warnings } = readConfig({});
    expect(config).toMatchObject({
      databaseUrl: null,
      dataDir: './data',
      host: '127.0.0.1',
      httpPort: 3000,
      mllpPort: 2575,
      publicUrl: 'http://localhost:3000',
      mllpMaxBytes: 5 * 1024 * 1024,
      secret: null,
      logLevel: 'info',
    });
    expect(warnings).toEqual([]);
  });

  it('reads what is set, trims it, and takes an empty value as not set', () => {
    const { config } = readConfig({
      CALLOUT_HTTP_PORT: ' 8080 ',
      CALLOUT_HOST: '',
      CALLOUT_PUBLIC_URL: 'https://lab.example/',
      CALLOUT_TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16',
    });
    expect(config).toMatchObject({
      httpPort: 8080,
      host: '127.0.0.1',
      publicUrl: 'https://lab.example',
      trustedProxies: ['10.0.0.1', '10.1.0.0/16'],
    });
  });

  it.each([
    ['postgresql://user:password@db.example:5432/callout'],
    ['postgres://db.example/callout'],
    ['postgresql://user@/callout?host=/var/run/postgresql'],
  ])('takes the database address %s', (url) => {
    expect(readConfig({ DATABASE_URL: url, CALLOUT_SECRET: SECRET }).config.databaseUrl).toBe(url);
  });

  it.each([
    [{ CALLOUT_HTTP_PORT: '65536' }, 'CALLOUT_HTTP_PORT must be a whole number from 0 to 65535.'],
    [{ CALLOUT_HTTP_PORT: '80a' }, 'CALLOUT_HTTP_PORT must be a whole number from 0 to 65535.'],
    [{ CALLOUT_HTTP_PORT: '-1' }, 'CALLOUT_HTTP_PORT must be a whole number from 0 to 65535.'],
    [{ CALLOUT_PUBLIC_URL: 'lab.example' }, 'CALLOUT_PUBLIC_URL must be a URL that starts with http:// or https://.'],
    [
      { DATABASE_URL: 'mysql://x/y', CALLOUT_SECRET: SECRET },
      'DATABASE_URL must be a URL that starts with postgres:// or postgresql://.',
    ],
    [{ CALLOUT_LOG_LEVEL: 'loud' }, 'CALLOUT_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent.'],
    [{ CALLOUT_SECRET: 'short' }, 'CALLOUT_SECRET must be at least 32 characters (openssl rand -base64 32 makes one).'],
    [
      { DATABASE_URL: 'postgres://db/x' },
      'CALLOUT_SECRET is required with DATABASE_URL (at least 32 characters; openssl rand -base64 32 makes one).',
    ],
    [{ CALLOUT_MLLP_TLS_CERT: 'a.pem' }, 'CALLOUT_MLLP_TLS_CERT and CALLOUT_MLLP_TLS_KEY go together; one of them is missing.'],
    [{ CALLOUT_MLLP_TLS_CLIENT_CA: 'a.pem' }, 'CALLOUT_MLLP_TLS_CLIENT_CA needs CALLOUT_MLLP_TLS_CERT and CALLOUT_MLLP_TLS_KEY.'],
    [{ CALLOUT_MLLP_PORT: '3000' }, 'CALLOUT_HTTP_PORT and CALLOUT_MLLP_PORT are both 3000; they must differ.'],
  ])('refuses %j', (env, problem) => {
    expect(() => readConfig(env)).toThrow(problem);
  });

  it('reports all problems together and repeats no value, which may be a secret', () => {
    const read = (): unknown => readConfig({ CALLOUT_HTTP_PORT: 'x', CALLOUT_SECRET: 'hunter2', SMTP_URL: 'user:hunter3@mail' });
    expect(read).toThrow(ConfigInvalid);
    const error = (() => {
      try {
        return read();
      } catch (thrown) {
        return thrown;
      }
    })() as ConfigInvalid;
    expect(error.problems).toHaveLength(3);
    expect(error.message).toContain('has 3 problems');
    expect(error.message).not.toMatch(/hunter/);
  });

  it('warns of unknown CALLOUT_ names and of no others', () => {
    expect(readConfig({ CALLOUT_HTPP_PORT: '1', PATH: '/bin' }).warnings).toEqual([
      expect.stringContaining('CALLOUT_HTPP_PORT is not a setting'),
    ]);
  });
});

describe('docs/configuration.md', () => {
  it('is what the table of settings says', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../docs/configuration.md'), 'utf8');
    expect(text, 'run: node packages/server/scripts/generate-configuration.ts').toBe(describeConfiguration());
  });

  it('describes every setting with a type and an effect', () => {
    for (const { env, about, kind } of Object.values(SETTINGS)) {
      expect(describeConfiguration()).toContain(`\`${env}\``);
      expect(about).toMatch(/\.$/);
      expect(kind.name).not.toBe('');
    }
  });
});
