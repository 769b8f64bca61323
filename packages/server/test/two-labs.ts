import { ROLES, type Role } from '@critical-callout/domain/auth';
import { sql } from 'kysely';
import { type DirectoryBelongings, furnishDirectory } from './directory-rows.ts';
import { type Fixture, type FixtureBill, seedBill, seedLab } from './fixture.ts';
import { type Lab, startLab, type Visitor } from './lab.ts';

/** One id of everything a route can name, all in one lab. */
export type Belongings = DirectoryBelongings & {
  bills: number;
  patients: number;
  labReports: number;
  inboundMessages: number;
  sources: number;
  backTests: number;
  deliveries: number;
  users: string;
  apiKeys: number;
  limits: number;
  listOptions: number;
  escalationPolicies: number;
  handovers: number;
  worklistViews: number;
  repeatRules: number;
  manualResults: number;
  mappings: string;
};

export type Side = Fixture & {
  code: string;
  open: FixtureBill;
  told: FixtureBill;
  visitors: Record<Role, Visitor>;
  own: Belongings;
};

export type TwoLabs = { server: Lab; north: Side; south: Side };

const NOW = new Date('2026-11-23T10:00:00Z');
const LADDER = [
  { kind: 'notify', after: { minutes: 5, from: 'result' }, who: 'ward', how: 'call-task', repeat: null },
  { kind: 'exhausted', after: { minutes: 5, from: 'last-step' } },
];

/**
 * The whole application with two labs alike: people of every role, an open order, an order told by e-mail, its delivery, a
 * message and an API key. `mark` is written into every text of the south that may be changed or chosen.
 */
