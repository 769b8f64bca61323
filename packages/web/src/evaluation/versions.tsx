import { type QueryKey, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { useVersionLines, type Written } from '../ui/publish/version-lines.ts';
import { VersionList } from '../ui/publish/version-list.tsx';
import { Answer } from '../ui/states.tsx';

/** Every version of a limit or an answer, with who wrote it, who approved it and why. Restoring puts an old one into the form. */
export function Versions<T extends Written>({
  queryKey,
  fetch,
  commentOf,
  linesOf,
  onRestore,
}: {
  queryKey: QueryKey;
  fetch: (signal: AbortSignal) => Promise<readonly T[]>;
  commentOf: (version: T) => string;
  linesOf: (version: T) => { label: string; value: string }[];
  onRestore: (version: T) => void;
}): ReactNode {
  const t = useText();
  const mayWrite = useMay('limits.write');
  const query = useQuery({ queryKey, queryFn: ({ signal }) => fetch(signal) });
  const shown = useVersionLines<T>(commentOf, linesOf);
  const restore = (id: number | string): void => {
    const version = query.data?.find((one) => one.id === id);
    if (version) onRestore(version);
  };
  return (
    <Answer query={query} what={t('limits.versions.failed')} stillTrue={t('limits.failedStill')}>
      {(versions) => <VersionList versions={shown(versions)} onRestore={mayWrite ? ({ id }) => restore(id) : null} />}
    </Answer>
  );
}
