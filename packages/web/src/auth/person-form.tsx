import type { Person } from '@critical-callout/contract/auth';
import { ROLES } from '@critical-callout/domain/auth';
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
import { useMay, useMe } from './me.ts';
import css from './people.module.css';
import { addUser, changeUser, peopleKeys } from './people-api.ts';

type Fields = { name: string; userName: string; email: string; role: Person['role']; departments: string[]; isActive: boolean };

/** A doctor stands for one of the directory and support sees every lab: both are made at the command line. */
const CHOOSABLE = ROLES.filter((role) => role !== 'doctor' && role !== 'support');

export function PersonForm({ person }: { person: Person | null }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const mayWrite = useMay('users.write');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const isFixed = person !== null && (person.role === 'doctor' || person.role === 'support');
  const form = useForm<Fields>({
    defaultValues: {
      ...{
        name: person?.name ?? '',
        userName: person?.userName ?? '',
        email: person?.email ?? '',
        role: person?.role ?? 'technologist',
      },
      ...{ departments: person?.departmentIds.map(String) ?? [], isActive: person?.isActive ?? true },
    },
  });
  const { register, handleSubmit, formState, reset } = form;
  useUnsavedGuard(formState.isDirty && !formState.isSubmitting);
  const submit = handleSubmit(async (fields) => {
    setFailure(null);
    try {
      const departmentIds = fields.departments.map(Number);
      const access = isFixed ? { departmentIds } : { role: fields.role, departmentIds };
      const { name, userName, email } = fields;
      const saved = person
        ? await changeUser(person.id, { ...access, isActive: fields.isActive })
        : await addUser({ name, userName, email, role: fields.role, departmentIds });
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
        {person ? <Checkbox label={t('people.field.active')} {...register('isActive')} /> : <NewFields form={form} />}
        {isFixed ? (
          <p>{t(`people.role.${person.role}`)}</p>
        ) : (
          <NativeSelect
            label={t('people.field.role')}
            description={t('people.doctorHint')}
            data={CHOOSABLE.map((value) => ({ value, label: t(`people.role.${value}`) }))}
            {...register('role')}
          />
        )}
        <Departments form={form} />
      </fieldset>
      {mayWrite && (
        <Button type="submit" loading={formState.isSubmitting} disabled={!formState.isDirty}>
          {t(person ? 'people.save' : 'people.create')}
        </Button>
      )}
    </form>
  );
}

type FormOf = { form: ReturnType<typeof useForm<Fields>> };

function NewFields({ form: { register, formState } }: FormOf): ReactNode {
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
      <TextInput {...text('userName')} description={t('people.field.userName.hint')} autoCapitalize="none" />
      <TextInput {...text('email')} type="email" />
    </>
  );
}

function Departments({ form: { register } }: FormOf): ReactNode {
  const t = useText();
  const { departments } = useMe();
  if (departments.length === 0) return null;
  return (
    <fieldset className={css.ticks}>
      <legend>{t('people.field.departments')}</legend>
      {departments.map(({ id, name }) => (
        <Checkbox key={id} value={String(id)} label={name} {...register('departments')} />
      ))}
      <p className={css.hint}>{t('people.field.departments.hint')}</p>
    </fieldset>
  );
}
