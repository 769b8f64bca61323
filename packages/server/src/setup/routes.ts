import {
  goLiveSchema,
  healthSchema,
  setupAtSchema,
  setupLabSchema,
  setupMarkSchema,
  setupSchema,
} from '@critical-callout/contract/setup';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Deps } from '../platform/deps.ts';
import { readHealth } from './health.ts';
import type { SetupPorts } from './ports.ts';
import { checkDatabase, goLive, keepStep, markStep, nameLab, readSetup } from './service.ts';

const read = { permission: 'settings.read' } as const;
const write = { permission: 'settings.write' } as const;
const response = { 200: setupSchema };

/** Setting a laboratory up, step by step, and how it does. */
export const setupRoutes =
  (deps: Deps, ports: SetupPorts): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/setup', { config: read, schema: { response } }, ({ session }) => readSetup(deps, session));
    app.put('/setup/at', { config: write, schema: { body: setupAtSchema, response } }, ({ session, body }) =>
      keepStep(deps, session, body.step),
    );
    app.put('/setup/lab', { config: write, schema: { body: setupLabSchema, response } }, ({ session, body }) =>
      nameLab(deps, session, body),
    );
    app.post('/setup/database-check', { config: write, schema: { response } }, ({ session }) => checkDatabase(deps, session));
    app.post('/setup/marks', { config: write, schema: { body: setupMarkSchema, response } }, ({ session, body }) =>
      markStep(deps, session, body),
    );
    app.post('/setup/go-live', { config: write, schema: { body: goLiveSchema, response } }, ({ session, body }) =>
      goLive(deps, ports, session, body),
    );
    app.get('/health', { config: read, schema: { response: { 200: healthSchema } } }, ({ session }) =>
      readHealth(deps, session, ports),
    );
  };
