import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { choicesKey, fetchChoices } from './api.ts';
import type { PolicyDraft } from './policy-fields.ts';

/** The department of the test, by its code; one that is gone stays to be seen. */
export function DepartmentField({ form }: { form: UseFormReturn<PolicyDraft> }): ReactNode {
  const t = useText();
  const { data } = useQuery({ queryKey: choicesKey, queryFn: ({ signal }) => fetchChoices(signal), staleTime: 60_000 });
  const chosen = useWatch({ control: form.control, name: 'department' });
  const known = data?.departments ?? [];
  const isKnown = chosen === '' || known.some(({ code }) => code === chosen);
  return (
    <NativeSelect
      label={t('escalation.match.department')}
      value={chosen}
      onChange={({ currentTarget }) => form.setValue('department', currentTarget.value, { shouldDirty: true })}
      data={[
        { value: '', label: t('escalation.any') },
        ...known.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })),
        ...(isKnown ? [] : [{ value: chosen, label: chosen }]),
      ]}
    />
  );
}
