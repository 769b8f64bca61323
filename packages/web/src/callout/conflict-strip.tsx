import { standing } from '@critical-callout/domain/callout';
import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useMe } from '../auth/index.ts';
import { useLogs } from '../history/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import css from './callout.module.css';
import { openHistory } from './order-tabs.tsx';
import type { Conflict } from './use-submit.ts';

/** Whom the other person told, and what was read back to them; empty where the record does not say. */
export function toldWords({ told, read_back: readBack }: Record<string, unknown>, t: Translate): string {
  const name =
    isRecord(told) && typeof told.name === 'string' && told.name !== '' ? t('conflict.told', { name: told.name }) : null;
  const values = isRecord(readBack) && Array.isArray(readBack.values) ? readBack.values : [];
  const heard = standing(values.filter(isHeard)).map((one) => one.heard);
  return [name, heard.length > 0 ? t('conflict.readBack', { values: heard.join(', ') }) : null].filter(Boolean).join(' · ');
}

const isHeard = (one: unknown): one is { resultId: number; heard: string } =>
  isRecord(one) && typeof one.resultId === 'number' && typeof one.heard === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const CLOSING = ['callout-done', 'callout-acknowledged', 'callout-closed', 'callout-attempted'];

/** "While you were on the phone": what the other person recorded beside what to do with one's own call. */
export function ConflictStrip({
  conflict,
  isBusy,
  onAdd,
}: {
  conflict: Conflict;
  isBusy: boolean;
  onAdd: () => void;
}): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const strip = useRef<HTMLElement>(null);
  const { data } = useLogs(conflict.billId);
  const last = data?.entries.find(({ type }) => CLOSING.includes(type));
  const by = last?.actorName ?? conflict.by;
  const at = last?.at ?? conflict.at;
  const told = last ? toldWords(last.data, t) : '';
  useEffect(() => {
    strip.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section ref={strip} className={css.conflict} aria-labelledby="conflict-title" data-testid="conflict">
      <div>
        <h3 id="conflict-title">{t('conflict.title')}</h3>
        <p>
          {by && at
            ? t(last?.type === 'callout-attempted' ? 'conflict.attempted' : 'conflict.closed', {
                by,
                at: formatMoment(at, now, lab.zone),
              })
            : t('conflict.changed')}
        </p>
        {told !== '' && <p>{told}</p>}
        {told === '' && (
          <p>
            <bdi>{last?.text ?? conflict.text ?? ''}</bdi>
          </p>
        )}
      </div>
      <div>
        <p>{t('conflict.kept')}</p>
        <div className={css.buttons}>
          <Button onClick={onAdd} loading={isBusy}>
            {t('conflict.add')}
          </Button>
          <Button variant="outline" onClick={openHistory}>
            {t('conflict.history')}
          </Button>
        </div>
      </div>
    </section>
  );
}
