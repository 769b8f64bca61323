import type { Limit } from '@critical-callout/contract/limits';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { useVersionLines } from '../ui/publish/version-lines.ts';
import { VersionList } from '../ui/publish/version-list.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchVersions, limitKeys } from './api.ts';
import { boundsOf, draftOf, linesOf } from './limit-fields.ts';

/** Every version, with who wrote it, who approved it and why. Restoring puts an old one into the form. */
export function VersionsTab({ limit, onRestore }: { limit: Limit; onRestore: (version: Limit) => void }): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const query = useQuery({ queryKey: limitKeys.versions(limit.id), queryFn: ({ signal }) => fetchVersions(limit.id, signal) });
  const shown = useVersionLines<Limit>(
    (version) => `${boundsOf(version, t)} – ${version.reason}`,
    (version) => linesOf(draftOf(version), t),
  );
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
