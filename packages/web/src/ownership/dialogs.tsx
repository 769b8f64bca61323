import { Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FormActions } from '../ui/form-actions.tsx';
import css from './ownership.module.css';
import { PersonSelect, useAssignees } from './person-select.tsx';

type ReasonProps = {
  title: string;
  /** Whom and what it is about. */
  about: ReactNode;
  label: string;
  action: string;
  onSend: (reason: string) => Promise<unknown>;
  onClose: () => void;
};

/** A reason, and what it is for. Stays open, with what was typed, when the server refuses. */
export function ReasonDialog({ title, about, label, action, onSend, onClose }: ReasonProps): ReactNode {
  const t = useText();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    if (reason.trim().length < 3) return setProblem(t('ownership.reasonShort'));
    setProblem(null);
    setFailure(null);
    setBusy(true);
    const answer = await onSend(reason.trim());
    setBusy(false);
    if (answer === null) onClose();
    else setFailure(asFailure(answer));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className={css.about}>{about}</div>
        {failure && <FailurePanel failure={failure} what={t('ownership.notDone')} stillTrue={t('ownership.notDoneStill')} />}
        <Textarea
          label={label}
          value={reason}
          error={problem}
          maxLength={500}
          autosize={false}
          rows={3}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && event.ctrlKey) void send();
          }}
          data-autofocus
        />
        <FormActions submit={action} isBusy={isBusy} onBack={onClose} />
      </form>
    </Dialog>
  );
}

/** To a person, into a queue, or back to nobody. */
export function AssignDialog({
  about,
  onSend,
  onClose,
}: {
  about: ReactNode;
  onSend: (userId: string | null, departmentId: number | null) => Promise<unknown>;
  onClose: () => void;
}): ReactNode {
  const t = useText();
  const me = useMe();
  const { data } = useAssignees();
  const [person, setPerson] = useState('');
  const [queue, setQueue] = useState('');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const people = [...(data?.people ?? [])].sort((a, b) => Number(b.userId === me.userId) - Number(a.userId === me.userId));
  const send = async (): Promise<void> => {
    setFailure(null);
    const answer = await onSend(person || null, queue === '' ? null : Number(queue));
    if (answer === null) onClose();
    else setFailure(asFailure(answer));
  };
  return (
    <Dialog title={t('ownership.assignTitle')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <div className={css.about}>{about}</div>
        <PersonSelect
          label={t('ownership.toPerson')}
          nobody={t('ownership.nobody')}
          value={person}
          people={people}
          onChange={setPerson}
        />
        <label className={css.field}>
          <span>{t('ownership.toQueue')}</span>
          <select className={css.select} value={queue} onChange={({ target }) => setQueue(target.value)}>
            <option value="">{t('ownership.noQueue')}</option>
            {(data?.queues ?? []).map(({ departmentId, name }) => (
              <option key={departmentId} value={departmentId}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {failure && <FailurePanel failure={failure} what={t('ownership.notDone')} stillTrue={t('ownership.notDoneStill')} />}
        <FormActions submit={t('ownership.assign')} onBack={onClose} />
      </form>
    </Dialog>
  );
}
