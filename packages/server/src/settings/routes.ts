import { acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import { signInPolicySchema } from '@critical-callout/contract/auth';
import { mailSettingsSchema, messageSettingsSchema } from '@critical-callout/contract/deliveries';
import { directorySettingsSchema } from '@critical-callout/contract/directory';
import { businessHoursSchema } from '@critical-callout/contract/escalation';
import { labSettingsSchema, saveLabSettingsSchema } from '@critical-callout/contract/lab';
import { limitsPolicySchema } from '@critical-callout/contract/limits';
import { manualEntrySettingsSchema } from '@critical-callout/contract/manual';
import { ownershipPolicySchema } from '@critical-callout/contract/ownership';
import {
  callHelpSchema,
  calloutPolicySchema,
  criticalNotificationSettingsSchema,
  settingsHistoryQuerySchema,
  settingsHistorySchema,
} from '@critical-callout/contract/settings';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf } from '../audit/index.ts';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { etagOf } from '../platform/http.ts';
import { readSetting } from '../platform/settings.ts';
import { listChanges } from './history.ts';
import { readLabFields, readLabSettings, saveLabSettings } from './lab-settings.ts';
import { lockSetting, saveSetting } from './service.ts';
import { refuseOutdated, versionOf } from './version.ts';

const SETTINGS = [
  { path: '/settings/critical-notification', key: 'critical_notification_settings', schema: criticalNotificationSettingsSchema },
  { path: '/settings/callout-policy', key: 'callout_policy', schema: calloutPolicySchema },
  { path: '/settings/call-help', key: 'call_help', schema: callHelpSchema },
  { path: '/settings/mail', key: 'mail_settings', schema: mailSettingsSchema },
  { path: '/settings/acknowledgement', key: 'acknowledgement_settings', schema: acknowledgementSettingsSchema },
  { path: '/settings/messages', key: 'message_settings', schema: messageSettingsSchema },
  { path: '/settings/directory', key: 'directory_settings', schema: directorySettingsSchema },
  { path: '/settings/ownership', key: 'ownership_policy', schema: ownershipPolicySchema },
  { path: '/settings/business-hours', key: 'business_hours', schema: businessHoursSchema },
  { path: '/settings/limits', key: 'limits_policy', schema: limitsPolicySchema, write: 'limits.approve' },
  { path: '/settings/manual-entry', key: 'manual_entry', schema: manualEntrySettingsSchema },
  { path: '/settings/sign-in', key: 'sign_in_policy', schema: signInPolicySchema },
] as const;

export const settingsRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    const { db, clock } = deps;
    await app.register(labRoutes(deps));
    app.get(
      '/settings/history',
      {
        config: { permission: 'settings.read' },
        schema: { querystring: settingsHistoryQuerySchema, response: { 200: settingsHistorySchema } },
      },
      ({ session, query }) => db.inLab(session.labId, (tx) => listChanges(tx, session.labId, query.key)),
    );
    for (const { path, key, schema, ...more } of SETTINGS) {
      // Whether a second person approves is for those who approve.
      const permission = 'write' in more ? more.write : 'settings.write';
      app.get(
        path,
        { config: { permission: 'settings.read' }, schema: { response: { 200: schema } } },
        async ({ session }, reply) => {
          const value = await db.inLab(session.labId, async (tx) => schema.parse(await readSetting(tx, session.labId, key)));
          return reply.header('etag', etagOf(versionOf(value))).send(value);
        },
      );
      app.put(path, { config: { permission }, schema: { body: schema, response: { 200: schema } } }, async (request, reply) => {
        const { session, body } = request;
        const value = schema.parse(body);
        await db.inLab(session.labId, async (tx) => {
          refuseOutdated(request, key, schema.parse(await lockSetting(tx, session.labId, key)));
          await saveSetting(tx, { labId: session.labId, key, value, actor: actorOf(session), now: clock.now() });
        });
        return reply.header('etag', etagOf(versionOf(value))).send(value);
      });
    }
  };

const labRoutes =
  ({ db, clock, config }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    const response = { 200: labSettingsSchema };
    const read = async (tx: Tx, labId: number) => ({
      etag: etagOf(versionOf(await readLabFields(tx, labId, config))),
      settings: await readLabSettings(tx, labId, config),
    });
    app.get('/settings/lab', { config: { permission: 'settings.read' }, schema: { response } }, async ({ session }, reply) => {
      const { etag, settings } = await db.inLab(session.labId, (tx) => read(tx, session.labId));
      return reply.header('etag', etag).send(settings);
    });
    app.put(
      '/settings/lab',
      { config: { permission: 'settings.write' }, schema: { body: saveLabSettingsSchema, response } },
      async (request, reply) => {
        const { session, body: after } = request;
        const { etag, settings } = await db.inLab(session.labId, async (tx) => {
          await lockSetting(tx, session.labId, 'lab_profile');
          const before = await readLabFields(tx, session.labId, config);
          refuseOutdated(request, 'the laboratory', before);
          await saveLabSettings(tx, session, { before, after, now: clock.now() });
          return read(tx, session.labId);
        });
        return reply.header('etag', etag).send(settings);
      },
    );
  };
