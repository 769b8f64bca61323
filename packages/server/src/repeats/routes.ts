import {
  approveRepeatRuleSchema,
  repeatRuleSchema,
  repeatRulesSchema,
  repeatRuleVersionsSchema,
  repeatsQuerySchema,
  repeatsSchema,
  saveRepeatRuleSchema,
} from '@critical-callout/contract/repeats';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { readRepeats } from './list.ts';
import { listLatestRules, type StoredRule } from './rule-queries.ts';
import { approveRule, readRuleVersions, saveRule } from './rules.ts';

const params = z.object({ id: z.coerce.number().int().positive() });
const read = { permission: 'limits.read' } as const;
const write = { permission: 'limits.write' } as const;
const approve = { permission: 'limits.approve' } as const;

function ruleOut<T extends StoredRule>(rule: T) {
  return {
    ...rule,
    isApproved: rule.approvedAt !== null,
    approvedAt: rule.approvedAt?.toISOString() ?? null,
    createdAt: rule.createdAt.toISOString(),
  };
}

export const repeatsRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/repeat-rules', { config: read, schema: { response: { 200: repeatRulesSchema } } }, ({ session }) =>
      db.inLab(session.labId, async (tx) => ({ items: (await listLatestRules(tx, session.labId)).map(ruleOut) })),
    );
    app.get(
      '/repeat-rules/:id/versions',
      { config: read, schema: { params, response: { 200: repeatRuleVersionsSchema } } },
      ({ session, params: { id } }) =>
        db.inLab(session.labId, async (tx) => ({ items: (await readRuleVersions(tx, session.labId, id)).map(ruleOut) })),
    );
    app.post(
      '/repeat-rules',
      { config: write, schema: { body: saveRepeatRuleSchema, response: { 201: repeatRuleSchema } } },
      async ({ session, body }, reply) => {
        const saved = await db.inLab(session.labId, (tx) => saveRule(tx, session, body, clock.now()));
        return reply.code(201).send(ruleOut(saved));
      },
    );
    app.post(
      '/repeat-rules/:id/approve',
      { config: approve, schema: { params, body: approveRepeatRuleSchema, response: { 200: repeatRuleSchema } } },
      async ({ session, params: { id }, body }) =>
        ruleOut(await db.inLab(session.labId, (tx) => approveRule(tx, session, id, body.reason, clock.now()))),
    );
    app.get(
      '/repeats',
      { config: { permission: 'worklist.read' }, schema: { querystring: repeatsQuerySchema, response: { 200: repeatsSchema } } },
      ({ session, query, id, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const page = await readRepeats(tx, session, query);
          const billIds = [...new Set(page.items.map((item) => item.bill.billId))];
          await recordAccess(tx, session, { action: 'repeats.read', billIds, at: clock.now(), requestId: id, address: ip });
          return page;
        }),
    );
  };
