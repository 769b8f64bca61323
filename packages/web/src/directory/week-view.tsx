import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMe } from '../auth/index.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatClock } from '../ui/dates.ts';
import { Answer } from '../ui/states.tsx';
import { directoryKeys, fetchPreview } from './api.ts';
import css from './directory.module.css';
import { type DutyDay, type DutyPiece, mondayOf, shiftDay, startOfDay, weekOf } from './week.ts';

/** Who has the duty, day by day; what nobody has is marked with a word and a broken edge. */
export function WeekView({
  scheduleId,
  from,
  onFrom,
}: {
  scheduleId: number;
  from: string | undefined;
  onFrom: (day: string) => void;
}): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const monday = from ?? mondayOf(serverNow(), lab.zone);
  const at = new Date(startOfDay(monday, lab.zone)).toISOString();
  const query = useQuery({
    queryKey: directoryKeys.preview(scheduleId, at),
    queryFn: ({ signal }) => fetchPreview(scheduleId, at, 8, signal),
    placeholderData: (before) => before,
  });
  return (
    <>
      <div className={css.actions}>
        <Button variant="outline" onClick={() => onFrom(shiftDay(monday, -7))}>
          {t('directory.week.before')}
        </Button>
        <Button variant="outline" onClick={() => onFrom(mondayOf(serverNow(), lab.zone))}>
          {t('directory.week.this')}
        </Button>
        <Button variant="outline" onClick={() => onFrom(shiftDay(monday, 7))}>
          {t('directory.week.after')}
        </Button>
      </div>
      <Answer query={query} what={t('directory.week.failed')} stillTrue={t('directory.failedStill')}>
        {(preview) => {
          const days = weekOf(preview, monday, lab.zone);
          const gaps = days.flatMap(({ pieces }) => pieces).filter(({ gap }) => gap !== null).length;
          return (
            <>
              <p role="status">
                {t(gaps === 0 ? 'directory.week.whole' : 'directory.week.gaps', { count: gaps, zone: lab.zone })}
              </p>
              <ol className={css.days} aria-label={t('directory.onCall.week')}>
                {days.map((day) => (
                  <Day key={day.from} day={day} zone={lab.zone} />
                ))}
              </ol>
            </>
          );
        }}
      </Answer>
    </>
  );
}

function Day({ day, zone }: { day: DutyDay; zone: string }): ReactNode {
  const t = useText();
  const date = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: '2-digit', month: 'short', timeZone: zone }).format(
    day.from,
  );
  return (
    <li className={css.dayRow}>
      <div className={css.day}>
        {date}
        {day.hours !== 24 && <p className={css.muted}>{t('directory.week.hours', { hours: day.hours })}</p>}
      </div>
      <ul className={css.spans}>
        {day.pieces.map((piece) => (
          <li key={piece.from} className={css.piece} data-gap={piece.gap ?? undefined}>
            <Piece piece={piece} isToMidnight={piece.to === day.to} zone={zone} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Piece({ piece, isToMidnight, zone }: { piece: DutyPiece; isToMidnight: boolean; zone: string }): ReactNode {
  const t = useText();
  const { from, to, name, gap } = piece;
  return (
    <>
      {formatClock(from, zone)}–{isToMidnight ? '24:00' : formatClock(to, zone)} {name && <bdi>{name}</bdi>}{' '}
      {gap && <span className={css.gap}>{t(`directory.gap.${gap}`)}</span>}
    </>
  );
}
