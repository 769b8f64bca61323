import type { CheckedWebhook, SaveWebhook, Webhook, Webhooks } from '@critical-callout/contract/deliveries';
import type { LabSession } from '@critical-callout/domain/auth';
import { refusal } from '@critical-callout/domain/kernel';
import { sql } from 'kysely';
import { actorOf, appendEvents } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { isPublicAddress, type Resolve, resolveBySystem } from '../platform/outside-address.ts';
import { readWebhookUrl, webhookKey } from './channels/webhook/index.ts';
import { shownAddress } from './shown-address.ts';

/** As `settings-changed`: how a laboratory notifies. */
const SETTINGS_CATEGORY = 620;
const MAX_LISTED = 1000;

export function readWebhooks({ db }: Pick<Deps, 'db'>, session: LabSession): Promise<Webhooks> {
  return db.inLab(session.labId, async (tx) => {
    const { rows } = await sql<Webhook>`
      select o.code as "organizationCode", o.name as "organizationName", w.url
      from organization_webhooks w join organizations o on o.lab_id = w.lab_id and o.id = w.organization_id
      where w.lab_id = ${session.labId} order by o.code limit ${MAX_LISTED}
    `.execute(tx);
    const organizations = await sql<{ code: string; name: string }>`
      select code, name from organizations where lab_id = ${session.labId} order by name, code limit ${MAX_LISTED}`.execute(tx);
    const webhooks = rows.map((row) => ({ ...row, url: shownAddress(session, 'webhook', row.url) }));
    return { webhooks, organizations: organizations.rows };
  });
}

/** The rules of sending, asked before anything is saved or sent: the address by itself, then where its name leads now. */
export async function checkWebhook(
  { config }: Pick<Deps, 'config'>,
  url: string,
  resolve: Resolve = resolveBySystem,
): Promise<CheckedWebhook> {
  const read = readWebhookUrl(url, config.webhookAllow);
  if ('problem' in read) return { isUsable: false, problem: read.problem, isAllowed: false, addresses: [] };
  const { isAllowed } = read;
  const host = read.url.hostname.replace(/^\[|\]$/g, '');
  const found = await resolve(host).catch(() => null);
  if (!found)
    return { isUsable: false, problem: `the name ${host} leads nowhere: no address is known for it`, isAllowed, addresses: [] };
  const addresses = found.map(({ address }) => ({ address, isPublic: isPublicAddress(address) }));
  const inside = addresses.find(({ isPublic }) => !isPublic);
  const problem =
    inside && !isAllowed
      ? `the name leads to ${inside.address}, which is not an address of the internet (CALLOUT_WEBHOOK_ALLOW names exceptions)`
      : null;
  return { isUsable: problem === null, problem, isAllowed, addresses };
}

/** Answers the key the receiver checks signatures with; it belongs to this laboratory and this address, and is told nowhere else. */
export function saveWebhook(
  { db, clock, config }: Pick<Deps, 'db' | 'clock' | 'config'>,
  session: LabSession,
  { organizationCode, url }: SaveWebhook,
): Promise<{ url: string | null; signingKey: string | null }> {
  const href = url === null ? null : usable(url, config.webhookAllow);
  const now = clock.now();
  return db.inLab(session.labId, async (tx) => {
    const organizationId = await findOrganization(tx, session.labId, organizationCode);
    const before = await findHost(tx, session.labId, organizationId);
    if (href === null) {
      await sql`delete from organization_webhooks where lab_id = ${session.labId} and organization_id = ${organizationId}`.execute(
        tx,
      );
    } else {
      await sql`
        insert into organization_webhooks (lab_id, organization_id, url, updated_at, updated_by)
        values (${session.labId}, ${organizationId}, ${href}, ${now}, ${session.userId})
        on conflict (lab_id, organization_id) do update set url = excluded.url, updated_at = excluded.updated_at, updated_by = excluded.updated_by
      `.execute(tx);
    }
    // The host alone: addresses of this kind often hold a token.
    const to = href === null ? 'none' : new URL(href).host;
    const actor = actorOf(session);
    const text = `Webhook of organization ${organizationCode} set to ${to} by - ${actor.name}`;
    await appendEvents(tx, session.labId, [
      {
        at: now,
        category: SETTINGS_CATEGORY,
        type: 'webhook-changed',
        text,
        actor,
        organization: organizationCode,
        before,
        host: to,
      },
    ]);
    return { url: href, signingKey: href === null ? null : webhookKey(config.secret, session.labId, href) };
  });
}

async function findHost(tx: Tx, labId: number, organizationId: number): Promise<string | null> {
  const { rows } = await sql<{ url: string }>`
    select url from organization_webhooks where lab_id = ${labId} and organization_id = ${organizationId}`.execute(tx);
  return rows[0] ? new URL(rows[0].url).host : null;
}

function usable(url: string, allowed: readonly string[]): string {
  const read = readWebhookUrl(url, allowed);
  if ('problem' in read) throw new Refused(refusal('delivery.webhook-address', read.problem, { field: 'url' }));
  return read.url.href;
}

async function findOrganization(tx: Tx, labId: number, code: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select id from organizations where lab_id = ${labId} and code = ${code}`.execute(tx);
  const id = rows[0]?.id;
  if (id === undefined) {
    throw new Refused(
      refusal('delivery.unknown-organization', 'no organization of the directory has this code', { field: 'organizationCode' }),
      404,
    );
  }
  return id;
}
