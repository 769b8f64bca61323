import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { printDowntimeSheet } from '../print/index.ts';
import { Dialog } from '../ui/dialog.tsx';

/** What to do when this program, the network or the feed does not work. */
export function EmergencyDialog({ onClose }: { onClose: () => void }): ReactNode {
  const t = useText();
  return (
    <Dialog title={t('emergency.title')} onClose={onClose}>
      <ul>
        <li>{t('emergency.call')}</li>
        <li>{t('emergency.paper')}</li>
        <li>{t('emergency.escalation')}</li>
        <li>{t('emergency.late')}</li>
        <li>{t('emergency.account')}</li>
      </ul>
      <Button onClick={() => void printDowntimeSheet()}>{t('emergency.sheet')}</Button>{' '}
      <Button variant="subtle" onClick={onClose}>
        {t('keys.close')}
      </Button>
    </Dialog>
  );
}
