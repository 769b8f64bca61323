import {
  previewTemplateSchema,
  publishTemplateSchema,
  savedTemplateSchema,
  saveTemplateSchema,
  templateHistorySchema,
  templateKeySchema,
  templatePreviewSchema,
  templatesSchema,
  testSendSchema,
  testSendsSchema,
  testSentSchema,
} from '@critical-callout/contract/templates';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Deps } from '../platform/deps.ts';
import type { Channels } from './channels/channel.ts';
import { previewTemplate, readTestSends, sendTemplateTest } from './template-preview.ts';
import { publishTemplate, readHistory, readTemplates, saveTemplate } from './template-service.ts';

const read = { permission: 'templates.read' } as const;
const write = { permission: 'templates.write' } as const;

/** What a laboratory writes in its messages. Nothing here reads or shows a patient. */
export const templateRoutes =
  (deps: Deps, channels: Channels): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/templates', { config: read, schema: { response: { 200: templatesSchema } } }, ({ session }) =>
      readTemplates(deps, session),
    );
    app.get(
      '/templates/history',
      { config: read, schema: { querystring: templateKeySchema, response: { 200: templateHistorySchema } } },
      ({ session, query }) => readHistory(deps, session, query),
    );
    app.post(
      '/templates/preview',
      { config: read, schema: { body: previewTemplateSchema, response: { 200: templatePreviewSchema } } },
      ({ session, body }) => previewTemplate(deps, session, body),
    );
    app.post(
      '/templates',
      { config: write, schema: { body: saveTemplateSchema, response: { 201: savedTemplateSchema } } },
      async ({ session, body }, reply) => reply.status(201).send(await saveTemplate(deps, session, body)),
    );
    app.post(
      '/templates/publish',
      { config: write, schema: { body: publishTemplateSchema, response: { 200: templateHistorySchema } } },
      ({ session, body }) => publishTemplate(deps, session, body),
    );
    app.post(
      '/templates/test-sends',
      { config: write, schema: { body: testSendSchema, response: { 201: testSentSchema } } },
      async ({ session, body }, reply) => reply.status(201).send(await sendTemplateTest(deps, channels, session, body)),
    );
    app.get('/templates/test-sends', { config: read, schema: { response: { 200: testSendsSchema } } }, ({ session }) =>
      readTestSends(deps, session),
    );
  };
