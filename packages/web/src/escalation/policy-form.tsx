import type { Policy, PolicyFields } from '@critical-callout/contract/escalation';
import { CLAIM_HOLD_MINUTES, HOURS_KINDS, policyKeyOf } from '@critical-callout/domain/escalation';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { useMay } from '../auth/index.ts';
import { announce } from '../platform/announce.tsx';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { ErrorSummary, fieldId, problemsOf } from '../ui/error-summary.tsx';
import { findDifferences } from '../ui/publish/differences.ts';
import { PublishDialog } from '../ui/publish/publish-dialog.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { toast } from '../ui/toast.tsx';
import { approvePolicy, policiesKey, savePolicy } from './api.ts';
import { DepartmentField } from './department-field.tsx';
import css from './policies.module.css';
import { CLASSES, draftOf, fieldsOf, linesOf, nameOf, type PolicyDraft } from './policy-fields.ts';
import { PolicyVersions, useVersions } from './policy-versions.tsx';
import { Simulator } from './simulator.tsx';
import { Steps } from './steps.tsx';

type Props = { policy: Policy | null; start: PolicyFields; policies: readonly Policy[]; isReadOnly: boolean };

/** One policy: what it applies to, its steps, a simulator of exactly what stands in the form, review and publish. */
export function PolicyForm({ policy, start, policies, isReadOnly }: Props): ReactNode {
  const t = useText();
  const mayApprove = useMay('policies.approve') && !isReadOnly;
  const form = useForm<PolicyDraft>({ defaultValues: draftOf(start) });
  const [review, setReview] = useState<'save' | 'approve' | null>(null);
  const { formState, handleSubmit } = form;
  useUnsavedGuard(formState.isDirty && !isReadOnly);
  const isNew = policy === null;
  const restore = (version: Policy): void => {
    form.reset(draftOf(version), { keepDefaultValues: true });
    announce(t('limits.restored', { version: version.version }));
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      <form onSubmit={handleSubmit(() => setReview('save'))} noValidate>
        <h2>{nameOf(start, t)}</h2>
        {policy && (
          <p className={css.hint}>
            {t('escalation.version', { version: policy.version, author: policy.author, reason: policy.reason })}
          </p>
        )}
        <ErrorSummary problems={problemsOf(formState.errors)} />
        <fieldset disabled={isReadOnly} className={css.form}>
          <legend>{t('escalation.match')}</legend>
          <p className={`${css.wide} ${css.hint}`}>{t('escalation.match.hint')}</p>
          <Match form={form} />
        </fieldset>
        <Steps form={form} isReadOnly={isReadOnly} />
        <div className={css.actions}>
          {!isReadOnly && (
            <Button type="submit" disabled={!formState.isDirty && !isNew}>
              {t('escalation.review')}
            </Button>
          )}
          {mayApprove && policy && !policy.isApproved && !formState.isDirty && (
            <Button onClick={() => setReview('approve')}>{t('escalation.approve')}</Button>
          )}
        </div>
      </form>
      <Simulator fields={() => fieldsOf(form.getValues())} />
      {policy && <PolicyVersions policy={policy} onRestore={isReadOnly ? null : restore} />}
      {review && (
        <Review
          kind={review}
          form={form}
          policy={policy}
          start={start}
          policies={policies}
          mayApprove={mayApprove}
          onClose={() => setReview(null)}
        />
      )}
    </>
  );
}

function Match({ form }: { form: UseFormReturn<PolicyDraft> }): ReactNode {
  const { register, formState } = form;
  const t = useText();
  const any = { value: '', label: t('escalation.any') };
  const whole = (field: 'notifyWithinMinutes' | 'warnBeforeMinutes', label: string) => ({
    id: fieldId(field),
    label,
    inputMode: 'numeric' as const,
    error: formState.errors[field]?.message,
    ...register(field, { validate: (value) => /^\d*$/.test(value.trim()) || t('escalation.whole', { field: label }) }),
  });
  return (
    <>
      <TextInput label={t('escalation.match.testCode')} {...register('testCode')} />
      <TextInput label={t('escalation.match.location')} {...register('location')} />
      <DepartmentField form={form} />
      <NativeSelect
        label={t('escalation.match.patientClass')}
        data={[any, ...CLASSES.map((value) => ({ value, label: t(`limits.class.${value}`) }))]}
        {...register('patientClass')}
      />
      <TextInput label={t('escalation.match.priority')} {...register('priority')} />
      <NativeSelect
        label={t('escalation.match.tier')}
        data={[
          any,
          ...(['critical', 'significant'] as const).map((value) => ({ value, label: t(`limits.field.tier.${value}`) })),
        ]}
        {...register('tier')}
      />
      <NativeSelect
        label={t('escalation.match.hours')}
        description={t('escalation.match.hoursHint')}
        data={[any, ...HOURS_KINDS.map((value) => ({ value, label: t(`escalation.hours.${value}`) }))]}
        {...register('hours')}
      />
      <TextInput {...whole('notifyWithinMinutes', t('escalation.within'))} description={t('escalation.within.hint')} />
      <TextInput {...whole('warnBeforeMinutes', t('escalation.warn'))} />
      <Checkbox
        label={t('escalation.claimPauses')}
        description={t('escalation.claimPausesHint', { minutes: CLAIM_HOLD_MINUTES })}
        {...register('claimPauses')}
      />
      <Checkbox label={t('escalation.active')} {...register('isActive')} />
    </>
  );
}

type ReviewProps = Omit<Props, 'isReadOnly'> & {
  kind: 'save' | 'approve';
  form: UseFormReturn<PolicyDraft>;
  mayApprove: boolean;
  onClose: () => void;
};

function Review({ kind, form, policy, start, policies, mayApprove, onClose }: ReviewProps): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const [isApproving, setApproving] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const draft = form.getValues();
  const { data: versions } = useVersions(policy);
  const inForce = versions?.find(({ isApproved }) => isApproved);
  const before = kind === 'save' ? policy && start : (inForce ?? null);
  const fields = fieldsOf(draft);
  const name = nameOf(fields, t);
  const publish = async (reason: string): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const key = policyKeyOf(fields.match);
      const baseVersion = policies.find(({ policyKey }) => policyKey === key)?.version ?? 0;
      const saved =
        kind === 'approve' && policy
          ? await approvePolicy(policy.id, reason)
          : await savePolicy({ ...fields, baseVersion, reason, approve: isApproving });
      form.reset(draft);
      toast(t(saved.isApproved ? 'escalation.approved' : 'escalation.saved', { name }));
      onClose();
      await queryClient.invalidateQueries({ queryKey: policiesKey });
      await navigate({ to: '/settings/policies', search: { policy: saved.id } });
    } catch (problem) {
      setFailure(asFailure(problem));
      setBusy(false);
    }
  };
  return (
    <PublishDialog
      title={t(kind === 'save' ? 'escalation.publishTitle' : 'escalation.approveTitle', { name })}
      differences={findDifferences(before ? linesOf(draftOf(before), t) : [], linesOf(draft, t))}
      isBusy={isBusy}
      failure={failure}
      confirmLabel={t(kind === 'approve' ? 'escalation.approve' : isApproving ? 'escalation.saveApprove' : 'escalation.save')}
      onPublish={(reason) => void publish(reason)}
      onCancel={onClose}
    >
      {kind === 'save' && mayApprove && (
        <Checkbox
          checked={isApproving}
          label={t('escalation.approveNow')}
          onChange={({ currentTarget }) => setApproving(currentTarget.checked)}
        />
      )}
    </PublishDialog>
  );
}
