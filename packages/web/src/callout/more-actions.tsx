import type { CriticalRecords, WaitingClosing } from '@critical-callout/contract/callout';
import { closingRulesOf } from '@critical-callout/contract/settings';
import { CLOSING_CODES, type ClosingCode } from '@critical-callout/domain/callout';
import { Button, NativeSelect, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { invalidateLive } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { closeCallout, endClosing, escalateNow } from './api.ts';
import css from './callout.module.css';
import { isOpen, type Rules } from './form.ts';
import { AboutOrder } from './who-and-what.tsx';

const SHORTEST_REASON = 3;

/** What is done with an order besides calling: the next step of its ladder at once, or an end without a call. */
export function MoreActions({ records, rules }: { records: CriticalRecords; rules: Rules }): ReactNode {
  const t = useText();
  const [open, setOpen] = useState<'escalate' | 'close' | null>(null);
  const hasOpen = records.reports.some(isOpen);
  useShortcuts({ escalate: () => hasOpen && setOpen('escalate') });
  if (!hasOpen) return null;
  return (
    <div className={css.more}>
      <Button size="xs" variant="outline" onClick={() => setOpen('escalate')}>
        {t('escalate.button')}
      </Button>
      <Button size="xs" variant="outline" onClick={() => setOpen('close')}>
        {t('close.button')}
      </Button>
      {open === 'escalate' && <Escalate records={records} onClose={() => setOpen(null)} />}
      {open === 'close' && <CloseWithCode records={records} rules={rules} onClose={() => setOpen(null)} />}
    </div>
  );
}

/** Sends, says that it is done, and keeps dialog and text where the server refuses. */
function useSending(done: string, onClose: () => void, billId: number) {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const send = async (work: () => Promise<string | null>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      toast((await work()) ?? done);
      onClose();
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      setBusy(false);
      invalidateLive([billId]);
    }
  };
  return { isBusy, failure, send };
}

function Escalate({ records, onClose }: { records: CriticalRecords; onClose: () => void }): ReactNode {
  const t = useText();
  const { billId } = records.bill;
  const [reason, setReason] = useState('');
  const [isShort, setShort] = useState(false);
  const { isBusy, failure, send } = useSending(t('escalate.done'), onClose, billId);
  const confirm = (): void => {
    setShort(reason.trim().length < SHORTEST_REASON);
    if (reason.trim().length >= SHORTEST_REASON) void send(() => escalateNow(billId, reason.trim()).then(() => null));
  };
  return (
    <ConfirmDialog
      title={t('escalate.title')}
      about={<AboutOrder records={records} />}
      confirmLabel={t('escalate.confirm')}
      isBusy={isBusy}
      onConfirm={confirm}
      onCancel={onClose}
    >
      {failure && <FailurePanel failure={failure} what={t('save.failed')} stillTrue={t('save.failedStill')} />}
      <p>{t('escalate.text')}</p>
      <Textarea
        label={t('escalate.reason')}
        rows={2}
        maxLength={500}
        value={reason}
        error={isShort ? t('reason.short') : undefined}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function CloseWithCode({ records, rules, onClose }: { records: CriticalRecords; rules: Rules; onClose: () => void }): ReactNode {
  const t = useText();
  const { role } = useMe();
  const { bill, reports } = records;
  const closing = closingRulesOf(rules.policy);
  const [code, setCode] = useState<ClosingCode>(CLOSING_CODES.find((one) => closing[one].roles.includes(role)) ?? 'other');
  const [comment, setComment] = useState('');
  const [isShort, setShort] = useState(false);
  const { isBusy, failure, send } = useSending(t('close.closed'), onClose, bill.billId);
  const isAllowed = closing[code].roles.includes(role);
  const confirm = (): void => {
    setShort(comment.trim().length < SHORTEST_REASON);
    if (comment.trim().length < SHORTEST_REASON || !isAllowed) return;
    const labReportIds = reports.filter(isOpen).map(({ labReportId }) => labReportId);
    void send(() =>
      closeCallout(bill.billId, bill.version, { labReportIds, code, comment: comment.trim() }).then(({ state }) =>
        state === 'waiting' ? t('close.waits') : null,
      ),
    );
  };
  return (
    <ConfirmDialog
      title={t('close.title')}
      about={<AboutOrder records={records} />}
      confirmLabel={t('close.confirm')}
      isBusy={isBusy}
      onConfirm={confirm}
      onCancel={onClose}
    >
      {failure && <FailurePanel failure={failure} what={t('save.failed')} stillTrue={t('save.failedStill')} />}
      <NativeSelect
        label={t('close.code')}
        value={code}
        error={isAllowed ? undefined : t('close.notAllowed')}
        data={CLOSING_CODES.map((value) => ({ value, label: t(`closing.${value}`) }))}
        onChange={({ currentTarget }) => setCode(currentTarget.value as ClosingCode)}
      />
      <Textarea
        mt="sm"
        label={t('close.comment')}
        rows={2}
        maxLength={2000}
        value={comment}
        error={isShort ? t('reason.short') : undefined}
        onChange={({ currentTarget }) => setComment(currentTarget.value)}
      />
      {closing[code].isSecondPersonNeeded && <p>{t('close.second')}</p>}
    </ConfirmDialog>
  );
}

/** Somebody asked for an end without a call; another person agrees or declines. */
export function WaitingStrip({ records, rules }: { records: CriticalRecords; rules: Rules }): ReactNode {
  const { closing } = records;
  return closing ? <Waiting records={records} rules={rules} closing={closing} /> : null;
}

function Waiting({ records, rules, closing }: { records: CriticalRecords; rules: Rules; closing: WaitingClosing }): ReactNode {
  const t = useText();
  const { userId, role } = useMe();
  const mayWrite = useMay('callout.write');
  // The server asks the same of who agrees and of who declines.
  const mayClose = closingRulesOf(rules.policy)[closing.code].roles.includes(role);
  const code = t(`closing.${closing.code}`);
  const { billId, version } = records.bill;
  const { isBusy, failure, send } = useSending(t('close.closed'), () => undefined, billId);
  const end = (how: 'confirm' | 'decline'): void =>
    void send(async () => {
      await endClosing(billId, version, how, closing.closingId);
      return how === 'confirm' ? null : t('close.declined', { by: closing.requestedByName, code });
    });
  return (
    <section className={`${css.changed} ${css.waiting}`} data-testid="waiting-closing">
      {failure && <FailurePanel failure={failure} what={t('save.failed')} stillTrue={t('save.failedStill')} />}
      <p>{t('close.waiting', { by: closing.requestedByName, code, comment: closing.comment })}</p>
      {closing.requestedBy === userId || !mayWrite || !mayClose ? (
        <p>{t('close.own')}</p>
      ) : (
        <div className={css.buttons}>
          <Button variant="outline" loading={isBusy} onClick={() => end('confirm')}>
            {t('close.agree')}
          </Button>
          <Button variant="subtle" loading={isBusy} onClick={() => end('decline')}>
            {t('close.decline')}
          </Button>
        </div>
      )}
    </section>
  );
}
