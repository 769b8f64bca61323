import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { databaseUrl } from '../../test/url.ts';
import { migrate, readMigrations } from '../platform/migrate/index.ts';

const server = inject('postgresUrl');
const admin = new pg.Client({ connectionString: server });
const name = `directory_${randomUUID().replaceAll('-', '')}`;
const client = new pg.Client({ connectionString: databaseUrl(server, name) });

beforeAll(async () => {
  await admin.connect();
  await admin.query(`create database ${name}`);
  await migrate(
    databaseUrl(server, name),
    readMigrations().filter(({ number }) => number < 20),
  );
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

it("an organization's addresses for critical notification become contact points, and stay what messages go to", async () => {
  await client.query(`
    insert into labs (code, name, created_at) values ('old', 'Old laboratory', now());
    insert into organizations (lab_id, code, name, email, fax) values (1, 'A', 'Harbour Clinic', 'desk@harbour.example', '555-0100'), (1, 'B', 'Hill Clinic', 'desk@hill.example', null);
    insert into communication_variants (lab_id, organization_id, purpose, email, fax, phone) values
      (1, 1, 'critical-notification', ' Critical@Harbour.example ', '', '+1 (212) 555-0123'), (1, 2, 'critical-notification', null, null, '')`);
  await migrate(databaseUrl(server, name));
  const points = await client.query(
    'select organization_id::int, purpose, channel, value, dialled, is_active from contact_points order by organization_id, channel',
  );
  const moved = { organization_id: 1, purpose: 'critical-notification', is_active: true };
  expect(points.rows).toEqual([
    { ...moved, channel: 'email', value: 'Critical@Harbour.example', dialled: 'critical@harbour.example' },
    { ...moved, channel: 'phone', value: '+1 (212) 555-0123', dialled: '+12125550123' },
  ]);
  const { rows } =
    await client.query(`select address_for(1, 'organization', 1, 'email') as email, address_for(1, 'organization', 1, 'fax') as fax,
    address_for(1, 'organization', 2, 'email') as other, address_for(1, 'organization', 2, 'phone') as none`);
  expect(rows).toEqual([{ email: 'Critical@Harbour.example', fax: '555-0100', other: 'desk@hill.example', none: null }]);
  expect((await client.query(`select to_regclass('communication_variants') as gone`)).rows).toEqual([{ gone: null }]);
});
