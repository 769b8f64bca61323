import { Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
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
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    if (reason.trim().length < 3) return setProblem(t('ownership.reasonShort'));
    setBusy(true);
    const failure = await onSend(reason.trim());
    setBusy(false);
    if (failure === null) onClose();
    else setProblem(asFailure(failure).message);
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
  const [problem, setProblem] = useState<string | null>(null);
  const people = [...(data?.people ?? [])].sort((a, b) => Number(b.userId === me.userId) - Number(a.userId === me.userId));
  const send = async (): Promise<void> => {
    const failure = await onSend(person || null, queue === '' ? null : Number(queue));
    if (failure === null) onClose();
    else setProblem(asFailure(failure).message);
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
        {problem && (
          <p className={css.problem} role="alert">
            {problem}
          </p>
        )}
        <FormActions submit={t('ownership.assign')} onBack={onClose} />
      </form>
    </Dialog>
  );
}
