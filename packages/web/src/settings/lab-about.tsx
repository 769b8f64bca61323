import type { LabSettings } from '@critical-callout/contract/lab';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { type Translate, useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { fetchSetting, settingKey } from '../ui/publish/setting.ts';
import { LAB } from './lab-fields.ts';
import css from './settings.module.css';

/** What is so and cannot be set here: what is kept, whether there is a backup, the trail, and what program this is. */
export function LabAbout(): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayHealth = useMay('channels.test');
  const now = useServerNow(60_000);
  const { data } = useQuery({ queryKey: settingKey(LAB), queryFn: ({ signal }) => fetchSetting(LAB, signal) });
  if (!data) return null;
  const { about } = data.value;
  const moment = (at: string | null): string => (at === null ? t('lab.never') : formatMoment(at, now, lab.zone));
  return (
    <>
      <section className={css.block} aria-labelledby="lab-kept">
        <h2 id="lab-kept">{t('lab.kept')}</h2>
        <p>{t('lab.kept.all', { since: moment(about.firstEventAt) })}</p>
        <p>{t('lab.kept.some')}</p>
      </section>
      <section className={css.block} aria-labelledby="lab-backup">
        <h2 id="lab-backup">{t('lab.backup')}</h2>
        <p>
          <strong>{t('lab.backup.none')}</strong> {archiveWords(about, t, moment)}
        </p>
        <p>{t(`lab.backup.do.${about.database.kind}`)}</p>
        <p>{t('lab.backup.secret')}</p>
      </section>
      <section className={css.block} aria-labelledby="lab-trail">
        <h2 id="lab-trail">{t('lab.trail')}</h2>
        <p>
          {t('lab.trail.state', {
            lines: about.audit.seq,
            sealed: moment(about.audit.sealedAt),
            sent: moment(about.audit.sentAt),
          })}
        </p>
      </section>
      <section className={css.block} aria-labelledby="lab-about">
        <h2 id="lab-about">{t('lab.about')}</h2>
        <dl className={css.facts}>
          <dt>{t('lab.about.version')}</dt>
          <dd>{about.version}</dd>
          <dt>{t('lab.about.database')}</dt>
          <dd>
            {t(`lab.about.database.${about.database.kind}`, {
              version: about.database.version,
              size: about.database.megabytes,
            })}
          </dd>
          <dt>{t('lab.about.license')}</dt>
          <dd>{t('lab.about.license.text')}</dd>
        </dl>
        <p>{t('lab.about.device')}</p>
        {mayHealth && <Link to="/settings/health">{t('health.title')}</Link>}
      </section>
    </>
  );
}

function archiveWords({ archive }: LabSettings['about'], t: Translate, moment: (at: string | null) => string): string {
  if (archive === null) return t('lab.backup.archiveOff');
  const words = { last: moment(archive.lastAt), failed: moment(archive.failedAt) };
  const isFailing = archive.failedAt !== null && (archive.lastAt === null || archive.failedAt > archive.lastAt);
  return t(isFailing ? 'lab.backup.archiveFails' : 'lab.backup.archiveOn', words);
}
