import { exportQuerySchema } from '@critical-callout/contract/exports';
import { refusal } from '@critical-callout/domain/kernel';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Deps } from '../platform/deps.ts';
import { Refused } from '../platform/http.ts';
import { asCsv, asXlsx, startExport } from './service.ts';

const FORMS = {
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', write: asXlsx },
  csv: { type: 'text/csv; charset=utf-8', write: asCsv },
} as const;

/** A sheet holds 1,048,576 rows; one is the heading. */
const MAX_ROWS = 1_048_575;

export const reportsRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    for (const kind of ['xlsx', 'csv'] as const) {
      app.get(
        `/exports/callouts.${kind}`,
        { config: { permission: 'exports.read' }, schema: { querystring: exportQuerySchema } },
        async ({ session, query, id, ip }, reply) => {
          if (query.from >= query.to) {
            throw new Refused(
              refusal('reports.period-empty', `from ${query.from} must be before to ${query.to}`, { field: 'to' }),
              422,
            );
          }
          const { reports, fileName, rows } = await startExport(deps, { session, query, requestId: id, address: ip }, kind);
          if (reports > MAX_ROWS)
            throw new Refused(
              refusal('reports.too-many', `${reports} rows; at most ${MAX_ROWS} fit, choose a shorter period`),
              422,
            );
          const file = FORMS[kind].write(rows);
          // The status line is long gone: the receiver sees a broken download, the log says why.
          file.once('error', (error) => deps.log.error({ err: error, requestId: id }, 'export broken off'));
          return reply
            .header('content-type', FORMS[kind].type)
            .header('content-disposition', `attachment; filename="${fileName}"`)
            .header('x-total-rows', reports)
            .send(file);
        },
      );
    }
  };
