import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import css from './auth.module.css';

/**
 * Keeps its children alive in an element of their own that leaves the page while locked: nothing of a patient is in the
 * document, and every typed letter, queue and scroll position is there again afterwards.
 */
export function Lockable({ isLocked, children }: { isLocked: boolean; children: ReactNode }): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const [content] = useState(() => {
    const element = document.createElement('div');
    element.className = css.content ?? '';
    return element;
  });
  useLayoutEffect(() => {
    if (isLocked) return;
    host.current?.append(content);
    reopenDialogs(content);
    const scrolled = scrolledIn(content);
    for (const [element, top] of scrolled) element.scrollTop = top;
    return () => {
      remember(content);
      content.remove();
    };
  }, [content, isLocked]);
  return (
    <>
      <div ref={host} className={css.content} />
      {createPortal(children, content)}
    </>
  );
}

const positions = new WeakMap<HTMLElement, Map<Element, number>>();

function remember(content: HTMLElement): void {
  const scrolled = [...content.querySelectorAll('*')].filter(({ scrollTop }) => scrollTop > 0);
  positions.set(content, new Map(scrolled.map((element) => [element, element.scrollTop])));
}

const scrolledIn = (content: HTMLElement): Map<Element, number> => positions.get(content) ?? new Map();

/** A modal dialog that leaves the page stops being modal; coming back it is shown anew without having been closed. */
function reopenDialogs(content: HTMLElement): void {
  for (const dialog of content.querySelectorAll('dialog[open]')) {
    dialog.removeAttribute('open');
    (dialog as HTMLDialogElement).showModal();
  }
}
