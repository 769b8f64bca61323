import type { ListOption, ListOptionFields } from '@critical-callout/contract/limits';
import type { Translate } from '../platform/text.tsx';

export const MEANINGS = [0, 1, 2] as const;

/** What the form holds; a choice of the browser is text. */
export type AnswerDraft = Omit<ListOptionFields, 'isCritical'> & { isCritical: string };

export function draftOf(answer: ListOption | null): AnswerDraft {
  if (answer === null)
    return {
      ...{ parameterName: '', parameterCode: '', codeSystem: 'LN', option: '' },
      ...{ match: 'contains', isCritical: '2', isActive: true },
    };
  const { parameterName, parameterCode, codeSystem, option, match, isCritical, isActive } = answer;
  return { parameterName, parameterCode, codeSystem, option, match, isCritical: String(isCritical), isActive };
}

export const fieldsOf = (draft: AnswerDraft): ListOptionFields => ({
  ...draft,
  parameterName: draft.parameterName.trim(),
  parameterCode: draft.parameterCode.trim(),
  codeSystem: draft.codeSystem.trim(),
  option: draft.option.trim(),
  isCritical: MEANINGS.find((meaning) => String(meaning) === draft.isCritical) ?? 2,
});

/** The lines of a review, in the words of the form. */
export function linesOf(draft: AnswerDraft, t: Translate): { label: string; value: string }[] {
  const { isCritical } = fieldsOf(draft);
  return [
    { label: t('limits.field.parameterName'), value: draft.parameterName },
    { label: t('limits.field.parameterCode'), value: draft.parameterCode },
    { label: t('limits.field.codeSystem'), value: draft.codeSystem },
    { label: t('answers.match'), value: t(`answers.match.${draft.match}`) },
    { label: t('answers.option'), value: draft.option },
    { label: t('answers.means'), value: t(`answers.means.${isCritical}`) },
    { label: t('limits.field.isActive'), value: t(draft.isActive ? 'ingest.yes' : 'ingest.no') },
  ];
}

/** With another test, way of finding or text it is another answer, whose first version this is. */
export function isSameAnswer(answer: ListOption, draft: AnswerDraft): boolean {
  const fields = fieldsOf(draft);
  return (['parameterCode', 'codeSystem', 'match', 'option'] as const).every((key) => fields[key] === answer[key]);
}
