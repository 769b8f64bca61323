import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { createStore, useStore } from '../platform/store.ts';
import { type MessageId, useText, type Values } from '../platform/text.tsx';
import { FailurePanel } from './failure-panel.tsx';
import css from './kit.module.css';

type Notice = { id: number; failure: ApiFailure; what: MessageId; still: MessageId; values: Values };
const notices = createStore<readonly Notice[]>([]);
const MAX_SHOWN = 3;
let last = 0;

/** What a key or a row's button began and failed has no form to be said in: said here, and it stays until it is dismissed. */
export function sayFailure(error: unknown, words: { what: MessageId; still: MessageId; values?: Values }): void {
  last += 1;
  const notice = { id: last, failure: asFailure(error), values: {}, ...words };
  notices.set((now) => [...now, notice].slice(-MAX_SHOWN));
}

const dismiss = (id: number): void => notices.set((now) => now.filter((one) => one.id !== id));

export function FailureNotices(): ReactNode {
  const t = useText();
  const shown = useStore(notices);
  if (shown.length === 0) return null;
  return (
    <section className={css.failures} aria-label={t('failure.region')}>
      {shown.map(({ id, failure, what, still, values }) => (
        <FailurePanel key={id} failure={failure} what={t(what, values)} stillTrue={t(still, values)} copyTyped={false}>
          <Button size="compact-sm" variant="outline" onClick={() => dismiss(id)}>
            {t('toast.dismiss')}
          </Button>
        </FailurePanel>
      ))}
    </section>
  );
}
