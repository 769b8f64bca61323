import type { Patient } from '@critical-callout/contract/callout';
import type { ReactNode, Ref } from 'react';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { formatAge, formatBorn } from './dates.ts';
import { formatName, groupIdentifier, identifierFormats, identifierLabel } from './names.ts';
import css from './patient.module.css';

/** The name as a person reads it out, in full; missing is said in words. */
export function PatientName({ patient }: { patient: Patient }): ReactNode {
  const t = useText();
  return <bdi>{formatName(patient) ?? t('patient.nameUnknown')}</bdi>;
}

/** `Born 14-Jul-1945 (81y) · MRN 129 728 7652`: the second and third identifier, together everywhere. */
export function PatientIdentity({ patient, now, zone }: { patient: Patient; now: number; zone: string }): ReactNode {
  const t = useText();
  return (
    <>
      <span className={css.fact}>{born(patient, now, zone, t)}</span>
      {' · '}
      <Identifier type={patient.identifierType} value={patient.identifier} />
    </>
  );
}

export function born(patient: Patient, now: number, zone: string, t: ReturnType<typeof useText>): string {
  if (patient.born === null) return t('patient.bornUnknown');
  return t('patient.born', { date: formatBorn(patient.born), age: formatAge(patient.born, now, zone) });
}

export function Identifier({ type, value }: { type: string | null; value: string | null }): ReactNode {
  const t = useText();
  const formats = useStore(identifierFormats);
  return (
    <span className={css.fact}>
      <span className={css.label}>{identifierLabel(type, formats)}</span>{' '}
      {value === null ? t('patient.unknown') : <bdi>{groupIdentifier(value, type, formats)}</bdi>}
    </span>
  );
}

/** Name, born and age, sex, two identifiers; stays on the screen while the call is made (NHS CUI patient banner). */
export function PatientBanner({
  patient,
  now,
  zone,
  isSimilar,
  ref,
  children,
}: {
  patient: Patient;
  now: number;
  zone: string;
  isSimilar: boolean;
  ref?: Ref<HTMLElement>;
  children?: ReactNode;
}): ReactNode {
  const t = useText();
  return (
    <section ref={ref} className={css.banner} aria-label={t('patient.banner')} data-testid="patient-banner">
      <div className={css.who}>
        <strong className={css.name}>
          <PatientName patient={patient} />
        </strong>
        {isSimilar && <SimilarName />}
      </div>
      <div className={css.facts}>
        <span className={css.fact}>{born(patient, now, zone, t)}</span>
        <span className={css.fact}>
          <span className={css.label}>{t('patient.sex')}</span> {t(`sex.${patient.sex ?? 'unknown'}`)}
        </span>
        <Identifier type={patient.identifierType} value={patient.identifier} />
        {patient.secondIdentifier !== null && <Identifier type={patient.secondIdentifierType} value={patient.secondIdentifier} />}
      </div>
      {children && <div className={css.state}>{children}</div>}
    </section>
  );
}

export function SimilarName(): ReactNode {
  const t = useText();
  return (
    <span className={css.similar}>
      <span aria-hidden="true">≈ </span>
      {t('patient.similar')}
    </span>
  );
}
