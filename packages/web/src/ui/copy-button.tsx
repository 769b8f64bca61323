import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { announce } from '../platform/announce.tsx';
import { useText } from '../platform/text.tsx';

/** Copies without showing what was copied twice; says when it is done. */
export function CopyButton({ value, label }: { value: string; label?: string }): ReactNode {
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = (): void =>
    void navigator.clipboard?.writeText(value).then(() => {
      setCopied(true);
      announce(t('failure.copied'));
    });
  return (
    <Button size="compact-sm" variant="subtle" onClick={copy} aria-label={label}>
      {t(isCopied ? 'failure.copied' : 'failure.copy')}
    </Button>
  );
}
