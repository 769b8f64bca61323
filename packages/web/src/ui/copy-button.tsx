import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { announce } from '../platform/announce.tsx';
import { useText } from '../platform/text.tsx';

type Props = {
  /** Asked for when it is copied, where it is what stands in the fields then. */
  value: string | (() => string);
  /** Named for whoever does not see what stands beside it. */
  label?: string;
  /** What the button says instead of Copy. */
  words?: string;
};

/** Copies without showing what was copied twice; says when it is done. */
export function CopyButton({ value, label, words }: Props): ReactNode {
  const t = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = (): void =>
    void navigator.clipboard?.writeText(typeof value === 'string' ? value : value()).then(() => {
      setCopied(true);
      announce(t('failure.copied'));
    });
  return (
    <Button size="compact-sm" variant="subtle" onClick={copy} aria-label={label}>
      {isCopied ? t('failure.copied') : (words ?? t('failure.copy'))}
    </Button>
  );
}