export async function startTwoLabs(mark = ''): Promise<TwoLabs> {
  // A mail server that is never called: this process sends nothing, the deliveries stay queued.
  const server = await startLab({ now: NOW, roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9' } });
  const north = await furnish(server, 'north', '');
  const south = await furnish(server, 'south', mark);
  return { server, north, south };
}

async function startBackTest(director: Visitor, mark: string): Promise<number> {
  const draft = { parameterCode: 'K', parameterName: `Potassium${mark}`, unit: 'mmol/L', criticalUpper: '6' };
  const answer = await director.send('POST', '/api/v1/limits/back-tests', { drafts: [draft] });
  return ((await answer.json()) as { id: number }).id;
}

async function offerHandover(caller: Visitor, { billId }: FixtureBill, mark: string): Promise<number> {
  const items = [{ billId, summary: `no answer yet${mark}`, actions: `call again${mark}`, ifThen: `the ward${mark}` }];
  const answer = await caller.send('POST', '/api/v1/handovers', { items, note: `calm${mark}` });
  return ((await answer.json()) as { id: number }).id;
}

async function shareView(supervisor: Visitor, mark: string): Promise<number> {
  const body = { name: `Late${mark}`, isShared: true, view: { filters: { q: `Sample${mark}` } } };
  const answer = await supervisor.send('POST', '/api/v1/worklist-views', body);
  return ((await answer.json()) as { id: number }).id;
}

async function furnish(server: Lab, code: string, mark: string): Promise<Side> {
  const { db } = server;
  const lab = await seedLab(db, code);
  const patient = { family: `Sample${mark}`, given: `Robin${mark}` };
  const open = await seedBill(db, lab, { now: NOW, patient });
  const told = await seedBill(db, lab, { now: NOW, patient });
  const visitors = await signInEveryRole(server, lab, code, mark);
  if (mark !== '') await markTexts(server, lab.labId, mark);
  await tellByMail(visitors.technologist, told, mark);
  const key = await visitors['lab-admin'].send('POST', '/api/v1/api-keys', {
    name: `feed${mark}`,
    permissions: ['settings.read'],
  });
  const found = async (query: ReturnType<typeof sql<{ id: number }>>): Promise<number> => {
    const id = (await db.inSystem(async (tx) => (await query.execute(tx)).rows))[0]?.id;
    if (id === undefined) throw new Error(`lab ${code} lacks something the matrix asks for`);
    return id;
  };
  const own: Belongings = {
    ...(await furnishDirectory(db, lab, open.billId, NOW, mark)),
    bills: open.billId,
    patients: await found(sql`select patient_id as id from bills where id = ${open.billId}`),
    labReports: open.reportIds[0] ?? 0,
    inboundMessages: await found(sql`select max(id) as id from inbound_messages where lab_id = ${lab.labId}`),
    backTests: await startBackTest(visitors.director, mark),
    sources: await found(sql`select max(id) as id from sources where lab_id = ${lab.labId}`),
    deliveries: await found(sql`select max(id) as id from deliveries where lab_id = ${lab.labId}`),
    handovers: await offerHandover(visitors.caller, open, mark),
    worklistViews: await shareView(visitors.supervisor, mark),
    users: visitors.auditor.userId,
    apiKeys: ((await key.json()) as { id: number }).id,
    limits:
      await found(sql`insert into limits (lab_id, limit_key, version, parameter_code, parameter_name, unit, critical_upper, author, reason, created_at)
      values (${lab.labId}, ${`K${mark}`}, 1, '2823-3', ${`Potassium${mark}`}, 'mmol/L', '6.2', ${`Dr Test${mark}`}, ${`first${mark}`}, ${NOW}) returning id`),
    escalationPolicies:
      await found(sql`insert into escalation_policies (lab_id, policy_key, version, location, warn_before_minutes, steps, author, reason, created_at)
      values (${lab.labId}, ${`location=icu${mark}`}, 1, ${`ICU${mark}`}, 10, ${JSON.stringify(LADDER)}::jsonb, ${`Dr Test${mark}`}, ${`first${mark}`}, ${NOW})
      returning id`),
    repeatRules:
      await found(sql`insert into repeat_rules (lab_id, rule_key, version, location, scope, window_hours, author, reason, created_at)
      values (${lab.labId}, ${`["","","icu${mark}"]`}, 1, ${`ICU${mark}`}, 'window', 6, ${`Dr Test${mark}`}, ${`first${mark}`}, ${NOW}) returning id`),
    manualResults:
      await found(sql`insert into manual_results (lab_id, patient_id, parameter_code, code_system, parameter_name, value, unit, severity,
      limit_text, resulted_at, received_through, received_from, verified_by, entered_by, entered_by_name, entered_at, is_check_needed, bill_id, lab_report_id)
      select lab_id, patient_id, '2823-3', 'LN', ${`Potassium${mark}`}, '6.8', 'mmol/L', 'critical-high', '', ${NOW}, 'telephone', ${`Ward lab${mark}`},
        ${`Dr Test${mark}`}, 'somebody', ${`Somebody${mark}`}, ${NOW}, true, id, ${open.reportIds[0] ?? 0} from bills where id = ${open.billId} returning id`),
    mappings: String(
      await found(sql`insert into code_mappings (lab_id, version, from_unit, to_unit, reason, changed_by, changed_at)
      values (${lab.labId}, 1, ${`mmol${mark}`}, 'mmol/L', ${`first${mark}`}, ${`Dr Test${mark}`}, ${NOW}) returning mapping_key as id`),
    ),
    listOptions:
      await found(sql`insert into list_options (lab_id, option_key, version, parameter_code, parameter_name, option, is_critical, author, reason, created_at)
      values (${lab.labId}, ${`B${mark}`}, 1, '600-7', ${`Blood culture${mark}`}, ${`positive${mark}`}, 2, ${`Dr Test${mark}`}, ${`first${mark}`}, ${NOW}) returning id`),
  };
  return { ...lab, code, open, told, visitors, own };
}

async function signInEveryRole(server: Lab, lab: Fixture, code: string, mark: string): Promise<Record<Role, Visitor>> {
  const visitors = {} as Record<Role, Visitor>;
  for (const role of ROLES) {
    const doctor = role === 'doctor' ? { docType: 0 as const, doctorId: lab.doctorId, departmentIds: [lab.chemistryId] } : {};
    const visitor = await server.signIn(role, {
      labId: lab.labId,
      userName: `${role}.${code}`,
      name: `Test ${role}${mark}`,
      ...doctor,
    });
    // Support says why with every request.
    const headers = { ...visitor.headers, ...(role === 'support' && { 'x-support-reason': 'matrix test' }) };
    visitors[role] = {
      userId: visitor.userId,
      headers,
      get: (path, more) => visitor.get(path, { ...headers, ...more }),
      send: (method, path, body, more) => visitor.send(method, path, body, { ...headers, ...more }),
    };
  }
  return visitors;
}

async function tellByMail(caller: Visitor, bill: FixtureBill, mark: string): Promise<void> {
  const seen = await caller.get(`/api/v1/bills/${bill.billId}/critical-records`);
  const body = {
    labReportIds: bill.reportIds,
    isDraft: false,
    notification: {
      recipients: ['organization'],
      sendEmail: true,
      sendFax: false,
      sendSms: false,
      sendWhatsapp: false,
      comment: `told${mark}`,
    },
  };
  const version = { 'if-match': seen.headers.get('etag') ?? '' };
  const answer = await caller.send('POST', `/api/v1/bills/${bill.billId}/callouts`, body, version);
  if (answer.status !== 201) throw new Error(`the callout by e-mail answered ${answer.status}: ${await answer.text()}`);
}

/** Appends the mark to every text column of the lab's rows that the database lets somebody change. */
async function markTexts(server: Lab, labId: number, mark: string): Promise<void> {
  const { rows } = await server.db.inSystem((tx) =>
    sql<{ table_name: string; column_name: string }>`
      select c.table_name, c.column_name from information_schema.columns c
      where c.table_schema = 'public' and c.data_type = 'text'
        and exists (select from information_schema.columns l where l.table_schema = 'public' and l.table_name = c.table_name and l.column_name = 'lab_id')
        and c.column_name not in ('user_id', 'key_hash', 'token_hash')`.execute(tx),
  );
  for (const { table_name, column_name } of rows) {
    const column = sql.ref(column_name);
    await server.db
      .inSystem((tx) =>
        sql`update ${sql.table(table_name)} set ${column} = ${column} || ${mark} where lab_id = ${labId} and ${column} <> ''`.execute(
          tx,
        ),
      )
      // Codes with a check of their own, and rows that are never changed, stay as they are.
      .catch(() => undefined);
  }
}
