import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import css from './kit.module.css';

/** List and panel side by side from 1100 px; below, the panel takes the place of the list. Nothing is modal. */
export function WithSidePanel({ panel, children }: { panel: ReactNode | null; children: ReactNode }): ReactNode {
  return (
    <div className={css.side} data-panel={panel ? 'open' : 'closed'}>
      <div className={css.main}>{children}</div>
      {panel}
    </div>
  );
}

/** Opens with the focus on its heading; Escape closes it. */
export function SidePanel({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }): ReactNode {
  const t = useText();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // Where the panel takes the place of the list, its heading is the heading of the page.
  const isAlone = useMediaQuery('(max-width: 1099px)', false, { getInitialValueInEffect: false });
  const Heading = isAlone ? 'h1' : 'h2';
  useShortcuts({ close: onClose });
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section className={css.panel} aria-labelledby={id} data-region="panel">
      <div className={css.panelTop}>
        <Heading id={id} ref={heading} tabIndex={-1} data-region-focus>
          {title}
        </Heading>
        <button type="button" className={css.plain} aria-keyshortcuts="Escape" onClick={onClose}>
          {t('panel.close')}
        </button>
      </div>
      {children}
    </section>
  );
}
