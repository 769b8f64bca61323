import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { Contact } from '@critical-callout/contract/order-contacts';
import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { addContact, calloutKeys, skipContact } from './api.ts';
import css from './callout.module.css';
import { AboutOrder } from './who-and-what.tsx';

type FormProps = {
  title: string;
  records: CriticalRecords;
  action: string;
  isReady: boolean;
  onSend: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
};

/** A short form over the panel; it stays with what was typed when the server refuses. */
function ContactForm({ title, records, action, isReady, onSend, onClose, children }: FormProps): ReactNode {
  const t = useText();
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // The panel's own form lies around it in the tree, though not on the screen.
    event.stopPropagation();
    if (!isReady) return;
    setBusy(true);
    setFailure(null);
    try {
      await onSend();
      onClose();
    } catch (problem) {
      setFailure(asFailure(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} about={<AboutOrder records={records} />} onClose={onClose}>
      {failure && <FailurePanel failure={failure} what={t('contacts.saveFailed')} stillTrue={t('save.failedStill')} />}
      {children}
      <div className={css.buttons}>
        <Button loading={isBusy} disabled={!isReady} onClick={(event) => void send(event)}>
          {action}
        </Button>
        <Button variant="subtle" onClick={onClose}>
          {t('dialog.back')}
        </Button>
      </div>
    </Dialog>
  );
}

type SkipProps = { records: CriticalRecords; contact: Contact; onClose: () => void };

export function SkipContact({ records, contact, onClose }: SkipProps): ReactNode {
  const t = useText();
  const { billId } = records.bill;
  const [reason, setReason] = useState('');
  const { party, name } = contact;
  const send = async (): Promise<void> => {
    const answer = await skipContact(billId, { party, name, reason: reason.trim() });
    queryClient.setQueryData(calloutKeys.contacts(billId), answer);
  };
  return (
    <ContactForm
      title={t('contacts.skipTitle', { name })}
      records={records}
      action={t('contacts.skipAction')}
      isReady={reason.trim().length >= 3}
      onSend={send}
      onClose={onClose}
    >
      <Textarea
        label={t('contacts.skipReason')}
        description={t('contacts.skipHint')}
        rows={2}
        maxLength={500}
        mb="sm"
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </ContactForm>
  );
}

type AddProps = { records: CriticalRecords; onClose: () => void };

/** Somebody the ward named: kept with this order, and suggested to whoever keeps the directory. */
export function AddContact({ records, onClose }: AddProps): ReactNode {
  const t = useText();
  const { billId, billNumber } = records.bill;
  const [form, setForm] = useState({ name: '', phone: '', role: '', note: '' });
  const trimmed = Object.fromEntries(Object.entries(form).map(([key, text]) => [key, text.trim()])) as typeof form;
  const send = async (): Promise<void> => {
    const answer = await addContact(billId, trimmed);
    queryClient.setQueryData(calloutKeys.contacts(billId), answer);
    toast(t('contacts.addDone', { name: trimmed.name }));
  };
  const field = (name: keyof typeof form, maxLength: number) => ({
    label: t(`contacts.new.${name}`),
    autoComplete: 'off',
    maxLength,
    mb: 'sm',
    value: form[name],
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      setForm((all) => ({ ...all, [name]: currentTarget.value })),
  });
  return (
    <ContactForm
      title={t('contacts.addTitle', { number: billNumber })}
      records={records}
      action={t('contacts.addAction')}
      isReady={trimmed.name !== '' && trimmed.phone.length >= 2}
      onSend={send}
      onClose={onClose}
    >
      <p>{t('contacts.addHint')}</p>
      <TextInput {...field('name', 200)} />
      <TextInput {...field('phone', 60)} inputMode="tel" />
      <TextInput {...field('role', 100)} />
      <TextInput {...field('note', 500)} />
    </ContactForm>
  );
}
