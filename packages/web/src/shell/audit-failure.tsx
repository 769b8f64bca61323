import type { Status } from '@critical-callout/contract/workplace';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { alarm } from '../platform/announce.tsx';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { formatDay } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Mark } from '../ui/marks.tsx';
import { toast } from '../ui/toast.tsx';
import { verifyAudit, workplaceKeys } from '../workplace/index.ts';
import css from './shell.module.css';

/** Somebody may have rewritten what was done: said on every screen, until a later verification fits. */
export function AuditFailure({ failure: { seq, reason, at } }: { failure: NonNullable<Status['auditFailure']> }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayVerify = useMay('audit.read');
  const words = t('strip.audit', { seq: String(seq), reason, at: formatDay(at, lab.zone) });
  useEffect(() => alarm(words), [words]);
  const verify = useMutation({
    mutationFn: verifyAudit,
    onSuccess: ({ broken, checked }) => {
      if (!broken) toast(t('strip.auditFits', { count: checked }));
      return queryClient.invalidateQueries({ queryKey: workplaceKeys.status });
    },
  });
  return (
    <>
      <p className={css.strip} data-tone="critical" data-testid="audit-failure">
        <Mark name="exhausted" /> {words}{' '}
        {mayVerify && (
          <button type="button" className={css.plain} disabled={verify.isPending} onClick={() => verify.mutate()}>
            {t(verify.isPending ? 'strip.auditVerifying' : 'strip.auditVerify')}
          </button>
        )}
      </p>
      {verify.error && (
        <FailurePanel
          failure={asFailure(verify.error)}
          what={t('strip.auditNotVerified')}
          stillTrue={t('strip.auditNotVerifiedStill')}
          copyTyped={false}
        />
      )}
    </>
  );
}
