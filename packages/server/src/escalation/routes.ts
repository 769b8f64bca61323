import {
  approvePolicySchema,
  billEscalationSchema,
  escalateNowSchema,
  madePageSchema,
  type Policy,
  type PolicyFields,
  policiesSchema,
  policyChoicesSchema,
  policySchema,
  policyVersionsSchema,
  rotaGapsSchema,
  savePolicySchema,
  simulatedSchema,
  simulateSchema,
} from '@critical-callout/contract/escalation';
import { DEFAULT_POLICY, type EscalationPolicy, POLICY_TEMPLATES, TEMPLATE_NAMES } from '@critical-callout/domain/escalation';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { escalateNow, readEscalation, requireVisible } from './bill.ts';
import { readChoices } from './named.ts';
import { markPaged } from './pages.ts';
import { approvePolicy, readPolicyVersions, readRotaGaps, savePolicy } from './policies.ts';
import { listNewestPolicies, type StoredPolicy } from './policy-queries.ts';
import type { EscalationPorts } from './ports.ts';
import { simulatePolicy } from './simulation.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const read = { permission: 'policies.read' } as const;
const write = { permission: 'policies.write' } as const;
const approve = { permission: 'policies.approve' } as const;

const fieldsOf = ({ match, notifyWithinMinutes, warnBeforeMinutes, steps, claimPauses }: EscalationPolicy): PolicyFields => ({
  match,
  notifyWithinMinutes,
  warnBeforeMinutes,
  steps: [...steps],
  claimPauses: claimPauses ?? false,
  isActive: true,
});

const policyOut = (row: StoredPolicy): Policy => ({
  ...row,
  steps: [...row.steps],
  claimPauses: row.claimPauses ?? false,
  approvedAt: row.approvedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

export const escalationRoutes =
  ({ db, clock }: Deps, ports: EscalationPorts): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/escalation-policies', { config: read, schema: { response: { 200: policiesSchema } } }, ({ session }) =>
      db.inLab(session.labId, async (tx) => ({
        items: (await listNewestPolicies(tx, session.labId)).map(policyOut),
        byDefault: fieldsOf(DEFAULT_POLICY),
        templates: TEMPLATE_NAMES.map((name) => ({ name, policy: fieldsOf(POLICY_TEMPLATES[name]) })),
      })),
    );
    app.get('/escalation-policies/rota-gaps', { config: read, schema: { response: { 200: rotaGapsSchema } } }, ({ session }) =>
      db.inLab(session.labId, (tx) => readRotaGaps(tx, session.labId, ports, clock.now())),
    );
    app.get('/escalation-policies/choices', { config: read, schema: { response: { 200: policyChoicesSchema } } }, ({ session }) =>
      db.inLab(session.labId, (tx) => readChoices(tx, session.labId)),
    );
    app.get(
      '/escalation-policies/:id/versions',
      { config: read, schema: { params, response: { 200: policyVersionsSchema } } },
      ({ session, params: { id } }) =>
        db.inLab(session.labId, async (tx) => ({ items: (await readPolicyVersions(tx, session.labId, id)).map(policyOut) })),
    );
    app.post(
      '/escalation-policies',
      { config: write, schema: { body: savePolicySchema, response: { 201: policySchema } } },
      async ({ session, body }, reply) => {
        const saved = await db.inLab(session.labId, (tx) => savePolicy(tx, session, body, ports, clock.now()));
        return reply.code(201).send(policyOut(saved));
      },
    );
    app.post(
      '/escalation-policies/:id/approve',
      { config: approve, schema: { params, body: approvePolicySchema, response: { 200: policySchema } } },
      ({ session, params: { id }, body }) =>
        db.inLab(session.labId, async (tx) => policyOut(await approvePolicy(tx, session, id, body.reason, clock.now()))),
    );
    app.post(
      '/escalation-policies/simulate',
      { config: read, schema: { body: simulateSchema, response: { 200: simulatedSchema } } },
      ({ session, body, id, ip }) =>
        db.inLab(session.labId, (tx) =>
          simulatePolicy(tx, session, body, ports, { now: clock.now(), requestId: id, address: ip }),
        ),
    );

    app.get(
      '/bills/:id/escalation',
      { config: { permission: 'callout.read' }, schema: { params, response: { 200: billEscalationSchema } } },
      ({ session, params: { id: billId }, id, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const at = clock.now();
          const answer = await readEscalation(tx, session, billId, at);
          await recordAccess(tx, session, { action: 'escalation.read', billIds: [billId], at, requestId: id, address: ip });
          return answer;
        }),
    );
    app.post(
      '/bills/:id/overhead-pages/made',
      {
        config: { permission: 'callout.write' },
        schema: { params, body: madePageSchema, response: { 200: billEscalationSchema } },
      },
      ({ session, params: { id: billId }, body: { pageId } }) =>
        db.inLab(session.labId, async (tx) => {
          const now = clock.now();
          await requireVisible(tx, session, billId);
          await markPaged(tx, { session, billId, pageId, now });
          return readEscalation(tx, session, billId, now);
        }),
    );
    app.post(
      '/bills/:id/escalate-now',
      {
        config: { permission: 'callout.write' },
        schema: { params, body: escalateNowSchema, response: { 200: billEscalationSchema } },
      },
      ({ session, params: { id: billId }, body }) =>
        db.inLab(session.labId, async (tx) => {
          const now = clock.now();
          await escalateNow(tx, ports, { session, billId, reason: body.reason, now });
          return readEscalation(tx, session, billId, now);
        }),
    );
  };
