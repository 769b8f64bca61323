import { labSettingsSchema, saveLabSettingsSchema } from '@critical-callout/contract/lab';
import {
  importSettingsSchema,
  publishSettingSchema,
  settingsImportedSchema,
  settingVersionsSchema,
} from '@critical-callout/contract/settings';
import type { LabSession } from '@critical-callout/domain/auth';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Tx } from '../platform/db.ts';
import type { Deps } from '../platform/deps.ts';
import { etagOf, requireVersion } from '../platform/http.ts';
import { readSettings, writeSettings } from './csv.ts';
import { LAB_FORM, type SettingForm, SIMPLE_FORMS } from './forms.ts';
import { readLabSettings } from './lab-settings.ts';
import { type Publish, publishFile, publishForm } from './publish.ts';
import { versionOf } from './version.ts';
import { listVersions } from './versions.ts';

type Answered = { etag: string; body: unknown };
/** What a form answers with, and how it is read: the laboratory's shows more than can be set. */
type Shown = { form: SettingForm; response: z.ZodType; show: (tx: Tx, labId: number) => Promise<Answered> };

export const settingsRoutes =
  (deps: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    const lab: Shown = {
      form: LAB_FORM,
      response: labSettingsSchema,
      show: async (tx, labId) => ({
        etag: etagOf(versionOf(await LAB_FORM.read(tx, labId))),
        body: await readLabSettings(tx, labId, deps.config),
      }),
    };
    await app.register(formRoutes(deps, lab));
    await app.register(fileRoutes(deps));
    for (const form of SIMPLE_FORMS) await app.register(formRoutes(deps, simple(form)));
  };

const simple = (form: SettingForm): Shown => ({
  form,
  response: form.schema,
  show: async (tx, labId) => {
    const body = await form.read(tx, labId);
    return { etag: etagOf(versionOf(body)), body };
  },
});

const formRoutes =
  ({ db, clock }: Deps, { form, response, show }: Shown): FastifyPluginAsyncZod =>
  async (app) => {
    const path = `/settings/${form.name}`;
    const body = form === LAB_FORM ? saveLabSettingsSchema : form.schema;
    const read = { permission: 'settings.read' } as const;
    const write = { permission: form.write } as const;
    app.get(path, { config: read, schema: { response: { 200: response } } }, async ({ session }, reply) => {
      const { etag, body: shown } = await db.inLab(session.labId, (tx) => show(tx, session.labId));
      return reply.header('etag', etag).send(shown);
    });
    app.get(`${path}/versions`, { config: read, schema: { response: { 200: settingVersionsSchema } } }, ({ session }) =>
      db.inLab(session.labId, (tx) => listVersions(tx, session.labId, form)),
    );
    const publish = async (session: LabSession, change: Omit<Publish, 'now'>): Promise<Answered> =>
      db.inLab(session.labId, async (tx) => {
        await publishForm(tx, session, form, { ...change, now: clock.now() });
        return show(tx, session.labId);
      });
    // For programs: without a comment. People publish.
    app.put(path, { config: write, schema: { body, response: { 200: response } } }, async (request, reply) => {
      const change = { seen: requireVersion(request), value: body.parse(request.body), comment: '' };
      const { etag, body: shown } = await publish(request.session, change);
      return reply.header('etag', etag).send(shown);
    });
    const publishBody = publishSettingSchema(body);
    const schema = { body: publishBody, response: { 200: response } };
    app.post(`${path}/publish`, { config: write, schema }, async (request, reply) => {
      const { value, comment } = publishBody.parse(request.body);
      const change = { seen: requireVersion(request, true), value: body.parse(value), comment };
      const { etag, body: shown } = await publish(request.session, change);
      return reply.header('etag', etag).send(shown);
    });
  };

const fileRoutes =
  ({ db, clock }: Deps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/settings/settings.csv', { config: { permission: 'settings.read' } }, async ({ session }, reply) => {
      const csv = await db.inLab(session.labId, (tx) => writeSettings(tx, session.labId));
      return reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="settings.csv"').send(csv);
    });
    app.post(
      '/settings/import',
      {
        config: { permission: 'settings.write' },
        schema: { body: importSettingsSchema, response: { 200: settingsImportedSchema } },
      },
      ({ session, body: { csv, dryRun, comment, seen } }) =>
        db.inLab(session.labId, async (tx) => {
          const { lines, errors, changes } = await readSettings(tx, session, csv);
          const isPublished = !dryRun && errors.length === 0;
          if (isPublished) await publishFile(tx, session, changes, { comment, seen, now: clock.now() });
          const said = changes.map(({ form, seen: version, before, after }) => ({
            setting: form.name,
            seen: version,
            before,
            after,
          }));
          return { lines, errors, changes: said, isPublished };
        }),
    );
  };
