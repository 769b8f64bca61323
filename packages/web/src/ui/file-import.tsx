import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { DataTable } from './data-table.tsx';
import { FailurePanel } from './failure-panel.tsx';
import css from './file-import.module.css';

type LineError = { line: number; field: string; message: string };
type Tried = { lines: number; errors: readonly LineError[] };

type Props<R extends Tried> = {
  run: (csv: string, isDryRun: boolean) => Promise<R>;
  /** What the file would do, in words. */
  summaryOf: (result: R) => string;
  /** False: the file says nothing new, and there is nothing to save. */
  hasNews?: (result: R) => boolean;
  failed: string;
  stillTrue: string;
  onSaved: (result: R) => Promise<void>;
  /** Fields that belong to the saving: a reason. */
  children?: ReactNode;
  isReady?: boolean;
  /** What the button says instead of "Save 12 lines". */
  confirmLabel?: string;
};

/** A file is tried first, with every error and its line, and saved whole or not at all. */
export function FileImport<R extends Tried>(props: Props<R>): ReactNode {
  const { run, summaryOf, hasNews = () => true, failed, stillTrue, onSaved, children, isReady = true, confirmLabel } = props;
  const t = useText();
  const id = useId();
  const [csv, setCsv] = useState<string | null>(null);
  // A chosen file stays in its field by name; a new field is an empty one.
  const [field, setField] = useState(0);
  const attempt = useMutation({ mutationFn: (text: string) => run(text, true) });
  const save = useMutation({
    mutationFn: (text: string) => run(text, false),
    onSuccess: async (result) => {
      setCsv(null);
      setField(field + 1);
      attempt.reset();
      await onSaved(result);
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
  const tried = attempt.data;
  return (
    <>
      <label htmlFor={id}>{t('file.choose')}</label>{' '}
      <input
        key={field}
        id={id}
        type="file"
        accept=".csv,text/csv"
        onChange={({ currentTarget }) => void choose(currentTarget.files?.[0])}
      />
      {failure && <FailurePanel failure={asFailure(failure)} what={failed} stillTrue={stillTrue} />}
      {tried && <p role="status">{summaryOf(tried)}</p>}
      {tried && tried.errors.length > 0 && <Errors errors={tried.errors} />}
      {tried && tried.errors.length === 0 && !hasNews(tried) && <p>{t('file.nothingNew')}</p>}
      {tried && tried.errors.length === 0 && hasNews(tried) && csv !== null && (
        <>
          {children}
          <Button mt="sm" disabled={!isReady} loading={save.isPending} onClick={() => save.mutate(csv)}>
            {confirmLabel ?? t('file.save', { lines: tried.lines })}
          </Button>
        </>
      )}
    </>
  );
}

const SHOWN = 200;

function Errors({ errors }: { errors: readonly LineError[] }): ReactNode {
  const t = useText();
  return (
    <>
      <p>
        <strong>{t('file.errors', { count: errors.length })}</strong>
      </p>
      <div className={css.errors}>
        <DataTable
          label={t('file.errorList')}
          columns={[
            { id: 'line', header: t('file.line'), isRowHeader: true, cell: ({ line }) => line },
            { id: 'field', header: t('file.field'), cell: ({ field }) => field },
            { id: 'message', header: t('file.message'), cell: ({ message }) => message },
          ]}
          rows={errors.slice(0, SHOWN)}
          keyOf={({ line, field, message }) => `${line} ${field} ${message}`}
        />
      </div>
    </>
  );
}
