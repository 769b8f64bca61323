import type { LimitsPolicy } from '@critical-callout/contract/limits';
import { Checkbox } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { fetchLimitsPolicy, limitKeys, saveLimitsPolicy } from './api.ts';

const usePolicy = () =>
  useQuery({ queryKey: limitKeys.policy, queryFn: ({ signal }) => fetchLimitsPolicy(signal), enabled: useMay('settings.read') });

export const useIsSecondPersonNeeded = (): boolean => usePolicy().data?.second_person === 1;

/** Who wrote it does not approve it, where the laboratory wants two persons. The server asks the same. */
export function useMayApprove(): (written: { author: string; authorUserId: string | null }) => boolean {
  const mayApprove = useMay('limits.approve');
  const isNeeded = useIsSecondPersonNeeded();
  const { userId, name } = useMe();
  return ({ author, authorUserId }) =>
    mayApprove && !(isNeeded && (authorUserId === null ? author === name : authorUserId === userId));
}

/** Whether nobody approves what they wrote themselves: for those who approve to say, for everybody to read. */
export function SecondPerson(): ReactNode {
  const t = useText();
  const mayApprove = useMay('limits.approve');
  const { data } = usePolicy();
  const save = useMutation({
    mutationFn: (policy: LimitsPolicy) => saveLimitsPolicy(policy),
    onSuccess: (policy) => {
      queryClient.setQueryData(limitKeys.policy, policy);
      toast(t(policy.second_person === 1 ? 'limits.secondPerson.on' : 'limits.secondPerson.off'));
    },
  });
  if (!data) return null;
  return (
    <>
      <Checkbox
        mb="sm"
        label={t('limits.secondPerson')}
        description={t('limits.secondPerson.hint')}
        checked={data.second_person === 1}
        disabled={!mayApprove || save.isPending}
        onChange={({ currentTarget }) => save.mutate({ second_person: currentTarget.checked ? 1 : 0 })}
      />
      {save.error && (
        <FailurePanel
          failure={asFailure(save.error)}
          what={t('limits.secondPerson.failed')}
          stillTrue={t('limits.secondPerson.failedStill')}
        />
      )}
    </>
  );
}
