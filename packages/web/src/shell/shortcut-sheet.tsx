import { Button, Checkbox } from '@mantine/core';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import { RAIL } from '../navigation.ts';
import { changePreferences, preferences } from '../platform/preferences.ts';
import { keysOf, type Region, SHORTCUT_NAMES, SHORTCUTS, type ShortcutName, showKey } from '../platform/shortcuts.ts';
import { useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import css from './shell.module.css';

/** An area that does not exist has no key either. */
const leadsSomewhere = (name: ShortcutName): boolean => !name.startsWith('go') || RAIL.some(({ shortcut }) => shortcut === name);

const REGIONS: readonly Region[] = ['list', 'panel', 'page'];

/** All keys, and the switch for the single ones: a person who speaks to the computer would trigger them. */
export function ShortcutSheet({ onClose }: { onClose: () => void }): ReactNode {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const settings = useStore(preferences);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="shortcuts" onClose={onClose}>
      <h2 id="shortcuts">{t('keys.title')}</h2>
      <Checkbox
        label={t('keys.single')}
        checked={settings.hasSingleKeys}
        onChange={({ currentTarget }) => changePreferences({ hasSingleKeys: currentTarget.checked })}
      />
      <Checkbox
        mt="xs"
        label={t('keys.next')}
        checked={settings.opensNext}
        onChange={({ currentTarget }) => changePreferences({ opensNext: currentTarget.checked })}
      />
      <table className={css.sheet}>
        {REGIONS.map((region) => (
          <Fragment key={region}>
            <thead>
              <tr>
                <th scope="colgroup" colSpan={2}>
                  {t(`keys.${region}`)}
                </th>
              </tr>
            </thead>
            <tbody>
              {SHORTCUT_NAMES.filter((name) => SHORTCUTS[name].within === region && leadsSomewhere(name)).map((name) => (
                <tr key={name}>
                  <th scope="row">{t(SHORTCUTS[name].label)}</th>
                  <td>
                    <Keys name={name} />
                  </td>
                </tr>
              ))}
            </tbody>
          </Fragment>
        ))}
      </table>
      <Button mt="md" onClick={() => dialog.current?.close()}>
        {t('keys.close')}
      </Button>
    </dialog>
  );
}

function Keys({ name }: { name: (typeof SHORTCUT_NAMES)[number] }): ReactNode {
  const t = useText();
  const keys = keysOf(name, useStore(preferences));
  if (keys.length === 0) return t('keys.off');
  if (keys.length > 2) return <kbd>{`${keys[0]}–${keys.at(-1)}`}</kbd>;
  return keys.map((key) => <kbd key={key}>{showKey(key)}</kbd>);
}
