import { Button } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import type { ApiFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import { CopyButton } from './copy-button.tsx';
import css from './failure-panel.module.css';
import { typedTextAround } from './typed-text.ts';

type Props = {
  failure: ApiFailure;
  /** What did not work, in the person's words. */
  what: string;
  /** What holds all the same: "your text is kept". */
  stillTrue: string;
  onRetry?: () => void;
  /** Takes along what was typed where the right to save it has gone; false: nothing was typed here. */
  copyTyped?: ReactNode;
  children?: ReactNode;
};

/** Every error says four things: what failed, what is still true, what to do, and the number to quote. */
export function FailurePanel({ failure, what, stillTrue, onRetry, copyTyped, children }: Props): ReactNode {
  const t = useText();
  const panel = useRef<HTMLElement>(null);
  return (
    <section ref={panel} className={css.panel} role="alert" data-testid="failure">
      <h2 className={css.what}>{what}</h2>
      <p>
        {failure.kind === 'refused'
          ? failure.message
          : t(failure.kind === 'offline' ? 'failure.offline' : 'failure.notUnderstood')}
      </p>
      {failure.fields.length > 0 && (
        <ul>
          {failure.fields.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              {field}: {message}
            </li>
          ))}
        </ul>
      )}
      <p>{stillTrue}</p>
      <p>{t(doNow(failure))}</p>
      <div className={css.actions}>
        {onRetry && (
          <Button onClick={onRetry} variant="outline">
            {t('failure.retry')}
          </Button>
        )}
        {children}
        {failure.status === 403 &&
          (copyTyped ?? <CopyButton value={() => typedTextAround(panel.current)} words={t('failure.copyTyped')} />)}
        {failure.requestId && <Reference id={failure.requestId} />}
      </div>
    </section>
  );
}

function doNow({
  kind,
  status,
}: ApiFailure):
  | 'failure.doConflict'
  | 'failure.doWait'
  | 'failure.doReload'
  | 'failure.doRights'
  | 'failure.doNotFound'
  | 'failure.doRefused' {
  if (kind === 'offline' || status >= 500 || status === 429) return 'failure.doWait';
  if (kind === 'not-understood') return 'failure.doReload';
  if (status === 403) return 'failure.doRights';
  if (status === 409 || status === 412) return 'failure.doConflict';
  return status === 404 ? 'failure.doNotFound' : 'failure.doRefused';
}

function Reference({ id }: { id: string }): ReactNode {
  const t = useText();
  return (
    <span className={css.reference}>
      {t('failure.reference')} <code>{id}</code>
      <CopyButton value={id} />
    </span>
  );
}
