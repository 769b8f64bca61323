import type { ListOption } from '@critical-callout/contract/limits';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { useVersionLines } from '../ui/publish/version-lines.ts';
import { VersionList } from '../ui/publish/version-list.tsx';
import { Answer } from '../ui/states.tsx';
import { answerKeys, fetchAnswerVersions } from './answer-api.ts';
import { draftOf, linesOf } from './answer-fields.ts';

/** Every version, with who wrote it, who approved it and why. */
export function AnswerVersions({
  answer,
  onRestore,
}: {
  answer: ListOption;
  onRestore: (version: ListOption) => void;
}): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const query = useQuery({
    queryKey: answerKeys.versions(answer.id),
    queryFn: ({ signal }) => fetchAnswerVersions(answer.id, signal),
  });
  const shown = useVersionLines<ListOption>(
    ({ reason }) => reason,
    (version) => linesOf(draftOf(version), t),
  );
  return (
    <Answer query={query} what={t('limits.versions.failed')} stillTrue={t('limits.failedStill')}>
      {(versions) => (
        <VersionList
          versions={shown(versions)}
          onRestore={
            mayWrite
              ? ({ id }) => {
                  const version = versions.find((one) => one.id === id);
                  if (version) onRestore(version);
                }
              : null
          }
        />
      )}
    </Answer>
  );
}
