import type { ReactNode } from 'react';
import css from './marks.module.css';

/** Colour roles; the word beside the mark always says the same. */
export type Tone = 'critical' | 'overdue' | 'amber' | 'blue' | 'done' | 'violet' | 'neutral';

/** One shape a state, told apart without colour (screens.md section 2). */
const SHAPES = {
  'critical-high': <path d="M8 2 15 14H1z" />,
  'critical-low': <path d="M8 14 1 2h14z" />,
  // Up and down beside each other: what counts is the step between two values.
  'critical-change': <path d="M4 1 8 7H5v8H3V7H0zm8 14-4-6h3V1h2v8h3z" />,
  'critical-qualitative': <path d="M8 1 15 8l-7 7-7-7z" />,
  'cannot-say': <path d="M1 2h14v10H9l-4 3v-3H1zm6 2v4h2V4zm0 5v2h2V9z" fillRule="evenodd" />,
  overdue: <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />,
  'due-soon': (
    <>
      <circle cx="8" cy="8" r="6" className={css.hollow} />
      <path d="M8 2a6 6 0 0 1 0 12z" />
    </>
  ),
  'in-time': <circle cx="8" cy="8" r="6" className={css.hollow} />,
  pending: <path d="M2 1h12v14H2zm5 2v6h2V3zm0 8v2h2v-2z" fillRule="evenodd" />,
  attempted: <path d="M3 2h3l1 4-2 1a8 8 0 0 0 4 4l1-2 4 1v3c-6 2-13-5-11-11z" className={css.dotted} />,
  done: <path d="M1 1h14v14H1zm2 7 4 4 6-7-1.500-1.300L7 9.200 4.400 6.600z" fillRule="evenodd" />,
  withdrawn: <path d="M1 1h14v14H1zm3 4 3 3-3 3 1 1 3-3 3 3 1-1-3-3 3-3-1-1-3 3-3-3z" fillRule="evenodd" />,
  review: <path d="M3 1h2v1h9l-2 3.500L14 9H5v6H3z" />,
  escalation: <path d="M1 15v-4h4V7h4V3h6v2h-4v4H7v4H3v2z" />,
  exhausted: <path d="M7 1h2v9H7zm0 11h2v3H7zM2 1h2v9H2zm0 11h2v3H2zM12 1h2v9h-2zm0 11h2v3h-2z" />,
  abnormal: <path d="M2 7h12v2H2z" />,
  normal: <circle cx="8" cy="8" r="2" />,
  mail: <path d="M1 3h14v10H1zm2 1.500 5 4 5-4zM2.500 6v5.500h11V6L8 10.500z" fillRule="evenodd" />,
  failed: <path d="m3 2 5 5 5-5 1 1-5 5 5 5-1 1-5-5-5 5-1-1 5-5-5-5z" />,
  waiting: <path d="M4 1h8v3L9 8l3 4v3H4v-3l3-4-3-4z" />,
  settings: <path d="M1 3h7v2H1zm11 0h3v2h-3zM8 1h3v6H8zM1 11h3v2H1zm7 0h7v2H8zM4 9h3v6H4z" />,
  'overhead-page': <path d="M1 6h3l6-4v12l-6-4H1zm11-1c2 1 2 5 0 6zm1-3c4 2 4 10 0 12v-2c2-2 2-6 0-8z" />,
  'by-hand': <path d="M11 1l4 4-9 9-5 1 1-5zM3 11l-.500 2.500L5 13z" fillRule="evenodd" />,
  people: (
    <path d="M6 1a3 3 0 1 1 0 6 3 3 0 0 1 0-6M1 15v-3c0-2 2-4 5-4s5 2 5 4v3zm10-13a3 3 0 0 1 0 5zm1 6c2 .5 3 2 3 4v3h-2v-3c0-2 0-3-1-4" />
  ),
  handover: <path d="M1 4h9V1l5 4.500L10 10V7H1zm14 8H7v3l-5-3.500L7 8.500V10h8z" />,
  calling: <path d="M3 2h3l1 4-2 1a8 8 0 0 0 4 4l1-2 4 1v3c-6 2-13-5-11-11z" />,
  claimed: <path d="M2 7V3h3v4h1V1h3v6h1V2h3v8c0 3-2 5-5 5-4 0-7-4-7-7z" />,
  'open-elsewhere': (
    <path d="M8 3c4 0 7 5 7 5s-3 5-7 5-7-5-7-5 3-5 7-5m0 2.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5" fillRule="evenodd" />
  ),
  unowned: <path d="M6 1h4l1 2-1 4H6L5 3zM3 15c0-4 2-6 5-6s5 2 5 6h-2c0-3-1-4-3-4s-3 1-3 4z" />,
  search: (
    <>
      <circle cx="6.500" cy="6.500" r="4.500" className={css.hollow} />
      <path d="m9.500 11 1.500-1.500 4 4-1.500 1.500z" />
    </>
  ),
  match: <path d="m2 8 2-2 3 3 6-7 2 2-8 9z" />,
} as const satisfies Record<string, ReactNode>;

export type MarkName = keyof typeof SHAPES;

/** The shape alone; always beside its word, so it is hidden from screen readers. */
export function Mark({ name, size = 16 }: { name: MarkName; size?: number }): ReactNode {
  return (
    <svg
      className={css.mark}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
      data-mark={name}
    >
      {SHAPES[name]}
    </svg>
  );
}

/** Shape and word in one run; `filled` inverts it for what must not be overlooked. */
export function StateMark({
  name,
  tone,
  children,
  isFilled = false,
}: {
  name: MarkName;
  tone: Tone;
  children: ReactNode;
  isFilled?: boolean;
}): ReactNode {
  return (
    <span className={css.state} data-tone={tone} data-filled={isFilled || undefined}>
      <Mark name={name} />
      <span>{children}</span>
    </span>
  );
}
