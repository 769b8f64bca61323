import { Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { SETTINGS } from '../navigation.ts';
import { useText } from '../platform/text.tsx';
import { EmptyState } from '../ui/states.tsx';

/** `/settings` alone leads to the first page this person may see. */
export function SettingsHome(): ReactNode {
  const t = useText();
  const { permissions } = useMe();
  const first = SETTINGS.find(({ permission }) => permission === null || permissions.includes(permission));
  return first ? (
    <Navigate to={first.to} replace />
  ) : (
    <EmptyState title={t('settings.nothing')} text={t('settings.nothingText')} />
  );
}
