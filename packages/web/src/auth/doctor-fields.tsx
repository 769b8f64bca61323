import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { Controller, type useForm } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { PickList } from '../ui/pick-list.tsx';
import css from './people.module.css';
import { findDoctors, peopleKeys } from './people-api.ts';
import type { PersonFields } from './person-fields.ts';

/** What a doctor sees, and which doctor of the directory they are. */
export function DoctorFields({
  form: { register, control },
}: {
  form: Pick<ReturnType<typeof useForm<PersonFields>>, 'register' | 'control'>;
}): ReactNode {
  const t = useText();
  return (
    <>
      <NativeSelect
        label={t('people.field.docType')}
        data={(['0', '2'] as const).map((value) => ({ value, label: t(`people.docType.${value}`) }))}
        {...register('docType')}
      />
      <Controller
        control={control}
        name="doctor"
        rules={{ validate: (doctor) => doctor !== null || t('people.missing', { field: t('people.field.doctor') }) }}
        render={({ field: { value, onChange }, fieldState: { error } }) => (
          <div className={css.wide}>
            {value && (
              <p>
                {t('people.doctor.is')} <bdi>{value.name}</bdi>
              </p>
            )}
            <PickList
              id={fieldId('doctor')}
              label={t(value ? 'people.doctor.other' : 'people.field.doctor')}
              description={t('people.doctor.hint')}
              error={error?.message}
              queryKey={peopleKeys.doctors}
              find={findDoctors}
              onPick={({ id, name }) => onChange({ id, name })}
            />
          </div>
        )}
      />
    </>
  );
}
