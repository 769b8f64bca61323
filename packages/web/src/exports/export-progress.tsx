import type { ReactNode } from 'react';
import { type Translate, useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import css from './exports.module.css';
import type { ExportState } from './use-export.ts';

/** `14 kB`, `3.2 MB`. */
const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/**
 * How far the file is. A CSV's rows are counted as they arrive; a workbook is packed, so only its bytes are known and
 * the bar shows no share. The running numbers are not read out, only each step.
 */
export function ExportProgress({ state, onRetry }: { state: ExportState; onRetry: () => void }): ReactNode {
  const t = useText();
  return (
    <div className={css.progress}>
      {state.step === 'running' && <Numbers progress={state.progress} />}
      <p role="status" data-testid="export-state">
        {words(state, t)}
      </p>
      {state.step === 'failed' && (
        <FailurePanel failure={state.failure} what={t('export.failed')} stillTrue={t('export.failedStill')} onRetry={onRetry} />
      )}
    </div>
  );
}

function Numbers({ progress: { bytes, rows, total } }: Pick<Extract<ExportState, { step: 'running' }>, 'progress'>): ReactNode {
  const t = useText();
  const label = rows === null ? t('export.bytesOf', { size: sizeOf(bytes), total }) : t('export.rowsOf', { rows, total });
  return (
    <>
      <progress
        aria-label={t('export.title')}
        aria-valuetext={label}
        max={Math.max(1, total)}
        {...(rows === null ? {} : { value: rows })}
      />
      <p data-testid="export-numbers">{label}</p>
    </>
  );
}

function words(state: ExportState, t: Translate): string {
  switch (state.step) {
    case 'idle':
    case 'failed':
      return '';
    case 'preparing':
      return t('export.preparing');
    case 'running':
      return t('export.running');
    case 'cancelled':
      return t('export.cancelled');
    case 'saved': {
      const { fileName: file } = state;
      const { rows, total, bytes } = state.progress;
      if ((rows ?? total) === 0) return t('export.none', { file });
      if (rows === null) return t('export.saved', { file, total, size: sizeOf(bytes) });
      return [t('export.savedRows', { file, rows }), rows !== total && t('export.changed', { total })].filter(Boolean).join(' ');
    }
  }
}
