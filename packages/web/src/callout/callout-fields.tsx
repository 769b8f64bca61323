import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { CriticalValues } from '@critical-callout/domain/callout';
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { AfterPaint } from '../ui/after-paint.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { takeTogether } from '../worklist/index.ts';
import { AlsoWaiting } from './also-waiting.tsx';
import { CallScript } from './call-script.tsx';
import css from './callout.module.css';
import { ChangedStrip, useChangedValues } from './changed-strip.tsx';
import { ConflictStrip } from './conflict-strip.tsx';
import { Contacts } from './contacts.tsx';
import { draftOf, dropDraft, keepDraft } from './drafts.ts';
import type { CalloutForm, Rules } from './form.ts';
import { JointCall, useJoinedOrders, withJoined } from './joint-call.tsx';
import { MessageFields } from './message-fields.tsx';
import { MoreActions } from './more-actions.tsx';
import { NextTryField } from './next-try-field.tsx';
import { OutcomeFields } from './outcome-fields.tsx';
import { CommentField, TimeField } from './record-fields.tsx';
import { RelayWaiting } from './relay-fields.tsx';
import { SubmitBar } from './submit-bar.tsx';
import { ToldFields } from './told-fields.tsx';
import { dropOnServer, keepOnServer, type Restored, useRestored } from './typed-text.ts';
import { typedWords } from './typed-words.ts';
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
  const [joinedIds, setJoinedIds] = useState<number[]>(() => takeTogether(records.bill.billId));
  const joined = useJoinedOrders(joinedIds);
  const all = useMemo(() => withJoined(records, joined), [records, joined]);
  const restored = useRestored(records, form);
  useKeptText(records, seen);
  const changed = useChangedValues(seen, records, form);
  const submit = useSubmit({ records, joined, all, seen, rules, onSuccess });
  return (
    <form className={css.fields} aria-label={t('callout.form')} onSubmit={(event) => event.preventDefault()} noValidate>
      <RestoredNote restored={restored} />
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
          copyTyped={<CopyTyped records={all} />}
        />
      )}
      <fieldset className={css.plainSet} disabled={submit.save !== null}>
        <RelayWaiting records={records} />
        <JointCall records={records} joined={joined} billIds={joinedIds} onChange={setJoinedIds} />
        <Contacts records={records} />
        {rules.settings.additional_instruction !== '' && (
          <p className={css.instruction}>
            <strong>{t('callout.instruction')}</strong> {rules.settings.additional_instruction}
          </p>
        )}
        <CallScript records={all} />
        <OutcomeFields />
        <ToldFields records={all} rules={rules} />
        <NextTryField rules={rules} />
        <div className={css.beside}>
          <TimeField failure={submit.failure} />
          <CommentField isMandatory={rules.settings.mandatory_comments === 1} />
        </div>
        <MessageFields records={records} />
        <AfterPaint>
          <AlsoWaiting records={records} />
        </AfterPaint>
      </fieldset>
      <SubmitBar submit={submit} records={all}>
        <MoreActions records={records} rules={rules} />
      </SubmitBar>
    </form>
  );
}

/** Rights can change under a call: what was typed can be taken along to somebody who may save it. */
function CopyTyped({ records }: { records: CriticalRecords }): ReactNode {
  const t = useText();
  const { getValues } = useFormContext<CalloutForm>();
  const copy = (): void =>
    void navigator.clipboard?.writeText(typedWords(getValues(), records, t)).then(() => toast(t('failure.copied')));
  return (
    <Button variant="outline" onClick={copy}>
      {t('save.copyText')}
    </Button>
  );
}

/** Every change goes into memory at once and to the server after a pause. */
function useKeptText({ bill: { billId, version } }: CriticalRecords, seen: CriticalRecords): void {
  const form = useFormContext<CalloutForm>();
  useEffect(
    () =>
      form.subscribe({
        formState: { values: true, isDirty: true },
        callback: ({ values, isDirty }) => {
          if (isDirty) {
            keepDraft(billId, { values: structuredClone(values), seen: draftOf(billId)?.seen ?? seen, failure: null });
            keepOnServer(billId, version, values);
          } else if (draftOf(billId)) {
            dropDraft(billId);
            dropOnServer(billId);
          }
        },
      }),
    [form, billId, version, seen],
  );
}

function RestoredNote({ restored }: { restored: Restored | null }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  if (!restored) return null;
  return (
    <p className={css.instruction} data-testid="restored">
      {t('typed.restored', { at: formatMoment(restored.at, now, lab.zone) })} {restored.isChanged && t('typed.restoredChanged')}
    </p>
  );
}
