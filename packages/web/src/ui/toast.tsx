import type { ReactNode } from 'react';
import { announce } from '../platform/announce.tsx';
import { createStore, useStore } from '../platform/store.ts';
import { useText } from '../platform/text.tsx';
import css from './kit.module.css';
import { Mark } from './marks.tsx';

type Toast = { id: number; text: string };
const toasts = createStore<readonly Toast[]>([]);
const SHOWN_MS = 8_000;
const MAX_SHOWN = 4;
let last = 0;

/** Says that something went well: shown for a moment and read out. What went wrong stays on the screen instead (FailurePanel). */
export function toast(text: string): void {
  last += 1;
  const id = last;
  toasts.set((now) => [...now, { id, text }].slice(-MAX_SHOWN));
  announce(text);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

const dismiss = (id: number): void => toasts.set((now) => now.filter((one) => one.id !== id));

export function Toasts(): ReactNode {
  const t = useText();
  const shown = useStore(toasts);
  if (shown.length === 0) return null;
  return (
    <section className={css.toasts} aria-label={t('toast.region')}>
      {shown.map(({ id, text }) => (
        <div key={id} className={css.toast}>
          <Mark name="match" />
          <span>{text}</span>
          <button type="button" className={css.plain} aria-label={t('toast.dismiss')} onClick={() => dismiss(id)}>
            ✕
          </button>
        </div>
      ))}
    </section>
  );
}
