import { searchAnswerSchema, searchQuerySchema } from '@critical-callout/contract/search';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { recordAccess } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { patientRoutes } from './patient-routes.ts';
import { searchReports } from './queries.ts';

export const searchRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    const { db, clock } = deps;
    await app.register(patientRoutes(deps));
    app.get(
      '/search',
      {
        config: { permission: 'worklist.read' },
        schema: { querystring: searchQuerySchema, response: { 200: searchAnswerSchema } },
      },
      ({ session, query, id, ip }) =>
        db.inLab(session.labId, async (tx) => {
          const answer = await searchReports(tx, session, query);
          const billIds = [...new Set(answer.items.flatMap((item) => item.billId ?? []))];
          await recordAccess(tx, session, { action: 'search', billIds, at: clock.now(), requestId: id, address: ip });
          return answer;
        }),
    );
  };
