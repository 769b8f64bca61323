import { NativeSelect, type NativeSelectProps, TextInput, type TextInputProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { fetchChoices, limitKeys } from './api.ts';

function useChoices() {
  const { data } = useQuery({ queryKey: limitKeys.choices, queryFn: ({ signal }) => fetchChoices(signal), staleTime: 300_000 });
  return data ?? { departments: [], specimens: [] };
}

/** Any name may be typed; those the laboratory's results came with are offered. */
export function SpecimenInput(props: TextInputProps): ReactNode {
  const id = useId();
  const { specimens } = useChoices();
  return (
    <>
      <TextInput list={id} autoComplete="off" {...props} />
      <datalist id={id}>
        {specimens.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

/** The laboratory's departments by name; the code is what a limit keeps. `chosen` stays choosable where the laboratory has it no more. */
export function DepartmentSelect({
  any,
  chosen = '',
  ...props
}: NativeSelectProps & { any: string; chosen?: string }): ReactNode {
  const { departments } = useChoices();
  const isKnown = chosen === '' || departments.some(({ code }) => code === chosen);
  return (
    <NativeSelect
      {...props}
      data={[
        { value: '', label: any },
        ...departments.map(({ code, name }) => ({ value: code, label: `${name} (${code})` })),
        ...(isKnown ? [] : [{ value: chosen, label: chosen }]),
      ]}
    />
  );
}
