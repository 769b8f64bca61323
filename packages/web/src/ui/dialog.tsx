import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../platform/text.tsx';
import css from './kit.module.css';

type DialogProps = {
  title: string;
  /** Whom and what it is about: for an act on a patient name and value, in full. */
  about?: ReactNode;
  size?: 'wide';
  onClose: () => void;
  children: ReactNode;
};

/**
 * The browser's own dialog: it keeps the focus inside, closes with Escape and gives the focus back. The component
 * library's Modal and Drawer write a style element into the page, which our content security policy forbids.
 */
export function Dialog({ title, about, size, onClose, children }: DialogProps): ReactNode {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    if (!dialog.current?.open) dialog.current?.showModal();
    // A dialog that is taken away instead of closed gives no focus back by itself.
    return () => {
      if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} className={size === 'wide' ? css.wide : undefined} aria-labelledby={id} onClose={onClose}>
      <h2 id={id} tabIndex={-1}>
        {title}
      </h2>
      {about && <div className={css.about}>{about}</div>}
      {children}
    </dialog>
  );
}

type ConfirmProps = {
  /** What will happen: "Delete the contact". Never "Are you sure?". */
  title: string;
  about: ReactNode;
  confirmLabel: string;
  isBusy?: boolean;
  onConfirm: () => void;
  onCancel: () => void;
  /** Fields that belong to it: a reason, a comment. */
  children?: ReactNode;
};

/** Only before what cannot be undone. The focus is on the heading, so that Enter does nothing by accident. */
export function ConfirmDialog({
  title,
  about,
  confirmLabel,
  isBusy = false,
  onConfirm,
  onCancel,
  children,
}: ConfirmProps): ReactNode {
  const t = useText();
  return (
    <Dialog title={title} about={about} onClose={onCancel}>
      {children}
      <div className={css.dialogActions}>
        <Button variant="outline" loading={isBusy} onClick={onConfirm}>
          {confirmLabel}
        </Button>
        <Button variant="subtle" onClick={onCancel}>
          {t('dialog.back')}
        </Button>
      </div>
    </Dialog>
  );
}
