import { type SettingsImported, settingsImportedSchema } from '@critical-callout/contract/settings';
import { Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { call } from '../platform/http.ts';
import { queryClient } from '../platform/query.ts';
import { type Ask, addressOf } from '../platform/routes.ts';
import { useText } from '../platform/text.tsx';
import { FileImport } from '../ui/file-import.tsx';
import { findDifferences } from '../ui/publish/differences.ts';
import { Differences } from '../ui/publish/publish-dialog.tsx';
import { WhoMay } from '../ui/publish/who-may.tsx';
import { toast } from '../ui/toast.tsx';
import { ALL_FORMS } from './all-forms.ts';
import css from './settings.module.css';

type Body = Ask<'POST /api/v1/settings/import'>['body'];
const send = (body: Body): Promise<SettingsImported> => call('POST /api/v1/settings/import', { body }, settingsImportedSchema);

/** Every setting as a file, and a file into the settings: tried, read through, and published with a comment, all or nothing. */
export function SettingsFile(): ReactNode {
  const t = useText();
  const mayWrite = useMay('settings.write');
  return (
    <section className={css.block} aria-labelledby="settings-file">
      <h2 id="settings-file">{t('settings.file')}</h2>
      <p className={css.lead}>{t('settings.file.lead')}</p>
      <p>
        <a href={addressOf('GET /api/v1/settings/settings.csv', {})} download="settings.csv">
          {t('settings.file.export')}
        </a>
      </p>
      {mayWrite && <PublishFile />}
    </section>
  );
}

function PublishFile(): ReactNode {
  const t = useText();
  const [tried, setTried] = useState<SettingsImported['changes']>([]);
  const [comment, setComment] = useState('');
  const run = async (csv: string, isDryRun: boolean): Promise<SettingsImported> => {
    if (!isDryRun) {
      const seen = Object.fromEntries(tried.map((change) => [change.setting, change.seen]));
      return send({ csv, dryRun: false, comment: comment.trim(), seen });
    }
    const answer = await send({ csv, dryRun: true });
    setTried(answer.changes);
    return answer;
  };
  const saved = async ({ changes }: SettingsImported): Promise<void> => {
    setComment('');
    toast(t('settings.file.published', { changes: changes.length }));
    await queryClient.invalidateQueries();
  };
  return (
    <section aria-label={t('settings.file.import')}>
      <h3>{t('settings.file.import')}</h3>
      <WhoMay />
      <FileImport
        run={run}
        summaryOf={({ lines, changes }) => t('settings.file.tried', { lines, changes: changes.length })}
        hasNews={({ changes }) => changes.length > 0}
        failed={t('settings.file.failed')}
        stillTrue={t('settings.file.failedStill')}
        confirmLabel={t('publish.publish')}
        onSaved={saved}
        isReady={comment.trim() !== ''}
      >
        {tried.map((change) => (
          <Change key={change.setting} change={change} />
        ))}
        <Textarea
          label={t('publish.comment')}
          rows={2}
          maxLength={2000}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
        />
      </FileImport>
    </section>
  );
}

function Change({ change: { setting, before, after } }: { change: SettingsImported['changes'][number] }): ReactNode {
  const t = useText();
  const form = ALL_FORMS.find(({ name }) => name === setting);
  if (!form) return null;
  return (
    <section aria-label={t(form.title)}>
      <h4>{t(form.title)}</h4>
      <Differences differences={findDifferences(form.linesOf(before, t), form.linesOf(after, t))} />
    </section>
  );
}
