import { Button, Checkbox } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { changePreferences, preferences } from '../platform/preferences.ts';
import { SHORTCUTS } from '../platform/shortcuts.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import css from './shell.module.css';

const NAMES: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };

/** All keys, and the switch for the single ones: a person who speaks to the computer would trigger them. */
export function ShortcutSheet({ onClose }: { onClose: () => void }): ReactNode {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const { hasSingleKeys, opensNext } = useStore(preferences);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="shortcuts" onClose={onClose}>
      <h2 id="shortcuts">{t('keys.title')}</h2>
      <table className={css.sheet}>
        <tbody>
          {Object.entries(SHORTCUTS).map(([name, { keys, label }]) => (
            <tr key={name}>
              <th scope="row">{t(label)}</th>
              <td>{name === 'outcome' ? <kbd>1–9</kbd> : keys.map((key) => <kbd key={key}>{NAMES[key] ?? key}</kbd>)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Checkbox
        label={t('keys.single')}
        checked={hasSingleKeys}
        onChange={({ currentTarget }) => changePreferences({ hasSingleKeys: currentTarget.checked })}
      />
      <Checkbox
        mt="xs"
        label={t('keys.next')}
        checked={opensNext}
        onChange={({ currentTarget }) => changePreferences({ opensNext: currentTarget.checked })}
      />
      <Button mt="md" onClick={() => dialog.current?.close()}>
        {t('keys.close')}
      </Button>
    </dialog>
  );
}
