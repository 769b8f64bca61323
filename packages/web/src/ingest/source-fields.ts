import type { Source, SourceFields } from '@critical-callout/contract/sources';
import type { Translate } from '../platform/text.tsx';

/** What the form holds: everything typed is text until it is checked. */
export type SourceDraft = {
  code: string;
  name: string;
  mllpPort: string;
  tls: SourceFields['tls'];
  allowedAddresses: string;
  sendingApplication: string;
  sendingFacility: string;
  charset: string;
  ackMode: SourceFields['ackMode'];
  storeFailureAnswer: SourceFields['storeFailureAnswer'];
  flagPolicy: SourceFields['flagPolicy'];
  billRule: SourceFields['billRule'];
  isPreliminaryCalled: boolean;
  isTrainingProcessed: boolean;
  silenceMinutes: string;
  maxBytes: string;
  maxConnections: string;
  isEnabled: boolean;
};

const NEW: SourceDraft = {
  ...{
    code: '',
    name: '',
    mllpPort: '',
    tls: 'auto',
    allowedAddresses: '',
    sendingApplication: '',
    sendingFacility: '',
    charset: '',
  },
  ...{
    ackMode: 'by-message',
    storeFailureAnswer: 'AR',
    flagPolicy: 'either',
    billRule: 'placer-group',
    isPreliminaryCalled: true,
    isTrainingProcessed: true,
  },
  ...{ silenceMinutes: '60', maxBytes: '', maxConnections: '', isEnabled: true },
};

const textOf = (value: string | number | null): string => (value === null ? '' : String(value));

export function draftOf(source: Source | null): SourceDraft {
  if (source === null) return NEW;
  const {
    code,
    name,
    tls,
    ackMode,
    storeFailureAnswer,
    flagPolicy,
    billRule,
    isPreliminaryCalled,
    isTrainingProcessed,
    isEnabled,
  } = source;
  return {
    ...{
      code,
      name,
      tls,
      ackMode,
      storeFailureAnswer,
      flagPolicy,
      billRule,
      isPreliminaryCalled,
      isTrainingProcessed,
      isEnabled,
    },
    mllpPort: textOf(source.mllpPort),
    allowedAddresses: source.allowedAddresses.join('\n'),
    sendingApplication: textOf(source.sendingApplication),
    sendingFacility: textOf(source.sendingFacility),
    charset: textOf(source.charset),
    silenceMinutes: textOf(source.silenceMinutes),
    maxBytes: textOf(source.maxBytes),
    maxConnections: textOf(source.maxConnections),
  };
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
const numberOrNull = (text: string): number | null => (text.trim() === '' ? null : Number(text.trim()));

export function fieldsOf(draft: SourceDraft): SourceFields {
  const { code: _code, ...rest } = draft;
  return {
    ...rest,
    name: draft.name.trim(),
    mllpPort: numberOrNull(draft.mllpPort),
    allowedAddresses: draft.allowedAddresses.split(/[\s,]+/).filter((one) => one !== ''),
    sendingApplication: textOrNull(draft.sendingApplication),
    sendingFacility: textOrNull(draft.sendingFacility),
    charset: textOrNull(draft.charset),
    silenceMinutes: numberOrNull(draft.silenceMinutes),
    maxBytes: numberOrNull(draft.maxBytes),
    maxConnections: numberOrNull(draft.maxConnections),
  };
}

/** The lines of a review, in the words of the form. */
export function linesOf(draft: SourceDraft, t: Translate): { label: string; value: string }[] {
  const yes = (is: boolean): string => t(is ? 'ingest.yes' : 'ingest.no');
  return [
    { label: t('ingest.field.name'), value: draft.name },
    { label: t('ingest.field.port'), value: draft.mllpPort },
    { label: t('ingest.field.tls'), value: t(`ingest.field.tls.${draft.tls}`) },
    {
      label: t('ingest.field.allowed'),
      value:
        draft.allowedAddresses
          .trim()
          .split(/[\s,]+/)
          .filter(Boolean)
          .join(', ') || t('ingest.any'),
    },
    { label: t('ingest.field.application'), value: draft.sendingApplication || t('ingest.any') },
    { label: t('ingest.field.facility'), value: draft.sendingFacility || t('ingest.any') },
    { label: t('ingest.field.charset'), value: draft.charset },
    { label: t('ingest.field.ack'), value: t(`ingest.field.ack.${draft.ackMode}`) },
    { label: t('ingest.field.store'), value: t(`ingest.field.store.${draft.storeFailureAnswer}`) },
    { label: t('ingest.field.flags'), value: t(`ingest.field.flags.${draft.flagPolicy}`) },
    { label: t('ingest.field.bill'), value: t(`ingest.field.bill.${draft.billRule}`) },
    { label: t('ingest.field.preliminary'), value: yes(draft.isPreliminaryCalled) },
    { label: t('ingest.field.training'), value: yes(draft.isTrainingProcessed) },
    { label: t('ingest.field.silence'), value: draft.silenceMinutes },
    { label: t('ingest.field.maxBytes'), value: draft.maxBytes },
    { label: t('ingest.field.maxConnections'), value: draft.maxConnections },
    { label: t('ingest.field.enabled'), value: yes(draft.isEnabled) },
  ];
}
