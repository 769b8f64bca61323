import type { WorklistItem } from '@critical-callout/contract/worklist';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { AssignDialog, assignOrder, carryOut, ReasonDialog, release, takeOverOrder } from '../ownership/index.ts';
import { invalidateLive } from '../platform/query.ts';
import { useServerNow } from '../platform/server-time.ts';
import { type ShortcutName, showKey } from '../platform/shortcuts.ts';
import { type MessageId, useText } from '../platform/text.tsx';
import { useAriaKeys } from '../platform/use-shortcuts.ts';
import { printCallSheet } from '../print/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { sayFailure } from '../ui/failure-notices.tsx';
import { PatientIdentity, PatientName } from '../ui/patient.tsx';
import { ResultValue } from '../ui/result-value.tsx';
import { toast } from '../ui/toast.tsx';
import { escalateNow, markPaged } from './api.ts';
import { claimAndOpen, type RowDialog } from './claim-and-open.ts';
import css from './worklist.module.css';

type Props = {
  dialog: RowDialog;
  onChange: (dialog: RowDialog | null) => void;
  onOpen: (billId: number) => void;
  onNote: (billId: number) => void;
  onHistory: (billId: number) => void;
};

/** Whom it is about, with the value: never a number alone. */
export function About({ items }: { items: readonly WorklistItem[] }): ReactNode {
  return (
    <ul className={css.aboutList}>
      {items.map((item) => (
        <li key={item.billId}>
          <strong>
            <PatientName patient={item.patient} />
          </strong>
          <span>{item.billNumber}</span>
          <Identity patient={item.patient} />
          {item.reports.flatMap(({ parameters }) =>
            parameters.slice(0, 1).map((parameter) => <ResultValue key={parameter.resultId} parameter={parameter} />),
          )}
        </li>
      ))}
    </ul>
  );
}

function Identity({ patient }: Pick<WorklistItem, 'patient'>): ReactNode {
  const { lab } = useMe();
  const now = useServerNow(3_600_000);
  return (
    <div className={css.minor}>
      <PatientIdentity patient={patient} now={now} zone={lab.zone} />
    </div>
  );
}

export function RowDialogs({ dialog, onChange, onOpen, onNote, onHistory }: Props): ReactNode {
  const t = useText();
  const { kind, items } = dialog;
  const [first] = items;
  const close = (): void => onChange(null);
  if (!first) return null;
  if (kind === 'assign') {
    return (
      <AssignDialog
        about={<About items={items} />}
        onClose={close}
        onSend={async (userId, departmentId) => {
          for (const { billId, billNumber } of items) {
            const failure = await carryOut(assignOrder(billId, userId, departmentId), 'ownership.assigned', billNumber);
            if (failure !== null) return failure;
          }
          return null;
        }}
      />
    );
  }
  if (kind === 'escalate') {
    return (
      <ReasonDialog
        title={t('row.escalateTitle')}
        about={<About items={items} />}
        label={t('row.escalateReason')}
        action={t('row.escalateDo')}
        onClose={close}
        onSend={(reason) =>
          escalateNow(first.billId, reason).then(
            () => {
              toast(t('row.escalated', { number: first.billNumber }));
              invalidateLive([first.billId]);
              return null;
            },
            (error: unknown) => error,
          )
        }
      />
    );
  }
  if (kind === 'take-over') {
    return (
      <ReasonDialog
        title={t('ownership.takeOverTitle', { number: first.billNumber })}
        about={<About items={items} />}
        label={t('row.takeOverReason')}
        action={t('ownership.takeOver')}
        onClose={close}
        onSend={async (reason) => {
          const failure = await carryOut(takeOverOrder(first.billId, reason), 'ownership.takenOver', first.billNumber);
          if (failure === null) onOpen(first.billId);
          return failure;
        }}
      />
    );
  }
  return <RowMenu item={first} onChange={onChange} onOpen={onOpen} onNote={onNote} onHistory={onHistory} />;
}

const notPrinted = (error: unknown): void => sayFailure(error, { what: 'row.notPrinted', still: 'row.notPrintedStill' });

const notPaged = (error: unknown): void => sayFailure(error, { what: 'page.failed', still: 'page.failedStill' });

type Entry = { id: string; label: MessageId; key?: ShortcutName; run: () => void };

/** All that can be done with a row, each with its key. */
function RowMenu({ item, onChange, onOpen, onNote, onHistory }: { item: WorklistItem } & Omit<Props, 'dialog'>): ReactNode {
  const t = useText();
  const me = useMe();
  const mayCall = useMay('callout.write');
  const ariaKeys = useAriaKeys();
  const navigate = useNavigate();
  const { billId, billNumber, ownership } = item;
  const [page] = item.escalation?.pages ?? [];
  const paged = async (pageId: number): Promise<void> => {
    await markPaged(billId, pageId).then(() => toast(t('page.savedOrder', { number: billNumber })), notPaged);
    invalidateLive([billId]);
  };
  const holder = ownership.claim ?? ownership.assignedTo;
  const close = (): void => onChange(null);
  const then = (work: () => void) => (): void => {
    close();
    work();
  };
  const calling: Entry[] = [
    { id: 'claim', label: 'row.claim', key: 'claim', run: then(() => void claimAndOpen(item, onOpen, onChange)) },
    ...(holder?.userId === me.userId
      ? [
          {
            id: 'release',
            label: 'ownership.release' as const,
            key: 'release' as const,
            run: then(() => void release(billId, billNumber)),
          },
        ]
      : []),
    { id: 'assign', label: 'row.assign', key: 'assign', run: () => onChange({ kind: 'assign', items: [item] }) },
    { id: 'escalate', label: 'row.escalate', key: 'escalate', run: () => onChange({ kind: 'escalate', items: [item] }) },
    ...(page ? [{ id: 'page', label: 'page.done' as const, run: then(() => void paged(page.id)) }] : []),
    { id: 'note', label: 'row.note', key: 'note', run: then(() => onNote(billId)) },
  ];
  const entries: Entry[] = [
    { id: 'open', label: 'row.open', key: 'open', run: then(() => onOpen(billId)) },
    ...(mayCall ? calling : []),
    { id: 'print', label: 'print.printCallSheet', run: then(() => void printCallSheet(billId).catch(notPrinted)) },
    {
      id: 'patient',
      label: 'row.patientPage',
      run: then(
        () => void navigate({ to: '/patients/$patientId', params: { patientId: item.patient.id }, search: { bill: billId } }),
      ),
    },
    { id: 'history', label: 'key.history', key: 'history', run: then(() => onHistory(billId)) },
    {
      id: 'copy',
      label: 'row.copyNumber',
      run: then(() => {
        void navigator.clipboard?.writeText(billNumber).then(() => toast(t('row.copied', { number: billNumber })));
      }),
    },
  ];
  return (
    <Dialog title={t('row.menu')} onClose={close}>
      <About items={[item]} />
      <ul className={css.menuList}>
        {entries.map(({ id, label, key, run }) => (
          <li key={id}>
            <button type="button" onClick={run} aria-keyshortcuts={key && ariaKeys(key)}>
              {t(label)} {key && <kbd>{showKey(ariaKeys(key)?.split(' ')[0] ?? '')}</kbd>}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className={css.reset} onClick={close}>
        {t('dialog.back')}
      </button>
    </Dialog>
  );
}
