import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { FieldValues } from 'react-hook-form';
import { useMe } from '../../auth/index.ts';
import { useServerNow } from '../../platform/server-time.ts';
import { useText } from '../../platform/text.tsx';
import { formatMoment } from '../dates.ts';
import { findDifferences } from './differences.ts';
import css from './publish.module.css';
import { Differences } from './publish-dialog.tsx';
import { fetchVersions, type SettingForm, settingKey } from './setting.ts';

type Props<T, F extends FieldValues> = {
  setting: SettingForm<T, F>;
  /** What the draft was made from, and what holds now. */
  before: T;
  after: T;
  onKeep: () => void;
  onTake: () => void;
};

/** Somebody else published while this form was open: who, why and what; what is typed here stays until it is decided. */
export function Meanwhile<T, F extends FieldValues>({ setting, before, after, onKeep, onTake }: Props<T, F>): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { linesOf, toFields } = setting;
  const { data } = useQuery({
    queryKey: [...settingKey(setting), 'versions'],
    queryFn: ({ signal }) => fetchVersions(setting, signal),
    staleTime: 0,
  });
  const newest = data?.versions[0];
  return (
    <section className={css.meanwhile} aria-label={t('publish.meanwhile')} data-testid="meanwhile" role="alert">
      <h3>{t('publish.meanwhile')}</h3>
      {newest?.at && (
        <p>
          {t('publish.meanwhile.by', { by: newest.by, at: formatMoment(newest.at, now, lab.zone), version: newest.version })}{' '}
          <bdi>{newest.comment}</bdi>
        </p>
      )}
      <Differences differences={findDifferences(linesOf(toFields(before), t), linesOf(toFields(after), t))} />
      <p>{t('publish.meanwhile.kept')}</p>
      <div className={css.do}>
        <Button variant="outline" onClick={onKeep}>
          {t('publish.meanwhile.keep')}
        </Button>
        <Button variant="outline" onClick={onTake}>
          {t('publish.meanwhile.take')}
        </Button>
      </div>
    </section>
  );
}
