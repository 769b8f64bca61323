import { ROLES, roleMay } from '@critical-callout/domain/auth';
import { ATTEMPT_OUTCOMES, type AttemptOutcome, CLOSING_CODES } from '@critical-callout/domain/callout';
import type { Translate } from '../platform/text.tsx';
import { type Line, yesNo } from '../ui/publish/setting.ts';
import { type CallsFields, PLACES } from './calls-fields.ts';

/** Roles that could close at all: they record callouts. */
export const CLOSERS = ROLES.filter((role) => roleMay(role, 'callout.write') && role !== 'support');

export const outcomeName = (outcome: AttemptOutcome, t: Translate): string =>
  t(outcome === 'sent-awaiting-acknowledgement' ? 'calls.sent' : `outcome.${outcome}`);

/** What the form says, line by line. */
export function callsLines(fields: CallsFields, t: Translate): Line[] {
  const of = (group: string, label: string, value: string): Line => ({ label: `${group}: ${label}`, value });
  return [
    { label: t('calls.completion.label'), value: t(`calls.completion.${fields.completion}`) },
    { label: t('calls.fullName'), value: yesNo(t, fields.full_name_required) },
    { label: t('calls.relay'), value: yesNo(t, fields.relay_required) },
    ...PLACES.map((place) => of(t('calls.within'), t(`calls.within.${place}`), fields.within[place])),
    ...ATTEMPT_OUTCOMES.flatMap((outcome) => {
      const { retry, closeWith, isNextStepNow, isDirectoryTask } = fields.outcomes[outcome];
      const name = outcomeName(outcome, t);
      return [
        of(name, t('calls.retry'), retry.trim()),
        of(name, t('calls.closeWith'), closeWith === '' ? t('calls.closeWith.none') : t(`closing.${closeWith}`)),
        of(name, t('calls.nextStep'), yesNo(t, isNextStepNow)),
        of(name, t('calls.task'), yesNo(t, isDirectoryTask)),
      ];
    }),
    ...CLOSING_CODES.flatMap((code) => {
      const { roles, isSecondPersonNeeded } = fields.closings[code];
      const who = ROLES.filter((role) => roles.includes(role)).map((role) => t(`role.${role}`));
      return [
        of(t(`closing.${code}`), t('calls.roles'), who.join(', ')),
        of(t(`closing.${code}`), t('calls.second'), yesNo(t, isSecondPersonNeeded)),
      ];
    }),
  ];
}
