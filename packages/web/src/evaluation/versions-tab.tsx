import type { Limit } from '@critical-callout/contract/limits';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { type Version, VersionList } from '../ui/publish/version-list.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchVersions, limitKeys } from './api.ts';
import { boundsOf, draftOf, linesOf } from './limit-fields.ts';

/** Every version, with who wrote it, who approved it and why. Restoring puts an old one into the form. */
export function VersionsTab({ limit, onRestore }: { limit: Limit; onRestore: (version: Limit) => void }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('limits.write');
  const now = useServerNow(60_000);
  const query = useQuery({ queryKey: limitKeys.versions(limit.id), queryFn: ({ signal }) => fetchVersions(limit.id, signal) });
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  const shown = (versions: readonly Limit[]): Version[] => {
    const inForce = versions.find(({ isApproved }) => isApproved) ?? versions.at(-1);
    return versions.map((version) => ({
      id: version.id,
      name: t('limits.versionName', { version: version.version }),
      about:
        version.isApproved && version.approvedAt !== null
          ? t('limits.versionApproved', { by: version.approvedBy ?? '', at: moment(version.approvedAt) })
          : t('limits.versionAbout', { author: version.author, at: moment(version.createdAt) }),
      comment: `${boundsOf(version, t)} – ${version.reason}`,
      lines: linesOf(draftOf(version), t),
      state:
        version === inForce ? 'in-force' : version.isApproved || version.version < (inForce?.version ?? 0) ? 'former' : 'draft',
    }));
  };
  return (
    <Answer query={query} what={t('limits.versions.failed')} stillTrue={t('limits.failedStill')}>
      {(versions) => (
        <VersionList
          versions={shown(versions)}
          onRestore={
            mayWrite
              ? ({ id }) => {
                  const version = versions.find((one) => one.id === id);
                  if (version) onRestore(version);
                }
              : null
          }
        />
      )}
    </Answer>
  );
}
