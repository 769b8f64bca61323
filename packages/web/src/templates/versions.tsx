import type { TemplateHistory } from '@critical-callout/contract/templates';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { type Version, VersionList } from '../ui/publish/version-list.tsx';
import { type Draft, toDraft } from './parts.ts';

/** Nothing is ever overwritten: an old version comes back into the editor as a draft, to be published with its differences. */
export function TemplateVersions({
  history,
  onDraft,
}: {
  history: TemplateHistory;
  /** Null for who may only read. */
  onDraft: ((draft: Draft) => void) | null;
}): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const wasPublished = new Set(history.publications.map(({ version }) => version));
  const stateOf = (version: number): Version['state'] => {
    if (version === history.inForce) return 'in-force';
    return wasPublished.has(version) ? 'former' : 'draft';
  };
  const versions = history.versions.map(
    ({ version, author, createdAt }): Version => ({
      id: version,
      name: t('templates.version', { version }),
      about: t('templates.versionBy', { at: formatMoment(createdAt, serverNow(), lab.zone), author }),
      comment: history.publications.find((one) => one.version === version)?.comment ?? '',
      state: stateOf(version),
    }),
  );
  const restore = ({ id }: Version): void => {
    const found = history.versions.find(({ version }) => version === id);
    if (found) onDraft?.(toDraft(found.parts));
  };
  return (
    <section>
      <h2>{t('templates.versionsTitle')}</h2>
      {versions.length === 0 ? (
        <p>{t('templates.noVersions')}</p>
      ) : (
        <VersionList versions={versions} onRestore={onDraft ? restore : null} />
      )}
    </section>
  );
}
