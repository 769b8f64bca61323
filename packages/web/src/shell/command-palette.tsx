import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { RAIL, SETTINGS } from '../navigation.ts';
import { preferences } from '../platform/preferences.ts';
import { canBeMapped, keysOf, SHORTCUTS, type ShortcutName, showKey } from '../platform/shortcuts.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import { runShortcut } from '../platform/use-shortcuts.ts';
import { useVisible } from '../ui/nav-list.tsx';
import css from './shell.module.css';

type Command = { id: string; words: string; keys: string; run: () => void };

/** Everything that can be done here, by name: an alternative to keys nobody has to learn (Ctrl+K). */
export function CommandPalette({ active, onClose }: { active: readonly ShortcutName[]; onClose: () => void }): ReactNode {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const commands = useCommands(active);
  const wanted = typed.trim().toLocaleLowerCase();
  const found = commands.filter(({ words }) => words.toLocaleLowerCase().includes(wanted));
  const current = Math.min(chosen, Math.max(0, found.length - 1));
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);

  const run = (command: Command | undefined): void => {
    if (!command) return;
    dialog.current?.close();
    // The dialog gives the focus back first: a command acts where the person was.
    setTimeout(command.run, 0);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setChosen((current + step + found.length) % Math.max(1, found.length));
    if (event.key === 'Enter') run(found[current]);
    if (step !== undefined || event.key === 'Enter') event.preventDefault();
  };
  return (
    <dialog ref={dialog} aria-labelledby="palette-title" className={css.palette} onClose={onClose}>
      <h2 id="palette-title" className="visually-hidden">
        {t('palette.title')}
      </h2>
      <input
        className={css.paletteInput}
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[current] ? `command-${found[current].id}` : undefined}
        aria-label={t('palette.search')}
        placeholder={t('palette.search')}
        autoComplete="off"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" role="listbox" aria-label={t('palette.title')} className={css.commands}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onClick={() => run(command)}
          >
            {command.words} {command.keys && <kbd>{command.keys}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p role="status">{t('palette.none')}</p>}
    </dialog>
  );
}

function useCommands(active: readonly ShortcutName[]): Command[] {
  const t = useText();
  const navigate = useNavigate();
  const settings = useStore(preferences);
  const rail = useVisible(RAIL);
  const sections = useVisible(SETTINGS);
  return useMemo(() => {
    const goes = new Set(rail.map(({ shortcut }) => shortcut));
    const acts = active
      .filter((name) => canBeMapped(name) && name !== 'palette' && !goes.has(name))
      .map((name) => ({
        id: name,
        words: t(SHORTCUTS[name].label),
        keys: keysOf(name, settings).map(showKey).join(' · '),
        run: () => void runShortcut(name),
      }));
    const pages = [...rail, ...sections].map(({ to, label, shortcut }) => ({
      id: to.replaceAll('/', '-'),
      words: t('palette.go', { name: t(label) }),
      keys: shortcut ? keysOf(shortcut, settings).map(showKey).join(' · ') : '',
      run: () => void navigate({ to }),
    }));
    return [...acts, ...pages];
  }, [active, navigate, rail, sections, settings, t]);
}
