import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { asFailure } from '../platform/failure.ts';
import { type MessageId, useText } from '../platform/text.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { Answer, EmptyState } from '../ui/states.tsx';

/** The page of one patient or one order, or that there is none of this number within one's departments. */
export function OnePage<T>({
  query,
  title,
  unknown,
  unknownText,
  failed,
  children,
}: {
  query: UseQueryResult<T>;
  title: MessageId;
  unknown: MessageId;
  unknownText: MessageId;
  failed: MessageId;
  children: (data: T) => ReactNode;
}): ReactNode {
  const t = useText();
  if (query.error && !query.data && asFailure(query.error).status === 404) {
    return (
      <Page>
        <PageHeader title={t(unknown)} />
        <EmptyState title={t(unknown)} text={t(unknownText)}>
          <Link to="/search">{t('patients.back')}</Link>
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page>
      {!query.data && <PageHeader title={t(title)} />}
      <Answer query={query} what={t(failed)} stillTrue={t('patients.failedStill')}>
        {children}
      </Answer>
    </Page>
  );
}
