import { Button, NativeSelect } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useText } from '../../platform/text.tsx';
import { Badge } from '../badge.tsx';
import { findDifferences } from './differences.ts';
import css from './publish.module.css';
import { Differences } from './publish-dialog.tsx';

export type Version = {
  id: number | string;
  /** "Version 7" */
  name: string;
  /** "published 02-Oct 14:05 by A. Meyer" */
  about: string;
  comment: string;
  /** `unread`: of an older program, in a form that is not read any more. */
  state: 'draft' | 'in-force' | 'former' | 'unread';
  /** What it says, line by line; where all have it, any two can be compared. */
  lines?: readonly { label: string; value: string }[];
};

/** All versions, the newest first. Restoring makes a new draft of an old one; nothing is ever overwritten. */
export function VersionList({
  versions,
  onRestore,
}: {
  versions: readonly Version[];
  /** Null for who may only read. */
  onRestore: ((version: Version) => void) | null;
}): ReactNode {
  const t = useText();
  return (
    <>
      <Comparison versions={versions} />
      <ol className={css.versions} aria-label={t('publish.versions')}>
        {versions.map((version) => (
          <li key={version.id}>
            <strong>{version.name}</strong>
            <Badge tone={version.state === 'in-force' ? 'done' : version.state === 'draft' ? 'amber' : 'neutral'}>
              {t(`publish.state.${version.state}`)}
            </Badge>
            <span>{version.about}</span>
            {onRestore && version.state === 'former' && (
              <Button size="compact-sm" variant="outline" onClick={() => onRestore(version)}>
                {t('publish.restore', { name: version.name })}
              </Button>
            )}
            {version.comment && (
              <p>
                <bdi>{version.comment}</bdi>
              </p>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

/** Two versions side by side; at first the newest and the last that said something else (an approval repeats what it approves). */
function Comparison({ versions }: { versions: readonly Version[] }): ReactNode {
  const t = useText();
  const [older, setOlder] = useState<string | null>(null);
  const [newer, setNewer] = useState<string | null>(null);
  const [newest, ...rest] = versions;
  const [previous] = rest;
  if (!newest?.lines || !previous) return null;
  const { lines } = newest;
  const before = rest.find((version) => findDifferences(version.lines ?? [], lines).length > 0) ?? previous;
  const find = (id: string | null): Version | undefined => versions.find((version) => String(version.id) === id);
  const [left, right] = [find(older) ?? before, find(newer) ?? newest];
  const data = versions.map(({ id, name }) => ({ value: String(id), label: name }));
  const differences = findDifferences(left.lines ?? [], right.lines ?? []);
  return (
    <section className={css.comparison} aria-label={t('publish.compare')}>
      <h3>{t('publish.compare')}</h3>
      <div className={css.pair}>
        <NativeSelect
          label={t('publish.compare.older')}
          data={data}
          value={String(left.id)}
          onChange={({ currentTarget }) => setOlder(currentTarget.value)}
        />
        <NativeSelect
          label={t('publish.compare.newer')}
          data={data}
          value={String(right.id)}
          onChange={({ currentTarget }) => setNewer(currentTarget.value)}
        />
      </div>
      {differences.length === 0 ? <p>{t('publish.compare.same')}</p> : <Differences differences={differences} />}
    </section>
  );
}
