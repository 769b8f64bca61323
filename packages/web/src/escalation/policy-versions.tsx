import type { Policy } from '@critical-callout/contract/escalation';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { useVersionLines } from '../ui/publish/version-lines.ts';
import { VersionList } from '../ui/publish/version-list.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchPolicyVersions, policyVersionsKey } from './api.ts';
import css from './policies.module.css';
import { draftOf, linesOf } from './policy-fields.ts';

export const useVersions = (policy: Policy | null) =>
  useQuery({
    queryKey: policyVersionsKey(policy?.id ?? 0),
    queryFn: ({ signal }) => fetchPolicyVersions(policy?.id ?? 0, signal),
    enabled: policy !== null,
  });

/** Every version, any two beside each other; an old one comes back into the form as a draft. Null: who may only read. */
export function PolicyVersions({
  policy,
  onRestore,
}: {
  policy: Policy;
  onRestore: ((version: Policy) => void) | null;
}): ReactNode {
  const t = useText();
  const query = useVersions(policy);
  const shown = useVersionLines<Policy>(
    ({ reason }) => reason,
    (version) => linesOf(draftOf(version), t),
  );
  return (
    <section className={css.simulator} aria-label={t('publish.versions')}>
      <h3>{t('publish.versions')}</h3>
      <Answer query={query} what={t('escalation.versions.failed')} stillTrue={t('escalation.failedStill')}>
        {(versions) => (
          <VersionList
            versions={shown(versions)}
            onRestore={
              onRestore
                ? ({ id }) => {
                    const version = versions.find((one) => one.id === id);
                    if (version) onRestore(version);
                  }
                : null
            }
          />
        )}
      </Answer>
    </section>
  );
}
