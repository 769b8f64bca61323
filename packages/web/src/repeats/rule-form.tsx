import type { RepeatRuleOut, RepeatRules, SaveRepeatRule } from '@critical-callout/contract/repeats';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { ErrorSummary, fieldId, problemsOfFailure } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { findDifferences } from '../ui/publish/differences.ts';
import { PublishDialog } from '../ui/publish/publish-dialog.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { VersionList } from '../ui/publish/version-list.tsx';
import { toast } from '../ui/toast.tsx';
import { approveRule, fetchVersions, repeatsKeys, saveRule } from './api.ts';
import css from './repeats.module.css';

type Rule = RepeatRules['items'][number];
type Fields = {
  parameterCode: string;
  codeSystem: string;
  parameterName: string;
  location: string;
  scope: SaveRepeatRule['scope'];
  windowHours: string;
  worseByPercent: string;
  isReentryCalled: boolean;
  isActive: boolean;
};

const EMPTY: Fields = {
  parameterCode: '',
  codeSystem: 'LN',
  parameterName: '',
  location: '',
  scope: 'window',
  windowHours: '6',
  worseByPercent: '10',
  isReentryCalled: true,
  isActive: true,
};

const fieldsOf = (rule: RepeatRuleOut): Fields => ({
  ...rule,
  parameterCode: rule.parameterCode ?? '',
  location: rule.location ?? '',
  windowHours: rule.windowHours === null ? '' : String(rule.windowHours),
});

const ruleOf = (fields: Fields, more: Pick<SaveRepeatRule, 'baseVersion' | 'reason' | 'approve'>): SaveRepeatRule => ({
  parameterCode: fields.parameterCode.trim() || null,
  codeSystem: fields.codeSystem.trim(),
  parameterName: fields.parameterName.trim(),
  location: fields.location.trim() || null,
  scope: fields.scope,
  // What is no number is left to the server, which names the field.
  windowHours: fields.scope === 'window' ? Number(fields.windowHours) : null,
  worseByPercent: fields.worseByPercent.trim(),
  isReentryCalled: fields.isReentryCalled,
  isActive: fields.isActive,
  ...more,
});

/** One rule: its fields, a review of what changes, its versions, and the approval that puts it in force. */
export function RuleForm({ rule, onSaved }: { rule: Rule | null; onSaved: (id: number) => void }): ReactNode {
  const t = useText();
  const [mayWrite, mayApprove] = [useMay('limits.write'), useMay('limits.approve')];
  const before = rule ? fieldsOf(rule) : EMPTY;
  const [fields, setFields] = useState<Fields>(before);
  const [isReviewing, setReviewing] = useState(false);
  const [approve, setApprove] = useState(false);
  useUnsavedGuard(JSON.stringify(fields) !== JSON.stringify(before));
  const done = async (saved: RepeatRuleOut, words: string): Promise<void> => {
    await queryClient.invalidateQueries({ queryKey: repeatsKeys.rules });
    toast(words);
    onSaved(saved.id);
  };
  const save = useMutation({
    mutationFn: (reason: string) => saveRule(ruleOf(fields, { baseVersion: rule?.version ?? 0, reason, approve })),
    onSuccess: (saved) => {
      setReviewing(false);
      return done(saved, t('repeats.saved', { version: saved.version }));
    },
  });
  const failure = save.error ? asFailure(save.error) : null;
  return (
    <>
      <ErrorSummary problems={isReviewing ? [] : problemsOfFailure(failure)} />
      {failure && !isReviewing && failure.fields.length === 0 && (
        <FailurePanel failure={failure} what={t('repeats.notSaved')} stillTrue={t('repeats.notSavedStill')} />
      )}
      <RuleFields
        fields={fields}
        isKeyFixed={rule !== null}
        mayWrite={mayWrite}
        onChange={(more) => setFields({ ...fields, ...more })}
      />
      <div className={css.actions}>
        {mayWrite && <Button onClick={() => setReviewing(true)}>{t('repeats.review')}</Button>}
        {mayApprove && rule && !rule.isApproved && (
          <ApproveRule rule={rule} onApproved={(saved) => done(saved, t('repeats.approved', { version: saved.version }))} />
        )}
      </div>
      {isReviewing && (
        <PublishDialog
          title={t('repeats.save.title')}
          differences={findDifferences(rule ? linesOf(t, before) : [], linesOf(t, fields))}
          isBusy={save.isPending}
          failure={failure}
          confirmLabel={t('settings.save')}
          onPublish={(comment) => save.mutate(comment)}
          onCancel={() => setReviewing(false)}
        >
          {mayApprove && (
            <Checkbox
              mb="sm"
              label={t('repeats.approveNow')}
              checked={approve}
              onChange={({ currentTarget }) => setApprove(currentTarget.checked)}
            />
          )}
        </PublishDialog>
      )}
      {rule && <RuleVersions rule={rule} onRestore={mayWrite ? (old) => setFields(fieldsOf(old)) : null} />}
    </>
  );
}

