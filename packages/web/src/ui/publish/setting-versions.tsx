import type { SettingVersions as Answered } from '@critical-callout/contract/settings';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { FieldValues } from 'react-hook-form';
import { useMe } from '../../auth/index.ts';
import { useServerNow } from '../../platform/server-time.ts';
import { useText } from '../../platform/text.tsx';
import { formatMoment } from '../dates.ts';
import { Answer } from '../states.tsx';
import css from './publish.module.css';
import { fetchVersions, type SettingForm, settingKey } from './setting.ts';
import { type Version, VersionList } from './version-list.tsx';

type Props<T, F extends FieldValues> = {
  setting: SettingForm<T, F>;
  /** What holds now: beside what can be set, some answers say more. */
  value: T;
  /** Puts an older version into the form and shows its differences; null: who may only read. */
  onRestore: ((value: T) => void) | null;
};

/** Who published what, when and why, asked for when somebody wants to know; any two can be compared, an older one restored. */
export function SettingVersions<T, F extends FieldValues>(props: Props<T, F>): ReactNode {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={css.history} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('publish.versions')}</summary>
      {isOpen && <Versions {...props} />}
    </details>
  );
}

function Versions<T, F extends FieldValues>({ setting, value, onRestore }: Props<T, F>): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const query = useQuery({
    queryKey: [...settingKey(setting), 'versions'],
    queryFn: ({ signal }) => fetchVersions(setting, signal),
  });
  const wholeOf = (version: Answered['versions'][number]): T | null =>
    version.value === null ? null : (setting.schema.safeParse({ ...value, ...version.value }).data ?? null);
  const about = ({ at, by, seq }: Answered['versions'][number]): string =>
    at === null
      ? t('publish.version.began')
      : t('publish.version.about', { at: formatMoment(at, now, lab.zone), by, seq: seq ?? 0 });
  return (
    <Answer query={query} what={t('publish.versions.failed')} stillTrue={t('settings.failedStill')}>
      {({ versions }) => {
        const shown = versions.map((version, index): Version => {
          const whole = wholeOf(version);
          return {
            id: version.version,
            name: t('publish.version', { version: version.version }),
            about: about(version),
            comment: version.comment,
            state: index === 0 ? 'in-force' : whole === null ? 'unread' : 'former',
            lines: whole === null ? [] : setting.linesOf(setting.toFields(whole), t),
          };
        });
        const restore = (id: Version['id']): void => {
          const version = versions.find((one) => one.version === id);
          const whole = version && wholeOf(version);
          if (whole) onRestore?.(whole);
        };
        return <VersionList versions={shown} onRestore={onRestore && (({ id }) => restore(id))} />;
      }}
    </Answer>
  );
}
