import type { Roles } from '@critical-callout/contract/auth';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { Answer } from '../ui/states.tsx';
import css from './people.module.css';
import { fetchRoles, peopleKeys } from './people-api.ts';

/** Role by permission, for whoever asks who may do what. */
export function RolesTab(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: peopleKeys.roles, queryFn: ({ signal }) => fetchRoles(signal) });
  return (
    <>
      <p>{t('people.roles.lead')}</p>
      <Answer query={query} what={t('people.roles.failed')} stillTrue={t('people.failedStill')}>
        {(roles) => <Matrix roles={roles} />}
      </Answer>
    </>
  );
}

function Matrix({ roles: { permissions, roles } }: { roles: Roles }): ReactNode {
  const t = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={css.scroller} tabIndex={0} aria-label={t('people.tab.roles')}>
      <table className={css.matrix}>
        <thead>
          <tr>
            <th scope="col">{t('people.roles.permission')}</th>
            {roles.map(({ role, users }) => (
              <th key={role} scope="col">
                {t(`people.role.${role}`)} <span className={css.count}>({users})</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map((permission) => (
            <tr key={permission}>
              <th scope="row">{permission}</th>
              {roles.map(({ role, permissions: own }) => (
                <td key={role}>
                  <span aria-hidden="true">{own.includes(permission) ? '✓' : '–'}</span>
                  <span className="visually-hidden">{t(own.includes(permission) ? 'people.roles.yes' : 'people.roles.no')}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
