import {
  cancelDeliverySchema,
  channelsSchema,
  checkedWebhookSchema,
  checkWebhookSchema,
  deliveriesQuerySchema,
  deliveriesSchema,
  deliveryDetailSchema,
  followDeliverySchema,
  followedDeliverySchema,
  gatewaysSchema,
  handleDeliverySchema,
  savedWebhookSchema,
  saveWebhookSchema,
  testChannelSchema,
  testedChannelSchema,
  webhooksSchema,
} from '@critical-callout/contract/deliveries';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Deps } from '../platform/deps.ts';
import { follow, markHandled } from './attention.ts';
import { readChannels, sendTest } from './channel-health.ts';
import type { Channels } from './channels/channel.ts';
import { readGateways } from './gateways.ts';
import { type Links, NO_LINKS } from './links.ts';
import { cancel, readDeliveries, readDelivery, sendAgain } from './service.ts';
import { statusRoutes } from './status-routes.ts';
import { templateRoutes } from './template-routes.ts';
import { checkWebhook, readWebhooks, saveWebhook } from './webhooks.ts';

const params = z.object({ id: z.coerce.number().int().positive() });

export const deliveryRoutes =
  (deps: Deps, channels: Channels, links: Links = NO_LINKS): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(statusRoutes(deps));
    await app.register(templateRoutes(deps, channels));
    app.get(
      '/webhooks',
      { config: { permission: 'settings.read' }, schema: { response: { 200: webhooksSchema } } },
      ({ session }) => readWebhooks(deps, session),
    );
    app.post(
      '/webhooks/check',
      {
        config: { permission: 'sources.write', isIdempotent: true },
        schema: { body: checkWebhookSchema, response: { 200: checkedWebhookSchema } },
      },
      ({ body }) => checkWebhook(deps, body.url),
    );
    // Notifications to programs are an integration like the feeds: who sets those up sets up these.
    app.put(
      '/webhooks',
      { config: { permission: 'sources.write' }, schema: { body: saveWebhookSchema, response: { 200: savedWebhookSchema } } },
      ({ session, body }) => saveWebhook(deps, session, body),
    );
    app.get(
      '/channels',
      { config: { permission: 'settings.read' }, schema: { response: { 200: channelsSchema } } },
      ({ session }) => readChannels(deps, channels, session),
    );
    app.get('/gateways', { config: { permission: 'channels.test' }, schema: { response: { 200: gatewaysSchema } } }, async () =>
      readGateways(deps.config),
    );
    app.post(
      '/channels/test',
      {
        config: { permission: 'channels.test' },
        schema: {
          body: testChannelSchema,
          response: { 201: testedChannelSchema },
        },
      },
      async ({ session, body }, reply) => reply.status(201).send(await sendTest(deps, channels, session, body)),
    );
    app.get(
      '/deliveries',
      {
        config: { permission: 'deliveries.read' },
        schema: { querystring: deliveriesQuerySchema, response: { 200: deliveriesSchema } },
      },
      ({ session, query, id, ip }) => readDeliveries(deps, { session, requestId: id, address: ip }, query),
    );
    app.get(
      '/deliveries/:id',
      { config: { permission: 'deliveries.read' }, schema: { params, response: { 200: deliveryDetailSchema } } },
      ({ session, params: { id: deliveryId }, id, ip }) =>
        readDelivery(deps, { session, requestId: id, address: ip }, deliveryId),
    );
    app.post(
      '/deliveries/:id/send-again',
      { config: { permission: 'deliveries.write' }, schema: { params, response: { 200: deliveryDetailSchema } } },
      ({ session, params: { id } }) => sendAgain(deps, links, session, id),
    );
    app.post(
      '/deliveries/:id/cancel',
      {
        config: { permission: 'deliveries.write' },
        schema: { params, body: cancelDeliverySchema, response: { 200: deliveryDetailSchema } },
      },
      ({ session, params: { id }, body }) => cancel(deps, session, id, body.reason),
    );
    app.post(
      '/deliveries/:id/handled',
      {
        config: { permission: 'deliveries.write' },
        schema: { params, body: handleDeliverySchema, response: { 200: deliveryDetailSchema } },
      },
      ({ session, params: { id }, body }) => markHandled(deps, session, id, body.reason),
    );
    app.post(
      '/deliveries/:id/follow',
      {
        config: { permission: 'deliveries.write' },
        schema: { params, body: followDeliverySchema, response: { 201: followedDeliverySchema } },
      },
      async ({ session, params: { id }, body }, reply) =>
        reply.status(201).send(await follow(deps, { channels, links }, session, id, body)),
    );
  };
