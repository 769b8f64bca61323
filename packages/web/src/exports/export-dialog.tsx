import { Button, Radio, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import type { ExportKind } from './api.ts';
import { ExportProgress } from './export-progress.tsx';
import css from './exports.module.css';
import { exportQuery, type ListFilters, lastDays, type Period, periodProblem } from './period.ts';
import { useExport } from './use-export.ts';

/** What the list shows; `tile` is the name of a filter that the file cannot follow. */
export type Shown = ListFilters & { tile: string | null };

const KINDS: readonly ExportKind[] = ['xlsx', 'csv'];

/** Period and form of the file; the filters are those of the list behind it. */
export function ExportDialog({ shown, onClose }: { shown: Shown; onClose: () => void }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const dialog = useRef<HTMLDialogElement>(null);
  const [period, setPeriod] = useState<Period>(() => lastDays(serverNow(), lab.zone));
  const [kind, setKind] = useState<ExportKind>('xlsx');
  const [isChecked, setChecked] = useState(false);
  const { state, start, cancel } = useExport();
  const isRunning = state.step === 'preparing' || state.step === 'running';
  const problem = isChecked ? periodProblem(period) : null;
  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const begin = (): void => {
    setChecked(true);
    const found = periodProblem(period);
    if (found) document.getElementById(`export-${found.field}`)?.focus();
    else start(kind, exportQuery(period, shown));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isRunning) begin();
  };
  return (
    <dialog
      ref={dialog}
      className={css.dialog}
      aria-labelledby="export-title"
      onClose={onClose}
      onCancel={(event) => {
        // Escape stops the export first, so that what became of it can be read.
        if (!isRunning) return;
        event.preventDefault();
        cancel();
      }}
    >
      <h2 id="export-title">{t('export.title')}</h2>
      <p>{t('export.lead')}</p>
      <Filters shown={shown} />
      <form onSubmit={submit} noValidate>
        <div className={css.days}>
          {(['from', 'to'] as const).map((field) => (
            <TextInput
              key={field}
              id={`export-${field}`}
              type="date"
              label={t(`export.${field}`)}
              value={period[field]}
              error={problem?.field === field && t(problem.message)}
              disabled={isRunning}
              onChange={({ currentTarget }) => setPeriod((now) => ({ ...now, [field]: currentTarget.value }))}
            />
          ))}
        </div>
        <p className={css.hint}>{t('export.days', { zone: lab.zone })}</p>
        <fieldset className={css.kinds} disabled={isRunning}>
          <legend>{t('export.kind')}</legend>
          {KINDS.map((name) => (
            <Radio
              key={name}
              name="export-kind"
              label={t(`export.${name}`)}
              checked={kind === name}
              onChange={() => setKind(name)}
            />
          ))}
        </fieldset>
        <p className={css.hint}>{t('export.privacy')}</p>
        <ExportProgress state={state} onRetry={begin} />
        <div className={css.buttons}>
          {isRunning ? (
            <Button variant="outline" onClick={cancel}>
              {t('export.cancel')}
            </Button>
          ) : (
            <Button type="submit">{t('export.start')}</Button>
          )}
          {!isRunning && (
            <Button variant="outline" onClick={() => dialog.current?.close()}>
              {t('export.close')}
            </Button>
          )}
        </div>
      </form>
    </dialog>
  );
}

/** Says which filters of the list the file follows, and which it does not. */
function Filters({ shown: { tab, q, departmentId, tile } }: { shown: Shown }): ReactNode {
  const t = useText();
  const { departments } = useMe();
  const department = departments.find(({ id }) => id === departmentId);
  const filters = [
    t(`export.tab.${tab}`),
    departmentId === undefined ? t('export.departmentAll') : t('export.department', { name: department?.name ?? departmentId }),
    ...(q ? [t('export.search', { q })] : []),
  ];
  return (
    <>
      <p>{t('export.holds', { filters: filters.join(', ') })}</p>
      {tile !== null && <p className={css.warning}>{t('export.noTile', { tile })}</p>}
    </>
  );
}
