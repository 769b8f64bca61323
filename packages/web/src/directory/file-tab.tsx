import type { ImportDirectoryResult } from '@critical-callout/contract/directory';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { directoryKeys, EXPORT_URL, importFile } from './api.ts';
import css from './directory.module.css';

/** The whole directory as a file, and a file into the directory: tried first, saved whole or not at all. */
export function FileTab(): ReactNode {
  const t = useText();
  const mayWrite = useMay('directory.write');
  const id = useId();
  const [csv, setCsv] = useState<string | null>(null);
  const attempt = useMutation({ mutationFn: (text: string) => importFile(text, true) });
  const save = useMutation({
    mutationFn: (text: string) => importFile(text, false),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: directoryKeys.all });
      toast(t('directory.file.saved'));
      setCsv(null);
      attempt.reset();
    },
  });
  const choose = async (file: File | undefined): Promise<void> => {
    save.reset();
    attempt.reset();
    setCsv(null);
    if (!file) return;
    const text = await file.text();
    setCsv(text);
    attempt.mutate(text);
  };
  const failure = save.error ?? attempt.error;
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
          <label htmlFor={id}>{t('directory.file.choose')}</label>{' '}
          <input
            id={id}
            type="file"
            className={css.file}
            accept=".csv,text/csv"
            onChange={({ currentTarget }) => void choose(currentTarget.files?.[0])}
          />
          {failure && (
            <FailurePanel
              failure={asFailure(failure)}
              what={t('directory.file.failed')}
              stillTrue={t('directory.file.failedStill')}
            />
          )}
          {attempt.data && <Tried result={attempt.data} />}
          {attempt.data && attempt.data.errors.length === 0 && csv !== null && (
            <Button mt="sm" loading={save.isPending} onClick={() => save.mutate(csv)}>
              {t('directory.file.save', { lines: attempt.data.lines })}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Tried({ result }: { result: ImportDirectoryResult }): ReactNode {
  const t = useText();
  const { parties, contactPoints, errors } = result;
  return (
    <>
      <p role="status">
        {t('directory.file.parties', parties)} {t('directory.file.points', contactPoints)}
      </p>
      {errors.length > 0 && (
        <>
          <p>
            <strong>{t('directory.file.errors', { count: errors.length })}</strong>
          </p>
          <div className={css.errors}>
            <DataTable
              label={t('directory.file.errorList')}
              columns={[
                { id: 'line', header: t('directory.file.line'), isRowHeader: true, cell: ({ line }) => line },
                { id: 'field', header: t('directory.file.field'), cell: ({ field }) => field },
                { id: 'message', header: t('directory.file.message'), cell: ({ message }) => message },
              ]}
              rows={errors.slice(0, 200)}
              keyOf={({ line, field, message }) => `${line} ${field} ${message}`}
            />
          </div>
        </>
      )}
    </>
  );
}
