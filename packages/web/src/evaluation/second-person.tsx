import type { LimitsPolicy } from '@critical-callout/contract/limits';
import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import type { Tagged } from '../platform/http.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ReviewSetting } from '../ui/publish/review-setting.tsx';
import { SECOND_PERSON } from '../ui/publish/second-person.ts';
import { fetchSetting, settingKey } from '../ui/publish/setting.ts';
import { usePublish } from '../ui/publish/use-publish.ts';
import { toast } from '../ui/toast.tsx';

const usePolicy = () =>
  useQuery({
    queryKey: settingKey(SECOND_PERSON),
    queryFn: ({ signal }) => fetchSetting(SECOND_PERSON, signal),
    enabled: useMay('settings.read'),
  });

export const useIsSecondPersonNeeded = (): boolean => usePolicy().data?.value.second_person === 1;

/** Who wrote it does not approve it, where the laboratory wants two persons. The server asks the same. */
export function useMayApprove(): (written: { author: string; authorUserId: string | null }) => boolean {
  const mayApprove = useMay('limits.approve');
  const isNeeded = useIsSecondPersonNeeded();
  const { userId, name } = useMe();
  return ({ author, authorUserId }) =>
    mayApprove && !(isNeeded && (authorUserId === null ? author === name : authorUserId === userId));
}

/** Whether nobody approves what they wrote themselves: for those who approve to publish, for everybody to read. */
export function SecondPerson(): ReactNode {
  const { data } = usePolicy();
  return data ? <Loaded tagged={data} /> : null;
}

function Loaded({ tagged }: { tagged: Tagged<LimitsPolicy> }): ReactNode {
  const t = useText();
  const mayApprove = useMay('limits.approve');
  const { draft, setDraft, publish, failure, isBusy, comment } = usePublish(SECOND_PERSON, tagged, (saved) => {
    queryClient.setQueryData(settingKey(SECOND_PERSON), saved);
    toast(t(saved.value.second_person === 1 ? 'limits.secondPerson.on' : 'limits.secondPerson.off'));
  });
  return (
    <>
      <Checkbox
        mb="sm"
        label={t('limits.secondPerson')}
        description={t('limits.secondPerson.hint')}
        checked={tagged.value.second_person === 1}
        disabled={!mayApprove || isBusy}
        onChange={({ currentTarget }) => setDraft({ second_person: currentTarget.checked ? 1 : 0 })}
      />
      {draft && (
        <ReviewSetting
          setting={SECOND_PERSON}
          before={tagged.value}
          draft={draft}
          comment={comment}
          failure={failure}
          isBusy={isBusy}
          onPublish={publish}
          onCancel={() => setDraft(null)}
        />
      )}
    </>
  );
}
