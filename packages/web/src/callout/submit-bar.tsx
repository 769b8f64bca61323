import type { CriticalRecords } from '@critical-callout/contract/callout';
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useText } from '../platform/text.tsx';
import { useAriaKeys, useShortcuts } from '../platform/use-shortcuts.ts';
import { formatValue } from '../ui/values.ts';
import { useIsSlow } from '../ui/whole-page.tsx';
import css from './callout.module.css';
import { type CalloutForm, focusField, isSending, readOutFields } from './form.ts';
import { cancelSave, retryNow } from './save-queue.ts';
import { useScrollPadding } from './use-scroll-padding.ts';
import type { Submit } from './use-submit.ts';
import { WhoAndWhat } from './who-and-what.tsx';

/** The two buttons, what is missing for them, and what is still on its way. */
export function SubmitBar({
  submit,
  records,
  children,
}: {
  submit: Submit;
  records: CriticalRecords;
  /** What else can be done with the order. */
  children?: ReactNode;
}): ReactNode {
  const t = useText();
  const { save, missing, isConfirming, send } = submit;
  const ariaKeys = useAriaKeys();
  const summary = useRef<HTMLDivElement>(null);
  const bar = useScrollPadding<HTMLDivElement>('bottom');
  useEffect(() => {
    if (missing) summary.current?.focus();
  }, [missing]);
  useShortcuts({ attempt: () => void send(true), done: () => void send(false, isConfirming) });
  return (
    <div ref={bar} className={css.bar} data-testid="submit-bar">
      {missing && (
        <div ref={summary} className={css.missing} tabIndex={-1} role="alert" data-testid="missing">
          <p>
            <strong>{t(missing.isDraft ? 'missing.titleAttempt' : 'missing.titleDone')}</strong>
          </p>
          <ul>
            {missing.list.map(({ field, message, values }) => (
              <li key={`${field} ${message}`}>
                <a href={`#field-${field}`} onClick={(event) => goTo(event, field)}>
                  {t(message, values)}
                </a>
              </li>
            ))}
          </ul>
        </div>
      )}
      {isConfirming && <Confirm submit={submit} records={records} />}
      {save && <OnItsWay submit={submit} billId={records.bill.billId} />}
      {!save && !isConfirming && (
        <div className={css.buttons}>
          <Button size="md" aria-keyshortcuts={ariaKeys('done')} onClick={() => void send(false)}>
            {t('submit.done')}
          </Button>
          <Button size="md" variant="outline" aria-keyshortcuts={ariaKeys('attempt')} onClick={() => void send(true)}>
            {t('submit.attempt')}
          </Button>
          <span className={css.keys} aria-hidden="true">
            <kbd>Ctrl+Shift+Enter</kbd> · <kbd>Ctrl+Enter</kbd>
          </span>
          {children}
        </div>
      )}
    </div>
  );
}

/** Closing cannot be undone: patient and value once more, and the focus on neither button. */
function Confirm({ submit, records }: { submit: Submit; records: CriticalRecords }): ReactNode {
  const t = useText();
  const { control } = useFormContext<CalloutForm>();
  const [selected, told, recipients, channels] = useWatch({ control, name: ['selected', 'told', 'recipients', 'channels'] });
  const ariaKeys = useAriaKeys();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    box.current?.focus();
  }, []);
  const values = readOutFields(records.reports, selected).map(
    ({ parameter }) => `${parameter.parameterName} ${formatValue(parameter.value, parameter.unit)}`,
  );
  return (
    <section ref={box} className={css.confirm} tabIndex={-1} aria-labelledby="confirm-title" data-testid="confirm">
      <p id="confirm-title">
        <strong>{t('confirm.title')}</strong>
      </p>
      <p>
        <WhoAndWhat patient={records.bill.patient} values={values} />
        {told.name.trim() !== '' && ` · ${t('confirm.told', { name: told.name.trim() })}`}
        {isSending({ recipients, channels }) && ` · ${t('confirm.mail')}`}
      </p>
      <div className={css.buttons}>
        <Button size="md" aria-keyshortcuts={ariaKeys('done')} onClick={() => void submit.send(false, true)}>
          {t('confirm.close')}
        </Button>
        <Button size="md" variant="outline" onClick={submit.backToForm}>
          {t('confirm.back')}
        </Button>
        <span className={css.found}>{t('confirm.again')}</span>
      </div>
    </section>
  );
}

function OnItsWay({ submit, billId }: { submit: Submit; billId: number }): ReactNode {
  const t = useText();
  const isSlow = useIsSlow();
  const box = useRef<HTMLDivElement>(null);
  const isWaiting = submit.save?.state === 'waiting';
  useEffect(() => {
    // The field or button that had the focus went away with the save: whoever works by keyboard goes on from here.
    if (isWaiting && document.activeElement === document.body) box.current?.focus();
  }, [isWaiting]);
  // Once it had to wait, its box stays while it is tried again: a button that comes and goes cannot be pressed.
  if (!submit.save || (submit.save.state !== 'waiting' && submit.save.tries === 0))
    return <p className={css.saving}>{isSlow && t('save.saving')}</p>;
  return (
    <div ref={box} className={css.offline} tabIndex={-1} data-testid="offline">
      <p>
        <strong>{t('save.offline')}</strong>
      </p>
      <p>{t('save.offlineTry', { tries: submit.save.tries })}</p>
      <div className={css.buttons}>
        <Button onClick={retryNow}>{t('save.retryNow')}</Button>
        <Button variant="outline" onClick={() => cancelSave(billId)}>
          {t('save.edit')}
        </Button>
      </div>
    </div>
  );
}

function goTo(event: React.MouseEvent, field: string): void {
  event.preventDefault();
  focusField(field);
}
