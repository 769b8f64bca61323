import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { useMay } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { useAriaKeys, useShortcuts } from '../platform/use-shortcuts.ts';
import css from './search.module.css';

/** The search of the top bar: from everywhere, `/` leads here unless the screen has a search of its own. */
export function SearchBox(): ReactNode {
  const t = useText();
  const may = useMay('worklist.read');
  const navigate = useNavigate();
  const ariaKeys = useAriaKeys();
  const input = useRef<HTMLInputElement>(null);
  useShortcuts(may ? { search: () => input.current?.focus() } : {});
  if (!may) return null;
  return (
    <search>
      <form
        className={css.box}
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ to: '/search', search: { q: input.current?.value.trim() ?? '' } });
        }}
      >
        <input
          ref={input}
          className={css.input}
          // Not "search": the list's own field is the page's search.
          type="text"
          name="everything"
          aria-label={t('search.title')}
          placeholder={t('search.title')}
          aria-keyshortcuts={ariaKeys('search')}
          autoComplete="off"
          maxLength={100}
        />
      </form>
    </search>
  );
}
