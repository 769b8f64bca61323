import { type CriticalRecords, criticalRecordsSchema } from '@critical-callout/contract/callout';
import { type MessageParts, messageOf } from './intake-lab.ts';
import { type Lab, startLab, type Visitor } from './lab.ts';
import { postHl7 } from './post-hl7.ts';

/** One potassium of one patient, as the laboratory system would send it. Without a limit its flag decides. */
export type Sent = {
  order?: string;
  value?: string;
  flag?: string;
  /** OBX-11. */
  status?: string;
  filler?: string;
  patient?: string;
  /** Minutes by which the version's and the message's time differ from now. */
  age?: number;
  obx?: string[];
  more?: MessageParts;
};

export type FeedLab = Lab & {
  caller: Visitor;
  supervisor: Visitor;
  /** Posts one message and answers what was acknowledged. */
  send: (sent: Sent) => Promise<string>;
  rowOf: (order: string) => Promise<{ billId: number; reportIds: number[]; states: number[]; version: number }>;
  panel: (order: string) => Promise<CriticalRecords>;
  /** A submit by the caller; `seen`: what they saw on their screen, by default what stands now. */
  submit: (
    order: string,
    notification: Record<string, unknown>,
    more?: { isDraft?: boolean; seen?: CriticalRecords },
  ) => Promise<Response>;
  /** Calls, has every value read back as it is on `seen`, and closes. */
  tell: (order: string, name?: string, seen?: CriticalRecords) => Promise<Response>;
  query: <T>(text: string, values?: unknown[]) => Promise<T[]>;
  signInAgain: () => Promise<void>;
};

const stampOf = (at: Date): string => `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}+0000`;

/** A whole laboratory with a feed, a caller and a supervisor, and a clock that only the test moves. */
export async function startFeedLab(options: { now?: string; env?: Record<string, string> } = {}): Promise<FeedLab> {
  const { now = '2026-03-02T08:00:00Z', env = {} } = options;
  const lab = await startLab({ now, roles: ['http'], env: { SMTP_URL: 'smtp://127.0.0.1:9', ...env } });
  const people = { caller: await lab.signIn('technologist'), supervisor: await lab.signIn('supervisor') };
  let feed = await lab.signIn('integrator');
  let controls = 0;
  const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> => (await lab.db.pool.query(text, values)).rows;

  const send = async (sent: Sent): Promise<string> => {
    const { order = 'B1', value = '6.8', flag = 'HH', status = 'F', patient = 'P1', age = 0, more = {} } = sent;
    controls += 1;
    const at = stampOf(new Date(lab.clock.now().getTime() - age * 60_000));
    const body = messageOf({
      controlId: String(controls),
      sentAt: at,
      pid: `${patient}^^^NORTH^MR||MUSTER^${patient}||19700101|F`,
      order,
      filler: sent.filler ?? `F-${order}`,
      reportedAt: at,
      obx: sent.obx ?? [`NM|2823-3^Potassium^LN||${value}|mmol/L|3.5-5.1|${flag}|||${status}|||${at}`],
      ...more,
    });
    const answer = await postHl7(lab.baseUrl, feed, body);
    return answer.text();
  };

  const rowOf: FeedLab['rowOf'] = async (order) => {
    const [row] = await query<Awaited<ReturnType<FeedLab['rowOf']>>>(
      `select b.id as "billId", b.version, array(select r.id from lab_reports r where r.bill_id = b.id order by r.id) as "reportIds",
         array(select r.critical_values::integer from lab_reports r where r.bill_id = b.id order by r.id) as states
       from bills b where b.bill_number = $1`,
      [order],
    );
    if (!row) throw new Error(`there is no order ${order}`);
    return row;
  };
  const panel: FeedLab['panel'] = async (order) => {
    const { billId } = await rowOf(order);
    return criticalRecordsSchema.parse(await (await people.caller.get(`/api/v1/bills/${billId}/critical-records`)).json());
  };
  const submit: FeedLab['submit'] = async (order, notification, more = {}) => {
    const seen = more.seen ?? (await panel(order));
    const body = {
      labReportIds: seen.reports.map(({ labReportId }) => labReportId),
      isDraft: more.isDraft ?? false,
      notification: { recipients: ['others'], ...notification },
    };
    return people.caller.send('POST', `/api/v1/bills/${seen.bill.billId}/callouts`, body, {
      'if-match': `"${seen.bill.version}"`,
    });
  };
  const tell: FeedLab['tell'] = async (order, name = 'Rowan Birch', seen) => {
    const shown = seen ?? (await panel(order));
    const values = shown.reports
      .flatMap((report) => report.parameters)
      .filter(({ isCritical, corrected, status }) => (isCritical || corrected) && !['D', 'W', 'X'].includes(status))
      .map(({ resultId, value }) => ({ resultId, heard: value }));
    const notification = {
      notifiedByCall: { name, contact: '555-0100', role: 'RN' },
      outcome: 'reached-read-back',
      ...(values.length > 0 ? { readBack: { values } } : {}),
    };
    return submit(order, notification, { seen: shown });
  };
  return Object.assign(lab, people, {
    send,
    rowOf,
    panel,
    submit,
    tell,
    query,
    async signInAgain(this: FeedLab) {
      people.caller = await lab.signIn('technologist');
      people.supervisor = await lab.signIn('supervisor');
      feed = await lab.signIn('integrator');
      Object.assign(this, people);
    },
  });
}
