import { acknowledgementSettingsSchema } from '@critical-callout/contract/acknowledgement';
import { signInPolicySchema } from '@critical-callout/contract/auth';
import { mailSettingsSchema, messageSettingsSchema } from '@critical-callout/contract/deliveries';
import { directorySettingsSchema } from '@critical-callout/contract/directory';
import { limitsPolicySchema } from '@critical-callout/contract/limits';
import { ownershipPolicySchema } from '@critical-callout/contract/ownership';
import { callHelpSchema, calloutPolicySchema, criticalNotificationSettingsSchema } from '@critical-callout/contract/settings';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf } from '../audit/index.ts';
import type { Deps } from '../platform/deps.ts';
import { readSetting } from '../platform/settings.ts';
import { saveSetting } from './service.ts';

const SETTINGS = [
  { path: '/settings/critical-notification', key: 'critical_notification_settings', schema: criticalNotificationSettingsSchema },
  { path: '/settings/callout-policy', key: 'callout_policy', schema: calloutPolicySchema },
  { path: '/settings/call-help', key: 'call_help', schema: callHelpSchema },
  { path: '/settings/mail', key: 'mail_settings', schema: mailSettingsSchema },
  { path: '/settings/acknowledgement', key: 'acknowledgement_settings', schema: acknowledgementSettingsSchema },
  { path: '/settings/messages', key: 'message_settings', schema: messageSettingsSchema },
  { path: '/settings/directory', key: 'directory_settings', schema: directorySettingsSchema },
  { path: '/settings/ownership', key: 'ownership_policy', schema: ownershipPolicySchema },
  { path: '/settings/limits', key: 'limits_policy', schema: limitsPolicySchema, write: 'limits.approve' },
  { path: '/settings/sign-in', key: 'sign_in_policy', schema: signInPolicySchema },
] as const;

export const settingsRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    for (const { path, key, schema, ...more } of SETTINGS) {
      // Whether a second person approves is for those who approve.
      const permission = 'write' in more ? more.write : 'settings.write';
      app.get(path, { config: { permission: 'settings.read' }, schema: { response: { 200: schema } } }, ({ session }) =>
        db.inLab(session.labId, async (tx) => schema.parse(await readSetting(tx, session.labId, key))),
      );
      app.put(path, { config: { permission }, schema: { body: schema, response: { 200: schema } } }, ({ session, body }) =>
        db.inLab(session.labId, async (tx) => {
          const value = schema.parse(body);
          await saveSetting(tx, { labId: session.labId, key, value, actor: actorOf(session), now: clock.now() });
          return value;
        }),
      );
    }
  };
