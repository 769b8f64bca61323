import { mappingSchema, mappingsSchema, mappingVersionsSchema, saveMappingSchema } from '@critical-callout/contract/mappings';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { readMappings, readMappingVersions, saveMapping } from './mappings.ts';

const read = { permission: 'messages.read' } as const;

/** How codes and units of senders are read. */
export const mappingRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/mappings', { config: read, schema: { response: { 200: mappingsSchema } } }, ({ session }) =>
      readMappings(deps, session.labId),
    );
    app.get(
      '/mappings/:key/versions',
      { config: read, schema: { params: z.object({ key: z.uuid() }), response: { 200: mappingVersionsSchema } } },
      ({ session, params }) => readMappingVersions(deps, session.labId, params.key),
    );
    app.post(
      '/mappings',
      { config: { permission: 'sources.write' }, schema: { body: saveMappingSchema, response: { 200: mappingSchema } } },
      ({ session, body }) => saveMapping(deps, session, body),
    );
  };
