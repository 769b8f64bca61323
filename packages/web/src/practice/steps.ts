import type { PracticeRun } from '@critical-callout/contract/practice';
import type { CasePhase, PracticeCase } from '@critical-callout/domain/practice';
import type { MessageId, Translate } from '../platform/text.tsx';
import { formatBorn } from '../ui/dates.ts';
import { formatName } from '../ui/names.ts';
import { formatValue } from '../ui/values.ts';

/** Who speaks or acts: the person, the played telephone, or what the program shows by itself. */
export type Step = { who: 'you' | 'phone' | 'program'; words: MessageId };

const you = (words: MessageId): Step => ({ who: 'you', words });
const phone = (words: MessageId): Step => ({ who: 'phone', words });
const program = (words: MessageId): Step => ({ who: 'program', words });

const ANSWERED = [phone('practice.phone.answers'), you('practice.you.ask'), phone('practice.phone.states')];
const TOLD = [you('practice.you.readOut'), phone('practice.phone.repeats'), you('practice.you.close')];

/** What is done and heard in each part of a case. */
export const STEPS: Record<PracticeCase, Record<Exclude<CasePhase, 'complete'>, readonly Step[]>> = {
  reached: { first: [you('practice.you.dial'), ...ANSWERED, ...TOLD], turned: [] },
  'no-answer': {
    first: [you('practice.you.dial'), phone('practice.phone.rings'), you('practice.you.noAnswer')],
    turned: [you('practice.you.dialAgain'), ...ANSWERED, ...TOLD],
  },
  'read-back-error': {
    first: [
      you('practice.you.dial'),
      ...ANSWERED,
      you('practice.you.readOut'),
      phone('practice.phone.mishears'),
      you('practice.you.keepWrong'),
      phone('practice.phone.repeatsRight'),
      you('practice.you.closeAgain'),
    ],
    turned: [you('practice.you.sayAgain'), phone('practice.phone.repeatsRight'), you('practice.you.close')],
  },
  corrected: {
    first: [you('practice.you.dial'), ...ANSWERED, you('practice.you.readOut'), phone('practice.phone.wait')],
    turned: [
      program('practice.program.corrected'),
      you('practice.you.sayCorrected'),
      phone('practice.phone.repeatsCorrected'),
      you('practice.you.closeCorrected'),
    ],
  },
  colleague: {
    first: [
      you('practice.you.dial'),
      ...ANSWERED,
      you('practice.you.readOut'),
      phone('practice.phone.repeats'),
      you('practice.you.typeOnly'),
    ],
    turned: [program('practice.program.colleague'), you('practice.you.addRecord')],
  },
  joint: {
    first: [
      you('practice.you.tickBoth'),
      you('practice.you.dial'),
      ...ANSWERED,
      you('practice.you.readOutBoth'),
      phone('practice.phone.repeatsBoth'),
      you('practice.you.closeBoth'),
    ],
    turned: [],
  },
};

/** Names, values and the words of buttons, so that a step says what stands on the screen. */
export function valuesOf(run: PracticeRun, t: Translate): Record<string, string> {
  const [first, second] = run.orders;
  const value = first ? formatValue(first.value, first.unit) : '';
  return {
    name: run.recipient.name,
    phone: run.recipient.phone,
    patient: formatName({ ...run.patient, title: null }) ?? '',
    spoken: `${run.patient.givenName} ${run.patient.familyName}`,
    born: formatBorn(run.patient.born),
    number: first?.billNumber ?? '',
    test: first?.testName ?? '',
    value,
    second: second ? `${second.testName} ${formatValue(second.value, second.unit)}` : '',
    secondNumber: second?.billNumber ?? '',
    misheard: run.misheard ?? '',
    corrected: run.corrected && first ? formatValue(run.corrected, first.unit) : '',
    startCall: t('ownership.startCall'),
    reached: t('outcome.reached-read-back'),
    noAnswer: t('outcome.no-answer'),
    attempt: t('submit.attempt'),
    done: t('submit.done'),
    joint: t('joint.legend'),
    stated: t('identified.legend'),
    add: t('conflict.add'),
    told: t('told.name'),
    readBack: first ? t('readBack.label', { parameter: first.testName }) : '',
    again: first ? t('readBack.again', { parameter: first.testName }) : '',
  };
}
