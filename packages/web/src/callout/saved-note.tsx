import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { formatClockSeconds } from '../ui/dates.ts';
import { Mark } from '../ui/marks.tsx';
import css from './callout.module.css';
import { useSaved } from './saved.ts';

/** `Saved 14:25:07`, shown only after the server has committed. */
export function SavedNote({ billId }: { billId: number }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const saved = useSaved();
  if (!saved) return null;
  const words = { at: formatClockSeconds(saved.at, lab.zone), name: saved.name ?? t('patient.nameUnknown') };
  return (
    <p className={css.saved} data-testid="saved">
      <Mark name="done" /> {t(saved.isDone ? 'save.savedDone' : 'save.savedAttempt', words)}
      {saved.eventSeq !== null && ` · ${t('save.auditNumber', { number: String(saved.eventSeq) })}`}{' '}
      {saved.billId !== billId && (
        <Link to="/worklist/$billId" params={{ billId: saved.billId }} search={(now) => now}>
          {t('save.openAgain')}
        </Link>
      )}
    </p>
  );
}
