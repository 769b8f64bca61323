import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../../platform/text.tsx';
import { Badge } from '../badge.tsx';
import css from './publish.module.css';

export type Version = {
  id: number | string;
  /** "Version 7" */
  name: string;
  /** "published 02-Oct 14:05 by A. Meyer" */
  about: string;
  comment: string;
  state: 'draft' | 'in-force' | 'former';
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
  );
}
