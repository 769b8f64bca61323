import type { ContactPointOut, Duplicates } from '@critical-callout/contract/directory';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { Badge } from '../ui/badge.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { formatMoment } from '../ui/dates.ts';
import { Answer, EmptyState } from '../ui/states.tsx';
import { directoryKeys, fetchDuplicates, fetchPoints } from './api.ts';
import { Proof } from './points.tsx';
import type { Kind } from './tabs.ts';

const DAYS = 180;

/** Contact points nobody has proved for half a year. */
export function UnverifiedTab(): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const filter = { unverifiedDays: DAYS, limit: 500 };
  const query = useQuery({ queryKey: directoryKeys.points(filter), queryFn: ({ signal }) => fetchPoints(filter, signal) });
  return (
    <Answer query={query} what={t('directory.points.failed')} stillTrue={t('directory.failedStill')}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={t('directory.unverified.none', { days: DAYS })} />
        ) : (
          <>
            <p>{t('directory.unverified.lead', { days: DAYS, count: items.length })}</p>
            <DataTable
              label={t('directory.tab.unverified')}
              columns={pointColumns(t, lab.zone)}
              rows={items}
              keyOf={({ id }) => id}
            />
          </>
        )
      }
    </Answer>
  );
}

function pointColumns(t: Translate, zone: string): Column<ContactPointOut>[] {
  return [
    {
      id: 'owner',
      header: t('directory.name'),
      isRowHeader: true,
      cell: ({ owner, ownerName }) =>
        owner.kind === 'lab' ? t('directory.lab') : <PartyLink kind={owner.kind} id={owner.id} name={ownerName} />,
    },
    {
      id: 'value',
      header: t('directory.value'),
      cell: ({ channel, value }) => (
        <>
          {t(`directory.channel.${channel}`)} <bdi>{value}</bdi>
        </>
      ),
    },
    { id: 'proof', header: t('directory.proof'), cell: (point) => <Proof point={point} /> },
    {
      id: 'last',
      header: t('directory.lastSuccess.column'),
      cell: ({ lastSuccessAt }) => (lastSuccessAt ? formatMoment(lastSuccessAt, serverNow(), zone) : t('directory.never')),
    },
  ];
}

function PartyLink({ kind, id, name }: { kind: Kind; id: number; name: string }): ReactNode {
  return (
    <Link to="/settings/contacts" search={{ part: 'parties', kindOf: kind, party: id }}>
      <bdi>{name}</bdi>
    </Link>
  );
}

/** Entries that may be the same twice, for somebody to look at. */
export function DuplicatesTab(): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: directoryKeys.duplicates, queryFn: ({ signal }) => fetchDuplicates(signal) });
  const columns: Column<Duplicates['items'][number]>[] = [
    { id: 'what', header: t('directory.duplicates.what'), isRowHeader: true, cell: ({ what }) => <bdi>{what}</bdi> },
    { id: 'reason', header: t('directory.duplicates.reason'), cell: ({ reason }) => t(`directory.duplicates.${reason}`) },
    {
      id: 'who',
      header: t('directory.duplicates.who'),
      cell: ({ parties }) =>
        parties.map(({ kind, id, code, name, isActive }) => (
          <div key={`${kind} ${id}`}>
            {kind === 'lab' ? name : <PartyLink kind={kind} id={id} name={name} />} <bdi>{code}</bdi>{' '}
            {!isActive && <Badge>{t('directory.inactive')}</Badge>}
          </div>
        )),
    },
  ];
  return (
    <Answer query={query} what={t('directory.failed')} stillTrue={t('directory.failedStill')}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={t('directory.duplicates.none')} />
        ) : (
          <DataTable
            label={t('directory.tab.duplicates')}
            columns={columns}
            rows={items}
            keyOf={({ reason, what }) => `${reason} ${what}`}
          />
        )
      }
    </Answer>
  );
}
