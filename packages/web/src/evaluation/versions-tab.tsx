import type { Limit } from '@critical-callout/contract/limits';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { fetchVersions, limitKeys } from './api.ts';
import { boundsOf, draftOf, linesOf } from './limit-fields.ts';
import { Versions } from './versions.tsx';

export function VersionsTab({ limit, onRestore }: { limit: Limit; onRestore: (version: Limit) => void }): ReactNode {
  const t = useText();
  return (
    <Versions<Limit>
      queryKey={limitKeys.versions(limit.id)}
      fetch={(signal) => fetchVersions(limit.id, signal)}
      commentOf={(version) => `${boundsOf(version, t)} – ${version.reason}`}
      linesOf={(version) => linesOf(draftOf(version), t)}
      onRestore={onRestore}
    />
  );
}
