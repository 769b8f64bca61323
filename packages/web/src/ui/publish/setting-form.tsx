import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { type FieldValues, type UseFormReturn, useForm } from 'react-hook-form';
import { useMay, useMe } from '../../auth/index.ts';
import { announce } from '../../platform/announce.tsx';
import type { Tagged } from '../../platform/http.ts';
import { usePolling } from '../../platform/live/live.ts';
import { queryClient } from '../../platform/query.ts';
import { serverNow } from '../../platform/server-time.ts';
import { useText } from '../../platform/text.tsx';
import { formatClockSeconds } from '../dates.ts';
import { ErrorSummary, problemsOf, problemsOfFailure } from '../error-summary.tsx';
import { Answer } from '../states.tsx';
import { Meanwhile } from './meanwhile.tsx';
import css from './publish.module.css';
import { ReviewSetting } from './review-setting.tsx';
import { fetchSetting, type SettingForm as Setting, settingKey } from './setting.ts';
import { SettingVersions } from './setting-versions.tsx';
import { usePublish } from './use-publish.ts';
import { useUnsavedGuard } from './use-unsaved-guard.ts';
import { Applies } from './who-may.tsx';

export type FieldsProps<T, F extends FieldValues> = { form: UseFormReturn<F>; value: T; mayWrite: boolean };

type Props<T, F extends FieldValues> = {
  setting: Setting<T, F>;
  lead?: ReactNode;
  permission?: 'settings.write' | 'limits.approve';
  children: (props: FieldsProps<T, F>) => ReactNode;
};

/** A form over one setting: what is typed is a draft until its differences were read and it was published with a comment. */
export function SettingForm<T, F extends FieldValues>(props: Props<T, F>): ReactNode {
  const { setting } = props;
  const t = useText();
  const query = useQuery({
    queryKey: settingKey(setting),
    queryFn: ({ signal }) => fetchSetting(setting, signal),
    refetchInterval: usePolling(),
  });
  return (
    <Answer query={query} what={t('settings.failed')} stillTrue={t('settings.failedStill')}>
      {(tagged) => <Loaded {...props} tagged={tagged} />}
    </Answer>
  );
}

function Loaded<T, F extends FieldValues>({
  setting,
  lead,
  permission = 'settings.write',
  children,
  tagged,
}: Props<T, F> & { tagged: Tagged<T> }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay(permission);
  const { toFields } = setting;
  const title = t(setting.title);
  /** What the form began with, and the answer that was known then. */
  const [{ seen, from }, setSeen] = useState({ seen: tagged, from: tagged });
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const form = useForm<F>({ defaultValues: toFields(seen.value), shouldFocusError: false });
  const { isDirty, errors } = form.formState;
  const { reset } = form;
  const { draft, setDraft, publish, failure, isBusy, comment } = usePublish(setting, seen, (saved) => {
    queryClient.setQueryData(settingKey(setting), saved);
    setSeen({ seen: saved, from: tagged });
    reset(toFields(saved.value));
    setSavedAt(serverNow());
    announce(t('publish.done', { at: formatClockSeconds(serverNow(), lab.zone) }));
    // What is offered, named and asked for elsewhere may hang on it.
    void queryClient.invalidateQueries();
  });
  useUnsavedGuard(isDirty && !isBusy);
  const isOutdated = tagged !== from && tagged.tag !== seen.tag;
  // Somebody else published, and nothing is typed here: show what holds now. The answer from before an own one is not that.
  useEffect(() => {
    if (tagged === from || isDirty || isBusy || draft !== null) return;
    setSeen({ seen: tagged, from: tagged });
    if (tagged.tag !== seen.tag) reset(toFields(tagged.value));
  }, [tagged, from, seen, isDirty, isBusy, draft, reset, toFields]);
  const review = form.handleSubmit((fields) => setDraft(fields));
  const takeTheirs = (): void => {
    setDraft(null);
    setSeen({ seen: tagged, from: tagged });
    reset(toFields(tagged.value));
  };
  // What is typed here stays; what is not is as the other one published it.
  const keepMine = (): void => {
    setSeen({ seen: tagged, from: tagged });
    reset(toFields(tagged.value), { keepDirtyValues: true });
    if (draft !== null) setDraft(form.getValues());
  };
  const restore = (value: T): void => {
    const fields = toFields(value);
    reset(fields, { keepDefaultValues: true });
    setDraft(fields);
  };
  const meanwhile = isOutdated && (isDirty || draft !== null) && (
    <Meanwhile setting={setting} before={seen.value} after={tagged.value} onKeep={keepMine} onTake={takeTheirs} />
  );
  const found = [...problemsOf(errors), ...problemsOfFailure(failure)];
  return (
    <form onSubmit={review} noValidate className={css.setting} aria-label={title} data-region="panel">
      <h2>{title}</h2>
      {lead && <p className={css.who}>{lead}</p>}
      <Applies>{t(setting.applies)}</Applies>
      <ErrorSummary problems={draft === null ? found : []} />
      {draft === null && meanwhile}
      <fieldset className={css.fields} disabled={!mayWrite}>
        <legend className="visually-hidden">{title}</legend>
        {children({ form, value: seen.value, mayWrite })}
      </fieldset>
      {mayWrite && (
        <div className={css.do}>
          <Button type="submit" disabled={!isDirty}>
            {t('publish.review')}
          </Button>
          {isDirty && (
            <Button variant="outline" onClick={() => (isOutdated ? takeTheirs() : reset())}>
              {t('settings.undo')}
            </Button>
          )}
          {savedAt !== null && !isDirty && <span>{t('publish.done', { at: formatClockSeconds(savedAt, lab.zone) })}</span>}
        </div>
      )}
      {draft !== null && (
        <ReviewSetting
          setting={setting}
          before={seen.value}
          draft={draft}
          comment={comment}
          failure={failure}
          isBusy={isBusy}
          onPublish={publish}
          onCancel={() => setDraft(null)}
        >
          {meanwhile}
        </ReviewSetting>
      )}
      <SettingVersions setting={setting} value={seen.value} onRestore={mayWrite ? restore : null} />
    </form>
  );
}
