import type { CriticalValues } from '@critical-callout/domain/callout';
import { sql } from 'kysely';
import { openLinks } from '../src/acknowledgement/index.ts';
import { type ReviewedReport, reviewReports } from '../src/callout/index.ts';
import { createSender, openChannels } from '../src/delivery/index.ts';
import { type CapturedMail, type Mailbox, startMailbox } from '../src/demo/index.ts';
import { ladder } from '../src/escalation/index.ts';
import { createLogger } from '../src/platform/log.ts';
import { type Fixture, type FixtureBill, furnish } from './fixture.ts';
import { type Lab, startLab, type Visitor } from './lab.ts';
import { type HttpPeer, startHttpPeer } from './peers/start-http-peer.ts';

/** A laboratory that completes only what is proven, with a real mail server and a provider of text messages. */
export type AcknowledgementWorld = {
  lab: Lab;
  fixture: Fixture;
  /** Signs in afresh: the clock may have moved beyond a session. */
  callIn: () => Promise<Visitor>;
  mailbox: Mailbox;
  texts: HttpPeer;
  /** A caller's submit, by mail to the ordering doctor unless said otherwise. */
  submit: (bill: FixtureBill, more?: { labReportIds?: number[]; isDraft?: boolean; notification?: object }) => Promise<void>;
  /** Sends what is queued and answers the mails that came, oldest first. */
  send: () => Promise<CapturedMail[]>;
  set: (key: string, value: object) => Promise<void>;
  rows: <T extends object>(text: string, values?: unknown[]) => Promise<T[]>;
  statusOf: (bill: FixtureBill) => Promise<number[]>;
  /** A later version of the order's first result, as a message brings it. `null`: posted wrongly (OBX-11 W). */
  correct: (bill: FixtureBill, value: string | null, isCritical?: boolean) => Promise<void>;
  close: () => Promise<void>;
};

export const linkIn = ({ text }: { text: string }): string => /http:\/\/\S+\/a\/[\w-]{43}/.exec(text)?.[0] ?? '';

export async function openAcknowledgementWorld(): Promise<AcknowledgementWorld> {
  const [mailbox, texts] = await Promise.all([startMailbox({ smtpPort: 0 }), startHttpPeer()]);
  const lab = await startLab({
    // Nothing is sent by itself: each test says when.
    roles: ['http'],
    env: {
      SMTP_URL: mailbox.url,
      CALLOUT_TWILIO_URL: texts.url,
      CALLOUT_TWILIO_ACCOUNT_SID: 'AC0123456789abcdef',
      CALLOUT_TWILIO_AUTH_TOKEN: 'token-of-the-account',
      CALLOUT_TWILIO_SMS_FROM: '+12125550100',
    },
  });
  const fixture = await furnish(lab.db, lab.labId);
  const callIn = (): Promise<Visitor> => lab.signIn('technologist', { name: 'M. Osei' });
  const rows = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await lab.db.pool.query<T>(text, values)).rows;
  const set = async (key: string, value: object): Promise<void> => {
    await rows(
      `insert into lab_settings (lab_id, key, value, updated_at) values ($1, $2, $3, $4) on conflict (lab_id, key) do update set value = excluded.value`,
      [lab.labId, key, value, lab.clock.now()],
    );
  };
  await set('callout_policy', { completion: 'proven' });
  await set('mail_settings', { callback_phone: '+44 20 7946 0000' });
  const sender = createSender(
    { db: lab.db, clock: lab.clock, log: createLogger('silent'), links: openLinks(lab.deps.config) },
    openChannels(lab.deps.config),
  );
  let seen = 0;
  return {
    lab,
    fixture,
    callIn,
    mailbox,
    texts,
    set,
    rows,
    submit: async (bill, { labReportIds = bill.reportIds, isDraft = false, notification = {} } = {}) => {
      const [row] = await rows<{ version: number }>('select version from bills where id = $1', [bill.billId]);
      const caller = await callIn();
      const answer = await caller.send(
        'POST',
        `/api/v1/bills/${bill.billId}/callouts`,
        { labReportIds, isDraft, notification: { recipients: ['referral'], sendEmail: true, ...notification } },
        { 'if-match': `"${row?.version}"` },
      );
      if (answer.status !== 201) throw new Error(`the callout was answered ${answer.status}: ${await answer.text()}`);
    },
    send: async () => {
      await sender.tick();
      await sender.idle();
      const fresh = mailbox
        .list()
        .filter(({ id }) => id > seen)
        .toReversed();
      seen = fresh.at(-1)?.id ?? seen;
      return fresh;
    },
    statusOf: async ({ billId }) =>
      (
        await rows<{ critical_values: number }>('select critical_values from lab_reports where bill_id = $1 order by id', [
          billId,
        ])
      ).map((row) => row.critical_values),
    correct: (bill, value, isCritical = true) => correct(lab, bill, value, isCritical),
    close: async () => {
      await sender.close(0);
      await lab.close();
      await Promise.all([mailbox.close(), texts.stop()]);
    },
  };
}

/** What intake does with a later version: the old one is superseded, the report is reviewed, in one transaction. */
async function correct(
  lab: Lab,
  { billId, reportIds: [labReportId = 0] }: FixtureBill,
  value: string | null,
  isCritical: boolean,
) {
  const { labId } = lab;
  const now = lab.clock.now();
  await lab.db.inLab(labId, async (tx) => {
    const { rows } = await sql<{
      id: number;
      value: string;
      unit: string;
      is_critical: boolean;
      critical_values: CriticalValues;
    }>`
      select p.id, p.value, p.unit, p.is_critical, r.critical_values from results p join lab_reports r on r.lab_id = p.lab_id and r.id = p.lab_report_id
      where p.lab_id = ${labId} and p.lab_report_id = ${labReportId} and p.superseded_at is null order by p.id limit 1`.execute(
      tx,
    );
    const [old] = rows;
    if (!old) throw new Error(`lab report ${labReportId} has no result`);
    await sql`update results set superseded_at = ${now} where lab_id = ${labId} and id = ${old.id}`.execute(tx);
    const verdict = isCritical ? 'critical-high' : 'normal';
    await sql`
      insert into results (lab_id, lab_report_id, message_id, parameter_code, code_system, parameter_name, value_type, value, unit, reference_range, status,
        received_at, verdict, is_critical, verdict_reason, bounds)
      select lab_id, lab_report_id, message_id, parameter_code, code_system, parameter_name, value_type, ${value ?? ''}, unit, reference_range,
        ${value === null ? 'W' : 'C'}, ${now}, ${verdict}, ${isCritical && value !== null}, '', bounds
      from results where lab_id = ${labId} and id = ${old.id}`.execute(tx);
    const before = { value: old.value, unit: old.unit, isCritical: old.is_critical };
    const after = value === null ? null : { value, unit: old.unit, isCritical };
    const report: ReviewedReport = {
      labReportId,
      billId,
      testName: 'Potassium',
      current: old.critical_values,
      patientClass: 'inpatient',
      results: after ? [{ identity: 'K', ...after, isAbnormal: isCritical, status: 'C' }] : [],
      changes: [{ identity: 'K', kind: after ? 'changed' : 'withdrawn', before, after }],
    };
    await reviewReports(tx, { labId, now, reports: [report] }, ladder);
  });
}
