import type { ImportDirectoryResult } from '@critical-callout/contract/directory';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { FileImport } from '../ui/file-import.tsx';
import { toast } from '../ui/toast.tsx';
import { directoryKeys, EXPORT_URL, importFile } from './api.ts';
import css from './directory.module.css';

/** The whole directory as a file, and a file into the directory: tried first, saved whole or not at all. */
export function FileTab(): ReactNode {
  const t = useText();
  const mayWrite = useMay('directory.write');
  const saved = async (): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: directoryKeys.all });
    toast(t('directory.file.saved'));
  };
  const summary = ({ parties, contactPoints }: ImportDirectoryResult): string =>
    `${t('directory.file.parties', parties)} ${t('directory.file.points', contactPoints)}`;
  return (
    <>
      <p>{t('directory.file.lead')}</p>
      <p>
        <a href={EXPORT_URL} download="directory.csv">
          {t('directory.file.export')}
        </a>
      </p>
      {mayWrite && (
        <div className={css.section}>
          <h2>{t('directory.file.import')}</h2>
          <FileImport
            run={importFile}
            summaryOf={summary}
            failed={t('directory.file.failed')}
            stillTrue={t('directory.file.failedStill')}
            onSaved={saved}
          />
        </div>
      )}
    </>
  );
}
