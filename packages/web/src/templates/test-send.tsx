import type { TemplateKey } from '@critical-callout/contract/templates';
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { toast } from '../ui/toast.tsx';
import { fetchTests, sendTest, templateKeys } from './api.ts';
import { type Draft, toParts } from './parts.ts';
import css from './templates.module.css';

/** Looks again while something is still on its way. */
const LOOK_MS = 2_000;

/** What is on the screen, sent to an address typed here, and what became of the last tests. */
export function TestSendForm({ templateKey, draft }: { templateKey: TemplateKey; draft: Draft }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const [address, setAddress] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const tests = useQuery({
    queryKey: templateKeys.tests,
    queryFn: ({ signal }) => fetchTests(signal),
    refetchInterval: ({ state }) =>
      state.data?.testSends.some((one) => one.state === 'queued' || one.state === 'sending') ? LOOK_MS : false,
  });
  const send = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      const sent = await sendTest({ key: templateKey, parts: toParts(draft), address });
      toast(t('templates.test.queued', { address: sent.address }));
      await queryClient.invalidateQueries({ queryKey: templateKeys.tests });
    } catch (problem) {
      setFailure(asFailure(problem));
    } finally {
      setBusy(false);
    }
  };
  const shown = tests.data?.testSends.filter(({ key }) => key.channel === templateKey.channel) ?? [];
  return (
    <section>
      <h2>{t('templates.test')}</h2>
      {failure && (
        <FailurePanel failure={failure} what={t('templates.test.failed')} stillTrue={t('templates.test.failedStill')} />
      )}
      <form className={css.test} onSubmit={(event) => void send(event)}>
        <TextInput
          label={t('templates.test.address')}
          description={t('templates.test.hint')}
          value={address}
          maxLength={2000}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
        />
        <Button type="submit" variant="outline" loading={isBusy} disabled={address.trim() === ''}>
          {t('templates.test.send')}
        </Button>
      </form>
      {shown.length > 0 && (
        <ul className={css.tests} aria-label={t('templates.test.last')}>
          {shown.map(({ deliveryId, address: to, state, answer, queuedAt }) => (
            <li key={deliveryId}>
              {formatMoment(queuedAt, serverNow(), lab.zone)} <bdi>{to}</bdi>: {t(`templates.test.state.${state}`)}
              {answer && (
                <>
                  {' '}
                  <code dir="auto">{answer}</code>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
