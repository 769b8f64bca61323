import type { Patient } from '@critical-callout/contract/callout';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatDay } from '../ui/dates.ts';
import { born, Identifier, PatientName } from '../ui/patient.tsx';
import css from './sheet.module.css';

/**
 * The frame of everything printed: laboratory, what it is, by whom and when, "confidential", and the patient, repeated on
 * each page by the heading of a table; the page numbers are the printer's own margin boxes.
 */
export function Sheet({ title, patient, children }: { title: string; patient?: Patient; children: ReactNode }): ReactNode {
  const t = useText();
  const { lab, name } = useMe();
  const now = serverNow();
  return (
    <table className={css.sheet}>
      <thead>
        <tr>
          <th className={css.head} scope="col">
            <div className={css.rule}>
              {lab.isPractice && <div className={css.practice}>{t('shell.practice')}</div>}
              <div className={css.line}>
                <strong>{lab.name}</strong>
                <strong>{title}</strong>
              </div>
              <div className={css.line}>
                <span>{t('print.by', { name, at: formatDay(now, lab.zone), zone: lab.zone })}</span>
                <span>{t('print.confidential')}</span>
              </div>
              {patient && (
                <div className={css.patient}>
                  <span className={css.name}>
                    <PatientName patient={patient} />
                  </span>{' '}
                  · {born(patient, now, lab.zone, t)} · {t('patient.sex')} {t(`sex.${patient.sex ?? 'unknown'}`)} ·{' '}
                  <Identifier type={patient.identifierType} value={patient.identifier} />
                  {patient.secondIdentifier !== null && (
                    <>
                      {' · '}
                      <Identifier type={patient.secondIdentifierType} value={patient.secondIdentifier} />
                    </>
                  )}
                </div>
              )}
            </div>
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td className={css.body}>{children}</td>
        </tr>
      </tbody>
    </table>
  );
}
