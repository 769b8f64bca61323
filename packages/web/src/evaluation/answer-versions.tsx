import type { ListOption } from '@critical-callout/contract/limits';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { answerKeys, fetchAnswerVersions } from './answer-api.ts';
import { draftOf, linesOf } from './answer-fields.ts';
import { Versions } from './versions.tsx';

export function AnswerVersions({
  answer,
  onRestore,
}: {
  answer: ListOption;
  onRestore: (version: ListOption) => void;
}): ReactNode {
  const t = useText();
  return (
    <Versions<ListOption>
      queryKey={answerKeys.versions(answer.id)}
      fetch={(signal) => fetchAnswerVersions(answer.id, signal)}
      commentOf={({ reason }) => reason}
      linesOf={(version) => linesOf(draftOf(version), t)}
      onRestore={onRestore}
    />
  );
}
