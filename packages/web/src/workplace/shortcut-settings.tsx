import { Button, Checkbox } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { changePreferences, preferences } from '../platform/preferences.ts';
import {
  canBeMapped,
  conflictOf,
  isSingle,
  keysOf,
  nameOfKey,
  SHORTCUT_NAMES,
  SHORTCUTS,
  type ShortcutName,
  showKey,
} from '../platform/shortcuts.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { KeyFileButtons } from './key-file-buttons.tsx';
import css from './workplace.module.css';

/** Single keys off altogether, each shortcut off alone or on another key (WCAG 2.1.4). A key that is taken is refused. */
export function ShortcutSettings(): ReactNode {
  const t = useText();
  const { hasSingleKeys, ownKeys } = useStore(preferences);
  return (
    <fieldset className={css.group}>
      <legend>{t('keys.title')}</legend>
      <Checkbox
        label={t('keys.single')}
        description={t('keys.singleHint')}
        checked={hasSingleKeys}
        onChange={({ currentTarget }) => changePreferences({ hasSingleKeys: currentTarget.checked })}
      />
      <table className={css.keys}>
        <tbody>
          {SHORTCUT_NAMES.map((name) => (
            <ShortcutRow key={name} name={name} />
          ))}
        </tbody>
      </table>
      <div className={css.keyButtons}>
        <Button variant="outline" disabled={Object.keys(ownKeys).length === 0} onClick={() => changePreferences({ ownKeys: {} })}>
          {t('keys.resetAll')}
        </Button>
        <KeyFileButtons />
      </div>
    </fieldset>
  );
}

function ShortcutRow({ name }: { name: ShortcutName }): ReactNode {
  const t = useText();
  const settings = useStore(preferences);
  const [isRecording, setRecording] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { ownKeys } = settings;
  const keys = keysOf(name, settings);
  const words = t(SHORTCUTS[name].label);
  const map = (next: readonly string[] | null): void => {
    const { [name]: _before, ...others } = ownKeys;
    changePreferences({ ownKeys: next === null ? others : { ...others, [name]: next } });
    setProblem(null);
  };
  const record = (event: React.KeyboardEvent): void => {
    if (!isRecording || ['Shift', 'Control', 'Alt', 'Meta', 'Tab'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    setRecording(false);
    if (event.key === 'Escape' && name !== 'close') return;
    const key = nameOfKey(event);
    const conflict = conflictOf(name, key, settings);
    if (conflict === null) map([key]);
    else if (conflict === 'reserved') setProblem(t('keys.reserved', { key: showKey(key) }));
    else setProblem(t('keys.taken', { key: showKey(key), by: t(SHORTCUTS[conflict].label) }));
  };
  return (
    <tr>
      <th scope="row">
        {words}
        {problem && (
          <p className={css.problem} role="alert">
            {problem}
          </p>
        )}
      </th>
      <td>
        {keys.length === 0 ? t('keys.off') : keys.length > 2 ? <kbd>{`${keys[0]}–${keys.at(-1)}`}</kbd> : null}
        {keys.length > 0 &&
          keys.length <= 2 &&
          keys.map((key) => (
            <kbd key={key} data-single={isSingle(key) || undefined}>
              {showKey(key)}
            </kbd>
          ))}
      </td>
      <td>
        <div className={css.keyButtons}>
          {canBeMapped(name) && (
            <Button
              ref={button}
              size="compact-sm"
              variant={isRecording ? 'filled' : 'outline'}
              aria-label={isRecording ? undefined : t('keys.changeOf', { name: words })}
              onKeyDown={record}
              onBlur={() => setRecording(false)}
              onClick={() => setRecording(true)}
            >
              {t(isRecording ? 'keys.press' : 'keys.change')}
            </Button>
          )}
          {keys.length > 0 && (
            <Button size="compact-sm" variant="subtle" aria-label={t('keys.offOf', { name: words })} onClick={() => map([])}>
              {t('keys.switchOff')}
            </Button>
          )}
          {ownKeys[name] !== undefined && (
            <Button size="compact-sm" variant="subtle" aria-label={t('keys.resetOf', { name: words })} onClick={() => map(null)}>
              {t('keys.reset')}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}
