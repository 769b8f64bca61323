import { type Permission, ROLES, roleMay } from '@critical-callout/domain/auth';
import type { ReactNode } from 'react';
import { useMay } from '../../auth/index.ts';
import { useText } from '../../platform/text.tsx';
import css from './publish.module.css';

/** Who may publish here, by the roles that hold the right, and whether the reader is one of them. */
export function useWhoMay(permission: Permission): string {
  const t = useText();
  const isYou = useMay(permission);
  const roles = ROLES.filter((role) => roleMay(role, permission)).map((role) => t(`role.${role}`));
  return `${t('publish.who', { roles: roles.join(', ') })} ${t(isYou ? 'publish.who.you' : 'publish.who.notYou')}`;
}

export function WhoMay({ permission = 'settings.write' }: { permission?: Permission }): ReactNode {
  return <p className={css.who}>{useWhoMay(permission)}</p>;
}

/** From when a change holds, and for what not: said before anybody changes anything. */
export function Applies({ children }: { children: ReactNode }): ReactNode {
  return (
    <p className={css.applies} role="note">
      {children}
    </p>
  );
}
