import type { ImportLimitsResult } from '@critical-callout/contract/limits';
import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { FileImport } from '../ui/file-import.tsx';
import { toast } from '../ui/toast.tsx';
import { EXPORT_URL, importLimits, limitKeys } from './api.ts';
import css from './limits.module.css';

/** Every limit as a file, and a file into the limits: tried first; what it changes waits for approval like any draft. */
export function FileTab(): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const [reason, setReason] = useState('');
  const saved = async ({ created, changed }: ImportLimitsResult): Promise<void> => {
    setReason('');
    await queryClient.invalidateQueries({ queryKey: limitKeys.all });
    toast(t('limits.file.saved', { count: created + changed }));
  };
  return (
    <>
      <p>{t('limits.file.lead')}</p>
      <p>
        <a href={EXPORT_URL} download="limits.csv">
          {t('limits.export')}
        </a>
      </p>
      {mayWrite && (
        <section aria-label={t('limits.file.import')}>
          <h2>{t('limits.file.import')}</h2>
          <FileImport
            run={(csv, isDryRun) => importLimits(csv, isDryRun, reason.trim() || t('limits.file.import'))}
            summaryOf={({ lines, created, changed, unchanged }) => t('file.lines', { lines, created, changed, unchanged })}
            hasNews={({ created, changed }) => created + changed > 0}
            failed={t('limits.file.failed')}
            stillTrue={t('limits.file.failedStill')}
            onSaved={saved}
            isReady={reason.trim() !== ''}
          >
            <TextInput
              className={css.reason}
              label={t('publish.comment')}
              maxLength={2000}
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          </FileImport>
        </section>
      )}
    </>
  );
}