/** What the version that waits would change of the one in force, why, and only then the button. */
function ApproveRule({ rule, onApproved }: { rule: Rule; onApproved: (saved: RepeatRuleOut) => Promise<void> }): ReactNode {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery({ queryKey: repeatsKeys.versions(rule.id), queryFn: ({ signal }) => fetchVersions(rule.id, signal) });
  const inForce = data?.items.find(({ version }) => version === rule.inForceVersion);
  const accept = useMutation({
    mutationFn: (reason: string) => approveRule(rule.id, reason),
    onSuccess: (saved) => {
      setOpen(false);
      return onApproved(saved);
    },
  });
  return (
    <>
      <Button variant="outline" disabled={!data} onClick={() => setOpen(true)}>
        {t('repeats.approve', { version: rule.version })}
      </Button>
      {isOpen && (
        <PublishDialog
          title={t('repeats.approve', { version: rule.version })}
          differences={findDifferences(inForce ? linesOf(t, fieldsOf(inForce)) : [], linesOf(t, fieldsOf(rule)))}
          isBusy={accept.isPending}
          failure={accept.error ? asFailure(accept.error) : null}
          confirmLabel={t('repeats.approve', { version: rule.version })}
          onPublish={(reason) => accept.mutate(reason)}
          onCancel={() => setOpen(false)}
        />
      )}
    </>
  );
}

type FieldsProps = { fields: Fields; isKeyFixed: boolean; mayWrite: boolean; onChange: (more: Partial<Fields>) => void };

function RuleFields({ fields, isKeyFixed, mayWrite, onChange }: FieldsProps): ReactNode {
  const t = useText();
  // Parameter and place are what makes it this rule; another pair is another rule.
  const key = (name: 'parameterCode' | 'codeSystem' | 'location', label: string, description: string): ReactNode => (
    <TextInput
      id={fieldId(name)}
      label={label}
      description={description}
      value={fields[name]}
      readOnly={isKeyFixed}
      maxLength={100}
      onChange={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
    />
  );
  return (
    <fieldset className={css.fields} disabled={!mayWrite}>
      <legend className="visually-hidden">{t('repeats.rules')}</legend>
      {key('parameterCode', t('repeats.code'), t('repeats.code.hint'))}
      {key('codeSystem', t('repeats.system'), t('repeats.system.hint'))}
      <TextInput
        id={fieldId('parameterName')}
        label={t('repeats.name')}
        value={fields.parameterName}
        maxLength={200}
        onChange={({ currentTarget }) => onChange({ parameterName: currentTarget.value })}
      />
      {key('location', t('repeats.location'), t('repeats.location.hint'))}
      <NativeSelect
        id={fieldId('scope')}
        label={t('repeats.scope')}
        value={fields.scope}
        data={(['window', 'first-of-stay'] as const).map((value) => ({ value, label: t(`repeats.scope.${value}`) }))}
        onChange={({ currentTarget }) => onChange({ scope: currentTarget.value as Fields['scope'] })}
      />
      {fields.scope === 'window' && (
        <TextInput
          id={fieldId('windowHours')}
          label={t('repeats.hours')}
          inputMode="numeric"
          value={fields.windowHours}
          onChange={({ currentTarget }) => onChange({ windowHours: currentTarget.value })}
        />
      )}
      <TextInput
        id={fieldId('worseByPercent')}
        label={t('repeats.worse')}
        description={t('repeats.worse.hint')}
        inputMode="decimal"
        value={fields.worseByPercent}
        onChange={({ currentTarget }) => onChange({ worseByPercent: currentTarget.value })}
      />
      <Checkbox
        label={t('repeats.reentry')}
        checked={fields.isReentryCalled}
        onChange={({ currentTarget }) => onChange({ isReentryCalled: currentTarget.checked })}
      />
      <Checkbox
        label={t('repeats.active')}
        checked={fields.isActive}
        onChange={({ currentTarget }) => onChange({ isActive: currentTarget.checked })}
      />
    </fieldset>
  );
}

function linesOf(t: Translate, fields: Fields): { label: string; value: string }[] {
  const yesNo = (value: boolean): string => t(value ? 'repeats.yes' : 'repeats.no');
  return [
    { label: t('repeats.code'), value: fields.parameterCode },
    { label: t('repeats.system'), value: fields.codeSystem },
    { label: t('repeats.name'), value: fields.parameterName },
    { label: t('repeats.location'), value: fields.location },
    { label: t('repeats.scope'), value: t(`repeats.scope.${fields.scope}`) },
    { label: t('repeats.hours'), value: fields.scope === 'window' ? fields.windowHours : '' },
    { label: t('repeats.worse'), value: fields.worseByPercent },
    { label: t('repeats.reentry'), value: yesNo(fields.isReentryCalled) },
    { label: t('repeats.active'), value: yesNo(fields.isActive) },
  ];
}

function RuleVersions({ rule, onRestore }: { rule: Rule; onRestore: ((old: RepeatRuleOut) => void) | null }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const { data } = useQuery({ queryKey: repeatsKeys.versions(rule.id), queryFn: ({ signal }) => fetchVersions(rule.id, signal) });
  if (!data) return null;
  const versions = data.items.map((version) => {
    const at = formatMoment(version.createdAt, serverNow(), lab.zone);
    const { author, approvedBy: approver } = version;
    return {
      id: version.id,
      name: t('repeats.version', { version: version.version }),
      about: approver ? t('repeats.version.approvedBy', { at, author, approver }) : t('repeats.version.about', { at, author }),
      comment: version.reason,
      state: stateOf(rule, version),
    };
  });
  const restore =
    onRestore &&
    (({ id }: { id: number | string }) => {
      const old = data.items.find((version) => version.id === id);
      if (old) onRestore(old);
    });
  return <VersionList versions={versions} onRestore={restore} />;
}

function stateOf(rule: Rule, version: RepeatRuleOut): 'draft' | 'in-force' | 'former' {
  if (version.version === rule.inForceVersion) return 'in-force';
  return version.version > (rule.inForceVersion ?? 0) && !version.isApproved && version.version === rule.version
    ? 'draft'
    : 'former';
}
