import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { Translate } from '../platform/text.tsx';
import { formatName } from '../ui/names.ts';
import { formatValue } from '../ui/values.ts';
import { type CalloutForm, readOutFields } from './form.ts';
import { heardOf } from './missing.ts';

/** Everything that was typed, in words: for whoever may not save it any more and must hand it on. */
export function typedWords(form: CalloutForm, { bill, reports }: CriticalRecords, t: Translate): string {
  const { told, sentTo, outcome, time, comment, relay } = form;
  const values = readOutFields(reports, form.selected).map((field) => {
    const { parameter } = field;
    const heard = heardOf(form, field).join(' → ');
    const value = `${parameter.parameterName} ${formatValue(parameter.value, parameter.unit)}`;
    return heard === '' ? value : `${value} · ${t('readBack.label', { parameter: parameter.parameterName })} ${heard}`;
  });
  const lines: [string, string][] = [
    [t('outcome.legend'), outcome === '' ? '' : t(`outcome.${outcome}`)],
    [t('sentTo.name'), sentTo.name],
    [t('sentTo.phone'), sentTo.phone],
    [t('told.name'), told.name],
    [t('told.contact'), told.contact],
    [t('told.role'), told.role],
    [t('relay.passedOnTo'), relay.passedOnTo],
    [t('timeGiven.label'), time],
    [t('comment.label'), comment],
  ];
  return [
    t('callout.title', { number: bill.billNumber }),
    formatName(bill.patient) ?? t('patient.nameUnknown'),
    ...values,
    ...lines.filter(([, typed]) => typed.trim() !== '').map(([label, typed]) => `${label}: ${typed.trim()}`),
  ].join('\n');
}
