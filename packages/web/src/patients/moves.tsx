import type { PatientMove, PatientPage } from '@critical-callout/contract/patients';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { useText } from '../platform/text.tsx';
import { formatDay } from '../ui/dates.ts';
import { StateMark } from '../ui/marks.tsx';
import { groupIdentifier } from '../ui/names.ts';
import css from './patients.module.css';

/** The newest move from or to each other record. */
function latestOf(moves: readonly PatientMove[]): PatientMove[] {
  const seen = new Set<string>();
  return moves.filter(({ direction, other }) => {
    const key = `${direction} ${other.id}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** What became of two records that are one: where the orders came from, where they went, and the way there. */
export function Moves({ data: { patient, orders, moves } }: { data: PatientPage }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const nameOf = ({ id, identifier, identifierType }: PatientMove['other']): string =>
    identifier === null ? `#${id}` : groupIdentifier(identifier, identifierType);
  const own = nameOf(patient);
  // Nothing is left here: the record itself was merged, not one of its orders moved.
  const isEmpty = orders.length === 0;
  return latestOf(moves).map(({ at, direction, other, billNumber }) => {
    const values = { own, other: nameOf(other), order: billNumber, at: formatDay(at, lab.zone) };
    const words = direction === 'from' ? 'patients.moved.from' : isEmpty ? 'patients.moved.merged' : 'patients.moved.into';
    return (
      <p key={`${direction} ${other.id}`} className={css.moved} data-testid="moved">
        <StateMark name="review" tone="violet">
          {t(words, values)}
        </StateMark>{' '}
        <Link to="/patients/$patientId" params={{ patientId: other.id }} search={{}}>
          {t('patients.moved.open', { other: nameOf(other) })}
        </Link>
      </p>
    );
  });
}
