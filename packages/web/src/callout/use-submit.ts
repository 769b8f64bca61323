import type { CriticalRecords, SubmitCallout, SubmitCalloutAnswer, SubmitJoint } from '@critical-callout/contract/callout';
import { CriticalValues } from '@critical-callout/domain/callout';
import { useEffect, useRef, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { forgetCall } from '../ownership/index.ts';
import { alarm } from '../platform/announce.tsx';
import { fetchCriticalRecords } from '../platform/critical-records.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { invalidateLive } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { text, useText } from '../platform/text.tsx';
import { formatClockSeconds } from '../ui/dates.ts';
import { formatName } from '../ui/names.ts';
import { toast } from '../ui/toast.tsx';
import { findClosed } from './changes.ts';
import { draftOf, dropDraft, keepDraft } from './drafts.ts';
import type { CalloutForm, Rules } from './form.ts';
import { type Missing, missingForAttempt, missingForDone } from './missing.ts';
import { type Save, SaveCancelled, saveCallout, useSave } from './save-queue.ts';
import { noteSaved } from './saved.ts';
import { buildJoint } from './submission.ts';
import { dropOnServer } from './typed-text.ts';

/** Somebody closed or changed the order meanwhile; what was typed stays, and can be added as a further record. */
export type Conflict = { billId: number; isDraft: boolean; by: string | null; at: string | null; text: string | null };

export type Submit = {
  save: Save | null;
  /** What is missing for the button that was pressed last; shown as a list with links. */
  missing: { isDraft: boolean; list: Missing[] } | null;
  isConfirming: boolean;
  conflict: Conflict | null;
  failure: ApiFailure | null;
  lastWasDraft: boolean | null;
  send: (isDraft: boolean, isConfirmed?: boolean) => Promise<void>;
  backToForm: () => void;
};

type Options = {
  records: CriticalRecords;
  /** Other orders of the patient that are told in the same call. */
  joined: readonly CriticalRecords[];
  /** This order and those, as one list of reports. */
  all: CriticalRecords;
  seen: CriticalRecords;
  rules: Rules;
  onSuccess: ((labReportIds: number[], status: CriticalValues) => void) | undefined;
};

/** From a pressed button to a committed record. */
export function useSubmit({ records, joined, all, seen, rules, onSuccess }: Options): Submit {
  const t = useText();
  const { lab } = useMe();
  const form = useFormContext<CalloutForm>();
  const { bill } = records;
  const save = useSave(bill.billId);
  const [missing, setMissing] = useState<Submit['missing']>(null);
  const [isConfirming, setConfirming] = useState(false);
  const [refusedClose, setRefusedClose] = useState<Conflict | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(draftOf(bill.billId)?.failure ?? null);
  const [lastWasDraft, setLastWasDraft] = useState<boolean | null>(null);
  const [isCommitted, setCommitted] = useState(false);
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);

  // The stream may tell of the other person's record before anybody presses a button.
  const isClosedByOther = findClosed(seen, records).length > 0 && save === null && !isCommitted;
  const closedMeanwhile = { billId: bill.billId, isDraft: false, by: null, at: null, text: null };
  const conflict = refusedClose ?? (isClosedByOther ? closedMeanwhile : null);
  useEffect(() => {
    // Whoever speaks to the ward does not look at the strip.
    if (isClosedByOther) alarm(t('conflict.title'));
  }, [isClosedByOther, t]);

  const send = async (isDraft: boolean, isConfirmed = false): Promise<void> => {
    // The record of a call that was just saved must not be sent twice while the next order is being looked for.
    if (save || isCommitted) return;
    const values = form.getValues();
    const now = serverNow();
    const context = { records: all, rules, now, zone: lab.zone };
    const list = isDraft ? missingForAttempt(values, context) : missingForDone(values, context);
    setFailure(null);
    setLastWasDraft(isDraft);
    setMissing(list.length > 0 ? { isDraft, list } : null);
    setConfirming(!isDraft && list.length === 0 && !isConfirmed);
    if (list.length > 0 || (!isDraft && !isConfirmed)) return;
    try {
      const body = buildJoint(values, [records, ...joined], isDraft, now, lab.zone);
      const { labReportIds, status } = await commitCall(records, body, lab.zone);
      setCommitted(true);
      forgetCall(bill.billId);
      if (isHere.current) onSuccess?.(labReportIds, status);
    } catch (error) {
      if (error instanceof SaveCancelled) return;
      explain(asFailure(error), isDraft);
    }
  };

  const explain = (problem: ApiFailure, isDraft: boolean): void => {
    refreshBill(bill.billId);
    if (problem.code === 'callout.stale-version') {
      const { by, at, text: words } = problem.details;
      setRefusedClose({ billId: bill.billId, isDraft, by: asText(by), at: asText(at), text: asText(words) });
      alarm(t('conflict.title'));
    } else {
      setFailure(problem);
      alarm(t('save.failed'));
    }
    // Whoever has moved on finds the text and the reason when the order is opened again.
    keepDraft(bill.billId, {
      values: structuredClone(form.getValues()),
      seen: draftOf(bill.billId)?.seen ?? seen,
      failure: problem,
    });
  };

  return {
    save,
    missing,
    isConfirming,
    conflict,
    failure: failure?.code === 'callout.stale-version' ? null : failure,
    lastWasDraft,
    send,
    backToForm: () => setConfirming(false),
  };
}

/** Sends, and once the server has committed tells everybody. */
async function commitCall(
  { bill }: CriticalRecords,
  body: SubmitCallout | SubmitJoint,
  zone: string,
): Promise<{ labReportIds: number[]; status: CriticalValues }> {
  const { reports, eventSeq } = await saveCallout(bill.billId, bill.version, body).catch((error) =>
    committedAnyway(error, bill.billId),
  );
  dropDraft(bill.billId);
  dropOnServer(bill.billId);
  // The server may record as an attempt what was meant as done: a message alone proves nothing where proof is asked.
  const isDone = reports.length > 0 && reports.every(({ criticalValues }) => criticalValues === CriticalValues.CALLOUT_DONE);
  const at = serverNow();
  const name = formatName(bill.patient);
  noteSaved({ billId: bill.billId, at, name, isDone, eventSeq: eventSeq ?? null });
  const words = { at: formatClockSeconds(at, zone), name: name ?? text('patient.nameUnknown') };
  const said = text(isDone ? 'save.savedDone' : 'save.savedAttempt', words);
  toast(eventSeq === undefined ? said : `${said} · ${text('save.auditNumber', { number: String(eventSeq) })}`);
  invalidateLive('bills' in body ? body.bills.map(({ billId }) => billId) : [bill.billId]);
  const status = isDone ? CriticalValues.CALLOUT_DONE : CriticalValues.CALLOUT_ATTEMPTED;
  return { labReportIds: reports.map(({ labReportId }) => labReportId), status };
}

/** The first try was committed and its answer was lost with the server process: what it wrote is read instead. */
async function committedAnyway(error: unknown, billId: number): Promise<Pick<SubmitCalloutAnswer, 'reports' | 'eventSeq'>> {
  if (asFailure(error).code !== 'idempotency.answer-lost') throw error;
  const { reports } = await fetchCriticalRecords(billId);
  return { reports: reports.map(({ labReportId, criticalValues }) => ({ labReportId, criticalValues })) };
}

const refreshBill = (billId: number): void => invalidateLive([billId]);

const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);
