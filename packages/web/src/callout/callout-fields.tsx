import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { CriticalValues } from '@critical-callout/domain/callout';
import { type ReactNode, useEffect } from 'react';
import { useFormContext } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import css from './callout.module.css';
import { ChangedStrip, useChangedValues } from './changed-strip.tsx';
import { ConflictStrip } from './conflict-strip.tsx';
import { Contacts } from './contacts.tsx';
import { draftOf, dropDraft, keepDraft } from './drafts.ts';
import type { CalloutForm, Rules } from './form.ts';
import { MessageFields } from './message-fields.tsx';
import { OutcomeFields } from './outcome-fields.tsx';
import { CommentField, TimeField } from './record-fields.tsx';
import { SubmitBar } from './submit-bar.tsx';
import { ToldFields } from './told-fields.tsx';
import { useSubmit } from './use-submit.ts';

type Props = {
  records: CriticalRecords;
  seen: CriticalRecords;
  rules: Rules;
  onSuccess: ((labReportIds: number[], status: CriticalValues) => void) | undefined;
};

/** What is typed about the call. Nothing here is prefilled that the caller must have heard. */
export function CalloutFields({ records, seen, rules, onSuccess }: Props): ReactNode {
  const t = useText();
  const form = useFormContext<CalloutForm>();
  const { billId } = records.bill;
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true, isDirty: true },
        callback: ({ values, isDirty }) => {
          if (isDirty) keepDraft(billId, { values: structuredClone(values), seen: draftOf(billId)?.seen ?? seen, failure: null });
          else dropDraft(billId);
        },
      }),
    [form, billId, seen],
  );
  const changed = useChangedValues(seen, records, form);
  const submit = useSubmit({ records, seen, rules, onSuccess });
  return (
    <form className={css.fields} aria-label={t('callout.form')} onSubmit={(event) => event.preventDefault()} noValidate>
      <ChangedStrip changes={changed} />
      {submit.conflict && (
        <ConflictStrip
          conflict={submit.conflict}
          isBusy={submit.save !== null}
          onAdd={() => void submit.send(submit.conflict?.isDraft ?? false, true)}
        />
      )}
      {submit.failure && (
        <FailurePanel
          failure={submit.failure}
          what={t('save.failed')}
          stillTrue={t('save.failedStill')}
          onRetry={submit.lastWasDraft === null ? undefined : () => void submit.send(submit.lastWasDraft ?? true, true)}
        />
      )}
      <fieldset className={css.plainSet} disabled={submit.save !== null}>
        <Contacts records={records} />
        {rules.settings.additional_instruction !== '' && (
          <p className={css.instruction}>
            <strong>{t('callout.instruction')}</strong> {rules.settings.additional_instruction}
          </p>
        )}
        <OutcomeFields />
        <ToldFields records={records} rules={rules} />
        <TimeField />
        <MessageFields records={records} />
        <CommentField isMandatory={rules.settings.mandatory_comments === 1} />
      </fieldset>
      <SubmitBar submit={submit} records={records} />
    </form>
  );
}
