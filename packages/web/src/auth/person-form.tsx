import type { Person } from '@critical-callout/contract/auth';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useForm } from 'react-hook-form';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ErrorSummary, fieldId, problemsOf } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { toast } from '../ui/toast.tsx';
import { DoctorFields } from './doctor-fields.tsx';
import { useMay, useMe } from './me.ts';
import css from './people.module.css';
import { addUser, changeUser, peopleKeys } from './people-api.ts';
import { accessOf, CHOOSABLE, changeOf, draftOf, hasDepartments, type PersonFields } from './person-fields.ts';

export function PersonForm({ person }: { person: Person | null }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const mayWrite = useMay('users.write');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const form = useForm<PersonFields>({ defaultValues: draftOf(person) });
  const { register, handleSubmit, formState, reset, watch } = form;
  const [role, docType] = watch(['role', 'docType']);
  useUnsavedGuard(formState.isDirty && !formState.isSubmitting);
  const submit = handleSubmit(async (fields) => {
    setFailure(null);
    try {
      const { name, userName, email } = fields;
      const saved = person
        ? await changeUser(person.id, changeOf(person, fields))
        : await addUser({ name, userName, email, ...accessOf(fields) });
      reset(fields);
      toast(t(person ? 'people.saved' : 'people.created', { name: saved.name }));
      await queryClient.invalidateQueries({ queryKey: peopleKeys.all });
      if (!person) await navigate({ to: '/settings/users', search: { people: 'users', who: saved.id } });
    } catch (problem) {
      setFailure(asFailure(problem));
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <ErrorSummary problems={problemsOf(formState.errors)} />
      {failure && <FailurePanel failure={failure} what={t('people.notSaved')} stillTrue={t('people.notSavedStill')} />}
      <fieldset disabled={!mayWrite} className={css.form}>
        <legend className="visually-hidden">{t('people.tab.users')}</legend>
        <Names form={form} isNew={person === null} />
        {person?.role === 'support' ? (
          <p>{t('people.role.support')}</p>
        ) : (
          <NativeSelect
            label={t('people.field.role')}
            data={CHOOSABLE.map((value) => ({ value, label: t(`people.role.${value}`) }))}
            {...register('role')}
          />
        )}
        {role === 'doctor' && <DoctorFields form={form} />}
        {hasDepartments({ role, docType }) && <Departments form={form} />}
        {person && <Checkbox label={t('people.field.active')} {...register('isActive')} />}
      </fieldset>
      {mayWrite && (
        <Button type="submit" loading={formState.isSubmitting} disabled={!formState.isDirty}>
          {t(person ? 'people.save' : 'people.create')}
        </Button>
      )}
    </form>
  );
}

type FormOf = { form: ReturnType<typeof useForm<PersonFields>> };

function Names({ form: { register, formState }, isNew }: FormOf & { isNew: boolean }): ReactNode {
  const t = useText();
  const text = (field: 'name' | 'userName' | 'email') => ({
    id: fieldId(field),
    label: t(`people.field.${field}`),
    error: formState.errors[field]?.message,
    ...register(field, {
      validate: (value: string) => value.trim() !== '' || t('people.missing', { field: t(`people.field.${field}`) }),
    }),
  });
  return (
    <>
      <TextInput {...text('name')} />
      {isNew && <TextInput {...text('userName')} description={t('people.field.userName.hint')} autoCapitalize="none" />}
      <TextInput {...text('email')} type="email" />
    </>
  );
}

function Departments({ form: { register, watch, formState } }: FormOf): ReactNode {
  const t = useText();
  const { departments } = useMe();
  const [role, type] = watch(['role', 'departmentDataType']);
  if (departments.length === 0) return null;
  // A session without its own departments may choose any; those a person is tied to are all they see.
  const hint = role === 'doctor' || type === '1' ? 'people.field.departments.own' : 'people.field.departments.hint';
  const error = formState.errors.departments?.message;
  return (
    <>
      {role !== 'doctor' && role !== 'support' && (
        <NativeSelect
          label={t('people.field.departmentDataType')}
          data={(['0', '1'] as const).map((value) => ({ value, label: t(`people.departmentDataType.${value}`) }))}
          {...register('departmentDataType')}
        />
      )}
      <fieldset className={css.ticks} id={fieldId('departments')} aria-describedby={`${fieldId('departments')}-hint`}>
        <legend>{t('people.field.departments')}</legend>
        {departments.map(({ id, name }) => (
          <Checkbox
            key={id}
            value={String(id)}
            label={name}
            {...register('departments', {
              validate: (ticked, { role: asked, docType }) =>
                !(asked === 'doctor' && docType === '0') || ticked.length > 0 || t('people.field.departments.missing'),
            })}
          />
        ))}
        <p id={`${fieldId('departments')}-hint`} className={css.hint}>
          {error ? <strong>{error}</strong> : t(hint)}
        </p>
      </fieldset>
    </>
  );
}
