import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { Answer } from '../ui/states.tsx';
import css from './ingest.module.css';
import { checkWebhook } from './webhooks-api.ts';

/** Whether an address may be told, by the rules that hold when a message is sent, and where its name leads now. */
export function WebhookCheck({ url }: { url: string }): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: ['webhooks', 'check', url], queryFn: () => checkWebhook(url), retry: false });
  return (
    <Answer query={query} what={t('webhooks.check.failed')} stillTrue={t('webhooks.failedStill')}>
      {({ isUsable, problem, isAllowed, addresses }) => (
        <div role="status" data-testid="webhook-check">
          <p className={isUsable ? undefined : css.warning}>
            <strong>{t(isUsable ? 'webhooks.check.usable' : 'webhooks.check.not')}</strong> {problem ?? ''}
            {isUsable && isAllowed ? t('webhooks.check.allowed') : ''}
          </p>
          {addresses.length > 0 && (
            <p className={css.hint}>
              {t('webhooks.check.leads', {
                addresses: addresses
                  .map(
                    ({ address, isPublic }) => `${address} (${t(isPublic ? 'webhooks.check.public' : 'webhooks.check.inside')})`,
                  )
                  .join(', '),
              })}
            </p>
          )}
        </div>
      )}
    </Answer>
  );
}
