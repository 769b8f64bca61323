import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { PatientName } from '../ui/patient.tsx';
import type { Selection } from './grouping.ts';
import { chooseTogether } from './together.ts';
import css from './worklist.module.css';

type Props = { selection: Selection; onOpen: (billId: number) => void; onAssign: () => void; onClear: () => void };

/** Rows of one patient can be called about together; others only assigned or handed over. Nothing is ever closed in bulk. */
export function SelectionBar({ selection: { items, isOnePatient }, onOpen, onAssign, onClear }: Props): ReactNode {
  const t = useText();
  const mayCall = useMay('callout.write');
  const navigate = useNavigate();
  const [first] = items;
  if (!first) return null;
  return (
    <section className={css.selection} aria-label={t('selection.region')} data-testid="selection">
      <span>
        <strong>{t('selection.count', { count: items.length })}</strong>{' '}
        {isOnePatient ? <PatientName patient={first.patient} /> : t('selection.severalPatients')}
      </span>
      {mayCall && isOnePatient && (
        <Button
          size="xs"
          onClick={() => {
            chooseTogether(items.map(({ billId }) => billId));
            onOpen(first.billId);
          }}
        >
          {t('selection.call', { count: items.length })}
        </Button>
      )}
      {mayCall && (
        <>
          <Button size="xs" variant="outline" onClick={onAssign}>
            {t('row.assign')}
          </Button>
          <Button
            size="xs"
            variant="outline"
            onClick={() => void navigate({ to: '/handover', search: { orders: items.map(({ billId }) => billId).join(',') } })}
          >
            {t('selection.handOver')}
          </Button>
        </>
      )}
      <Button size="xs" variant="subtle" onClick={onClear}>
        {t('selection.clear')}
      </Button>
    </section>
  );
}
