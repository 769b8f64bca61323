import { MESSAGE_LANGUAGES } from '@critical-callout/domain/delivery';
import { RECEIVES } from '@critical-callout/domain/directory';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ErrorSummary, fieldId, problemsOfFailure } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { Answer } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { directoryKeys, fetchParties, fetchParty, type Party, type SaveParty, saveParty } from './api.ts';
import { Covers } from './covers.tsx';
import css from './directory.module.css';
import { Points } from './points.tsx';
import type { Kind } from './tabs.ts';

type Props = { kind: Kind; id: number | null; onSaved: (id: number) => void; onClose: () => void };

/** One person or place: what they are, every way to reach them, and who stands in. */
export function PartyPanel({ kind, id, onSaved, onClose }: Props): ReactNode {
  const t = useText();
  const query = useQuery({
    queryKey: directoryKeys.party(kind, id ?? 0),
    queryFn: ({ signal }) => fetchParty({ kind, id: id ?? 0 }, signal),
    enabled: id !== null,
  });
  if (id === null) return <PartyForm kind={kind} party={null} onSaved={onSaved} onClose={onClose} />;
  return (
    <Answer query={query} what={t('directory.failed')} stillTrue={t('directory.failedStill')}>
      {(party) => (
        <>
          <PartyForm key={JSON.stringify(party)} kind={kind} party={party} onSaved={onSaved} onClose={onClose} />
          <Points owner={{ kind, id }} />
          {kind === 'doctor' && <Covers doctorId={id} />}
        </>
      )}
    </Answer>
  );
}

const EMPTY: SaveParty = { code: '', name: '', receives: 'may-receive', isActive: true };
const TEXTS = ['code', 'name', 'function', 'credential', 'phone', 'email', 'fax'] as const;
const HAS: Record<(typeof TEXTS)[number], readonly Kind[]> = {
  code: ['doctor', 'person', 'ward', 'organization'],
  name: ['doctor', 'person', 'ward', 'organization'],
  function: ['person'],
  credential: ['doctor', 'person'],
  phone: ['doctor', 'organization'],
  email: ['doctor', 'organization'],
  fax: ['doctor', 'organization'],
};

function toSave({ id: _id, hasContact: _hasContact, ...party }: Party): SaveParty {
  return party;
}

function PartyForm({ kind, party, onSaved, onClose }: Omit<Props, 'id'> & { party: Party | null }): ReactNode {
  const t = useText();
  const mayWrite = useMay('directory.write');
  const before: SaveParty = party ? toSave(party) : { ...EMPTY, ...(kind === 'ward' && { receives: 'must-confirm-relay' }) };
  const [fields, setFields] = useState(before);
  const isDirty = JSON.stringify(fields) !== JSON.stringify(before);
  useUnsavedGuard(isDirty);
  const save = useMutation({
    mutationFn: () => saveParty(kind, party?.id ?? null, fields),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: directoryKeys.all });
      toast(t('directory.saved', { name: saved.name }));
      onSaved(saved.id);
    },
  });
  const change = (more: Partial<SaveParty>): void => setFields({ ...fields, ...more });
  const failure = save.error ? asFailure(save.error) : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <ErrorSummary problems={problemsOfFailure(failure)} />
      {failure && failure.fields.length === 0 && (
        <FailurePanel failure={failure} what={t('directory.notSaved')} stillTrue={t('directory.notSavedStill')} />
      )}
      <fieldset className={css.fields} disabled={!mayWrite}>
        <legend className="visually-hidden">{t(`directory.${kind}`)}</legend>
        {TEXTS.filter((name) => HAS[name].includes(kind)).map((name) => (
          <TextInput
            key={name}
            id={fieldId(name)}
            label={t(`directory.${name}`)}
            description={name === 'code' ? t(`directory.code.${kind}`) : undefined}
            value={fields[name] ?? ''}
            maxLength={name === 'credential' ? 40 : 254}
            onChange={({ currentTarget }) =>
              change({ [name]: name === 'code' || name === 'name' ? currentTarget.value : currentTarget.value || null })
            }
          />
        ))}
        {kind !== 'organization' && (
          <OrganizationSelect value={fields.organizationId ?? null} onChange={(organizationId) => change({ organizationId })} />
        )}
        <NativeSelect
          label={t('directory.receives')}
          value={fields.receives}
          data={RECEIVES.map((value) => ({ value, label: t(`directory.receives.${value}`) }))}
          onChange={({ currentTarget }) => change({ receives: currentTarget.value as SaveParty['receives'] })}
        />
        <NativeSelect
          label={t('directory.language')}
          value={fields.language ?? ''}
          data={['', ...MESSAGE_LANGUAGES].map((value) => ({
            value,
            label: t(`directory.language.${value || 'none'}` as 'directory.language.none'),
          }))}
          onChange={({ currentTarget }) =>
            change({ language: MESSAGE_LANGUAGES.find((language) => language === currentTarget.value) ?? null })
          }
        />
        <Checkbox
          label={t('directory.isActive')}
          checked={fields.isActive}
          onChange={({ currentTarget }) => change({ isActive: currentTarget.checked })}
        />
      </fieldset>
      {mayWrite && (
        <div className={css.actions}>
          <Button type="submit" loading={save.isPending} disabled={!isDirty}>
            {t('settings.save')}
          </Button>
          {party === null && (
            <Button variant="subtle" onClick={onClose}>
              {t('dialog.back')}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

function OrganizationSelect({ value, onChange }: { value: number | null; onChange: (id: number | null) => void }): ReactNode {
  const t = useText();
  const filter = { limit: 500 };
  const { data } = useQuery({
    queryKey: directoryKeys.parties('organization', filter),
    queryFn: ({ signal }) => fetchParties('organization', filter, signal),
  });
  return (
    <NativeSelect
      id={fieldId('organizationId')}
      label={t('directory.organization')}
      value={value === null ? '' : String(value)}
      data={[
        { value: '', label: t('directory.organization.none') },
        ...(data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : Number(currentTarget.value))}
    />
  );
}
