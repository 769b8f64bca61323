import { Button, FileButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { saveFile } from '../platform/download.ts';
import { readKeyFile, writeKeyFile } from '../platform/key-file.ts';
import { changePreferences, preferences } from '../platform/preferences.ts';
import { SHORTCUTS, type ShortcutName } from '../platform/shortcuts.ts';
import { useText } from '../platform/text.tsx';
import { toast } from '../ui/toast.tsx';

/** One's keys as a file, and a file as one's keys. */
export function KeyFileButtons(): ReactNode {
  const t = useText();
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (file: File | null): Promise<void> => {
    if (!file) return;
    const read = readKeyFile(await file.text());
    if (!read) return setProblem(t('keys.fileUnread', { name: file.name }));
    const { hasSingleKeys, ownKeys, leftOut } = read;
    changePreferences({ hasSingleKeys, ownKeys });
    const names = leftOut.map((name) => (name in SHORTCUTS ? t(SHORTCUTS[name as ShortcutName].label) : name));
    setProblem(names.length > 0 ? t('keys.fileLeftOut', { names: names.join(', ') }) : null);
    toast(t('keys.fileTaken', { name: file.name }));
  };
  return (
    <>
      <Button
        variant="outline"
        onClick={() =>
          saveFile(new File([writeKeyFile(preferences.get())], 'critical-callout-keys.json', { type: 'application/json' }))
        }
      >
        {t('keys.export')}
      </Button>
      <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
        {(props) => (
          <Button variant="outline" {...props}>
            {t('keys.import')}
          </Button>
        )}
      </FileButton>
      {problem && <p role="alert">{problem}</p>}
    </>
  );
}
