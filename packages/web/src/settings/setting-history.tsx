import type { SettingsHistory } from '@critical-callout/contract/settings';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatMoment } from '../ui/dates.ts';
import { findDifferences } from '../ui/publish/differences.ts';
import { Differences } from '../ui/publish/publish-dialog.tsx';
import { Answer } from '../ui/states.tsx';
import { fetchHistory, type SettingAt, settingKey } from './setting.ts';
import css from './settings.module.css';

type Change = SettingsHistory['changes'][number];

/** Who changed what and when, asked for when somebody wants to know; an older state can be taken back into the form. */
export function SettingHistory({
  setting,
  onRestore,
}: {
  setting: SettingAt<unknown>;
  /** Puts what was before a change into the form, still to be saved; null: nothing can be taken back here. */
  onRestore: ((before: Record<string, unknown>) => void) | null;
}): ReactNode {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={css.history} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('settings.history')}</summary>
      {isOpen && <Changes setting={setting} onRestore={onRestore} />}
    </details>
  );
}

function Changes({ setting, onRestore }: Parameters<typeof SettingHistory>[0]): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const query = useQuery({
    queryKey: [...settingKey(setting), 'history'],
    queryFn: ({ signal }) => fetchHistory(setting, signal),
  });
  return (
    <Answer query={query} what={t('settings.history.failed')} stillTrue={t('settings.failedStill')}>
      {({ changes }) =>
        changes.length === 0 ? (
          <p>{t('settings.history.none')}</p>
        ) : (
          <ol className={css.changes}>
            {changes.map((change) => (
              <li key={change.seq}>
                <p>
                  {t('settings.history.line', { at: formatMoment(change.at, now, lab.zone), by: change.by, seq: change.seq })}
                </p>
                <Differences differences={findDifferences(linesOf(change.before), linesOf(change.after))} />
                {onRestore && (
                  <Button
                    size="compact-sm"
                    variant="outline"
                    aria-label={t('settings.history.restoreOf', { seq: change.seq })}
                    onClick={() => onRestore(change.before ?? {})}
                  >
                    {t('settings.history.restore')}
                  </Button>
                )}
              </li>
            ))}
          </ol>
        )
      }
    </Answer>
  );
}

/** By the names the API and the audit trail use: what stands here must be found there. */
function linesOf(values: Change['before']): { label: string; value: string }[] {
  return Object.entries(values ?? {}).map(([label, value]) => ({
    label,
    value: value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value),
  }));
}
