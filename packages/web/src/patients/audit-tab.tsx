import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { patientPageWords } from '../platform/messages/en/patient-page.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { formatDay } from '../ui/dates.ts';
import { Answer } from '../ui/states.tsx';
import { fetchPatientAudit, patientKeys } from './api.ts';
import css from './patients.module.css';

/** A look in words; a kind that is not known here yet by its own name. */
function lookWords(action: string, t: Translate): string {
  const id = `look.${action}`;
  return id in patientPageWords ? t(id as keyof typeof patientPageWords) : action;
}

/** Who looked at this patient, when and why, and what was done. */
export function AuditTab({ patientId }: { patientId: number }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const query = useQuery({
    queryKey: patientKeys.audit(patientId),
    queryFn: ({ signal }) => fetchPatientAudit(patientId, signal),
  });
  const when = (at: string): string => formatDay(at, lab.zone);
  return (
    <Answer query={query} what={t('patients.audit.failed')} stillTrue={t('patients.failedStill')}>
      {({ looks, events, hasMore }) => (
        <>
          {hasMore && <p>{t('patients.audit.more')}</p>}
          <section className={css.part} aria-labelledby="audit-looks">
            <h2 id="audit-looks">{t('patients.audit.looks')}</h2>
            <DataTable
              label={t('patients.audit.looks')}
              rows={looks}
              keyOf={({ id }) => id}
              columns={[
                { id: 'at', header: t('patients.audit.col.at'), isRowHeader: true, cell: ({ at }) => when(at) },
                { id: 'who', header: t('patients.audit.col.who'), cell: ({ who }) => <bdi>{who}</bdi> },
                { id: 'action', header: t('patients.audit.col.action'), cell: ({ action }) => lookWords(action, t) },
                { id: 'reason', header: t('patients.audit.col.reason'), cell: ({ reason }) => <bdi>{reason ?? '–'}</bdi> },
              ]}
            />
          </section>
          <section className={css.part} aria-labelledby="audit-events">
            <h2 id="audit-events">{t('patients.audit.events')}</h2>
            {events.length === 0 && <p>{t('patients.audit.none')}</p>}
            <DataTable
              label={t('patients.audit.events')}
              rows={events}
              keyOf={({ seq }) => seq}
              columns={[
                { id: 'at', header: t('patients.audit.col.at'), isRowHeader: true, cell: ({ at }) => when(at) },
                { id: 'who', header: t('patients.audit.col.who'), cell: ({ who }) => <bdi>{who}</bdi> },
                { id: 'text', header: t('patients.audit.col.action'), cell: ({ text }) => <bdi>{text}</bdi> },
              ]}
            />
          </section>
        </>
      )}
    </Answer>
  );
}
