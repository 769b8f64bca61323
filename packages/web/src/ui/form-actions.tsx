import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import css from './kit.module.css';

/** Below a form: the button that sends it, what else there is, and the way back. */
export function FormActions({
  submit,
  isBusy = false,
  isDisabled = false,
  variant = 'filled',
  onBack,
  children,
}: {
  submit: string;
  isBusy?: boolean;
  isDisabled?: boolean;
  /** `outline` where pressing it is not what most people came for. */
  variant?: 'filled' | 'outline';
  onBack: () => void;
  children?: ReactNode;
}): ReactNode {
  const t = useText();
  return (
    <div className={css.dialogActions}>
      <Button type="submit" variant={variant} loading={isBusy} disabled={isDisabled}>
        {submit}
      </Button>
      {children}
      <Button variant="subtle" onClick={onBack}>
        {t('dialog.back')}
      </Button>
    </div>
  );
}
