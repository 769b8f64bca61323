import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import type { Shown } from './export-dialog.tsx';

const ExportDialog = lazy(() => import('./export-dialog.tsx').then(({ ExportDialog: component }) => ({ default: component })));

/** Only for who may take lists out of the system. */
export function ExportButton({ shown, className }: { shown: Shown; className: string | undefined }): ReactNode {
  const t = useText();
  const may = useMay('exports.read');
  const [isOpen, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <button type="button" className={className} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('export.open')}
      </button>
      <Suspense>{isOpen && <ExportDialog shown={shown} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
