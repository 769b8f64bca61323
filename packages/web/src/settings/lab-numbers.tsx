import type { LabSettings } from '@critical-callout/contract/lab';
import { Button, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFieldArray } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { groupIdentifier } from '../ui/names.ts';
import type { FieldsProps } from '../ui/publish/setting-form.tsx';
import { needed } from './checks.ts';
import { type IdentifierLine, readGroups, toFormat } from './identifier-lines.ts';
import type { LabFields } from './lab-fields.ts';
import css from './settings.module.css';

type Props = FieldsProps<LabSettings, LabFields>;

const TYPE = /^[A-Z0-9]{1,20}$/;
const NO_LINE: IdentifierLine = { type: '', label: '', groups: '' };
const typeOf = (typed: string): string => typed.trim().toUpperCase();

/** What the numbers of patients are called, and how they are read out. */
export function Numbers({ form, value, mayWrite }: Props): ReactNode {
  const t = useText();
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'identifiers' });
  const { seenIdentifierTypes: seen } = value;
  const add = (): void => {
    const named = form.getValues('identifiers').map(({ type }) => typeOf(type));
    append({ type: seen.find((type) => !named.includes(type)) ?? '', label: '', groups: '' });
  };
  return (
    <section className={css.group} aria-label={t('lab.numbers')}>
      <h3>{t('lab.numbers')}</h3>
      <p className={css.lead}>{t('lab.numbers.hint')}</p>
      <p>{seen.length === 0 ? t('lab.numbers.seenNone') : t('lab.numbers.seen', { types: seen.join(', ') })}</p>
      {fields.map(({ id }, index) => (
        <NumberLine key={id} form={form} index={index} onRemove={mayWrite ? () => remove(index) : null} />
      ))}
      {mayWrite && (
        <div className={css.actions}>
          <Button variant="outline" onClick={add}>
            {t('lab.numbers.add')}
          </Button>
        </div>
      )}
    </section>
  );
}

function NumberLine({ form, index, onRemove }: { form: Props['form']; index: number; onRemove: (() => void) | null }): ReactNode {
  const t = useText();
  const { register, watch, formState } = form;
  const errors = formState.errors.identifiers?.[index];
  const name = (part: keyof IdentifierLine) => `identifiers.${index}.${part}` as const;
  // A line that was just added or removed is drawn once before the form holds it.
  const line: IdentifierLine = watch(`identifiers.${index}`) ?? NO_LINE;
  const checkType = (type: string): true | string => {
    if (!TYPE.test(typeOf(type))) return t('lab.numbers.type.wrong', { type });
    const isTwice = form.getValues('identifiers').some((one, other) => other < index && typeOf(one.type) === typeOf(type));
    return !isTwice || t('lab.numbers.type.twice', { type: typeOf(type) });
  };
  return (
    <fieldset className={css.line}>
      <legend className="visually-hidden">{t('lab.numbers.line', { number: index + 1 })}</legend>
      <TextInput
        id={fieldId(name('type'))}
        label={t('lab.numbers.type')}
        maxLength={20}
        error={errors?.type?.message}
        {...register(name('type'), { validate: checkType })}
      />
      <TextInput
        id={fieldId(name('label'))}
        label={t('lab.numbers.label')}
        maxLength={30}
        error={errors?.label?.message}
        {...register(name('label'), { validate: needed(t, t('lab.numbers.label')) })}
      />
      <TextInput
        id={fieldId(name('groups'))}
        label={t('lab.numbers.groups')}
        placeholder="3 3 4"
        error={errors?.groups?.message}
        {...register(name('groups'), {
          validate: (groups) => readGroups(groups) !== 'wrong' || t('lab.numbers.groups.wrong', { groups }),
        })}
      />
      <Sample line={line} />
      {onRemove && (
        <Button variant="outline" className={css.remove} onClick={onRemove}>
          {t('lab.numbers.remove', { type: line.type })}
        </Button>
      )}
    </fieldset>
  );
}

/** How a number of that length would stand on the screen. */
function Sample({ line }: { line: IdentifierLine }): ReactNode {
  const t = useText();
  const sizes = readGroups(line.groups);
  if (sizes === 'wrong') return <span />;
  const length = sizes?.reduce((sum, size) => sum + size, 0) || 10;
  const number = '1297287652'.repeat(16).slice(0, length);
  return (
    <output className={css.sample}>
      {t('lab.numbers.sample')} <bdi>{`${line.label} ${groupIdentifier(number, line.type, [toFormat(line)])}`}</bdi>
    </output>
  );
}
