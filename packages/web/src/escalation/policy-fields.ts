import type { PolicyFields } from '@critical-callout/contract/escalation';
import { HOURS_KINDS, isNamed, type StepHow, type StepWho } from '@critical-callout/domain/escalation';
import type { Translate } from '../platform/text.tsx';

type Step = PolicyFields['steps'][number];
export type StepDraft = {
  kind: Step['kind'];
  minutes: string;
  from: Step['after']['from'];
  who: Extract<Step, { kind: 'notify' }>['who'];
  whoId: string;
  whoName: string;
  how: Extract<Step, { kind: 'notify' }>['how'];
  say: string;
  everyMinutes: string;
  times: string;
};

/** What the form holds: numbers are text until they are checked. */
export type PolicyDraft = {
  tier: string;
  patientClass: string;
  priority: string;
  department: string;
  location: string;
  testCode: string;
  hours: string;
  notifyWithinMinutes: string;
  warnBeforeMinutes: string;
  claimPauses: boolean;
  isActive: boolean;
  steps: StepDraft[];
};

export const CLASSES = ['inpatient', 'emergency', 'outpatient', 'other'] as const;
export const NEW_STEP: StepDraft = {
  kind: 'notify',
  minutes: '10',
  from: 'last-step',
  who: 'supervisor',
  whoId: '',
  whoName: '',
  how: 'email',
  say: '',
  everyMinutes: '',
  times: '',
};

export function draftOf(policy: PolicyFields): PolicyDraft {
  const { match } = policy;
  return {
    tier: match.tier ?? '',
    patientClass: match.patientClass ?? '',
    priority: match.priority ?? '',
    department: match.department ?? '',
    location: match.location ?? '',
    testCode: match.testCode ?? '',
    hours: match.hours ?? '',
    notifyWithinMinutes: policy.notifyWithinMinutes === null ? '' : String(policy.notifyWithinMinutes),
    warnBeforeMinutes: String(policy.warnBeforeMinutes),
    claimPauses: policy.claimPauses,
    isActive: policy.isActive,
    steps: policy.steps.map((step) => ({
      ...NEW_STEP,
      kind: step.kind,
      minutes: String(step.after.minutes),
      from: step.after.from,
      ...(step.kind === 'notify' && {
        who: step.who,
        whoId: String(step.whoId ?? ''),
        whoName: step.whoName ?? '',
        how: step.how,
        say: step.say ?? '',
        everyMinutes: step.repeat ? String(step.repeat.everyMinutes) : '',
        times: step.repeat ? String(step.repeat.times) : '',
      }),
    })),
  };
}

export function fieldsOf(draft: PolicyDraft): PolicyFields {
  const text = (value: string): string | null => (value.trim() === '' ? null : value.trim());
  return {
    match: {
      tier: draft.tier === 'critical' || draft.tier === 'significant' ? draft.tier : null,
      patientClass: CLASSES.find((one) => one === draft.patientClass) ?? null,
      priority: text(draft.priority),
      department: text(draft.department),
      location: text(draft.location),
      testCode: text(draft.testCode),
      hours: HOURS_KINDS.find((one) => one === draft.hours) ?? null,
    },
    notifyWithinMinutes: draft.notifyWithinMinutes.trim() === '' ? null : Number(draft.notifyWithinMinutes),
    warnBeforeMinutes: Number(draft.warnBeforeMinutes),
    claimPauses: draft.claimPauses,
    isActive: draft.isActive,
    steps: draft.steps.map((step): Step => {
      const after = { minutes: Number(step.minutes), from: step.from };
      if (step.kind === 'exhausted') return { kind: 'exhausted', after };
      const repeat =
        step.everyMinutes.trim() === '' ? null : { everyMinutes: Number(step.everyMinutes), times: Number(step.times || '1') };
      const target = isNamed(step.who)
        ? { whoId: step.whoId === '' ? null : Number(step.whoId), whoName: step.whoName || null }
        : { whoId: null, whoName: null };
      const say = step.how === 'overhead-page' ? step.say.trim() || null : null;
      return { kind: 'notify', after, who: step.who, ...target, how: step.how, say, repeat };
    }),
  };
}

/** What a policy applies to, in words. */
export function nameOf({ match }: Pick<PolicyFields, 'match'>, t: Translate): string {
  const parts = [
    match.testCode,
    match.location,
    match.department === null ? null : t('escalation.match.departmentNamed', { name: match.department }),
    match.patientClass === null ? null : t(`limits.class.${match.patientClass}`),
    match.priority,
    match.tier === null ? null : t(`limits.field.tier.${match.tier}`),
    match.hours === null ? null : t(`escalation.hours.${match.hours}`),
  ].filter((part) => part !== null);
  return parts.length === 0 ? t('escalation.everything') : parts.join(', ');
}

/** `Rota: Chemistry nights`; a role by itself. */
export const whoText = ({ who, whoName }: { who: StepWho; whoName: string | null }, t: Translate): string =>
  whoName ? t('escalation.who.named', { who: t(`escalation.who.${who}`), name: whoName }) : t(`escalation.who.${who}`);

/** How; of an overhead page with what is said. */
export const howText = ({ how, say }: { how: StepHow; say: string | null }, t: Translate): string =>
  how === 'overhead-page' && say
    ? t('escalation.how.saying', { how: t(`escalation.how.${how}`), say })
    : t(`escalation.how.${how}`);

function stepText(step: StepDraft, t: Translate): string {
  const after = `${step.minutes} min ${t('escalation.step.from')} ${t(`escalation.from.${step.from}`)}`;
  if (step.kind === 'exhausted') return `${after}: ${t('escalation.simulate.exhausted')}`;
  const again = step.everyMinutes === '' ? '' : `, ${t('escalation.step.every')} ${step.everyMinutes} × ${step.times}`;
  return `${after}: ${whoText(step, t)}, ${howText(step, t)}${again}`;
}

/** The lines of a review. */
export function linesOf(draft: PolicyDraft, t: Translate): { label: string; value: string }[] {
  return [
    { label: t('escalation.match'), value: nameOf(fieldsOf(draft), t) },
    { label: t('escalation.within'), value: draft.notifyWithinMinutes },
    { label: t('escalation.warn'), value: draft.warnBeforeMinutes },
    { label: t('escalation.claimPauses'), value: t(draft.claimPauses ? 'ingest.yes' : 'ingest.no') },
    { label: t('escalation.active'), value: t(draft.isActive ? 'ingest.yes' : 'ingest.no') },
    ...draft.steps.map((step, index) => ({ label: t('escalation.step', { number: index + 1 }), value: stepText(step, t) })),
  ];
}
