import { useMe } from '../../auth/index.ts';
import { useServerNow } from '../../platform/server-time.ts';
import { useText } from '../../platform/text.tsx';
import { formatMoment } from '../dates.ts';
import type { Version } from './version-list.tsx';

export type Written = {
  id: number;
  version: number;
  author: string;
  createdAt: string;
  isApproved: boolean;
  approvedBy: string | null;
  approvedAt: string | null;
};

/** Versions that are approved by further versions, newest first, as the list of versions shows them. */
export function useVersionLines<T extends Written>(
  commentOf: (version: T) => string,
  linesOf: (version: T) => { label: string; value: string }[],
): (versions: readonly T[]) => Version[] {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const moment = (at: string): string => formatMoment(at, now, lab.zone);
  return (versions) => {
    const inForce = versions.find(({ isApproved }) => isApproved) ?? versions.at(-1);
    return versions.map((version) => ({
      id: version.id,
      name: t('limits.versionName', { version: version.version }),
      about:
        version.isApproved && version.approvedAt !== null
          ? t('limits.versionApproved', { by: version.approvedBy ?? '', at: moment(version.approvedAt) })
          : t('limits.versionAbout', { author: version.author, at: moment(version.createdAt) }),
      comment: commentOf(version),
      lines: linesOf(version),
      state:
        version === inForce ? 'in-force' : version.isApproved || version.version < (inForce?.version ?? 0) ? 'former' : 'draft',
    }));
  };
}
