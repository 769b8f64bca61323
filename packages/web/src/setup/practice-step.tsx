import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { DataTable } from '../ui/data-table.tsx';
import css from './setup.module.css';
import type { StepProps } from './step-props.ts';

const ALL = 6;
const WANTED = 5;

/** Who will call, and how far each has come with the practice cases. */
export function PracticeStep({ setup: { practised } }: Pick<StepProps, 'setup'>): ReactNode {
  const t = useText();
  return (
    <>
      <p>{t('setup.practice.how')}</p>
      <p className={css.links}>
        <Link to="/practice">{t('setup.go.practice')}</Link>
        <Link to="/settings/users" search={{ who: 'new' }}>
          {t('setup.go.addUser')}
        </Link>
      </p>
      {practised.length > 0 && (
        <DataTable
          label={t('setup.practice.people')}
          rows={practised}
          keyOf={({ name }) => name}
          columns={[
            { id: 'name', header: t('setup.practice.who'), isRowHeader: true, cell: ({ name }) => <bdi>{name}</bdi> },
            {
              id: 'completed',
              header: t('setup.practice.cases'),
              cell: ({ completed }) => (
                <>
                  {t('setup.practice.of', { completed, all: ALL })}{' '}
                  {completed >= WANTED && <Badge tone="done">{t('setup.state.done')}</Badge>}
                </>
              ),
            },
          ]}
        />
      )}
    </>
  );
}
