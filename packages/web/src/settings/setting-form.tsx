import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { type DefaultValues, type FieldValues, type UseFormReturn, useForm } from 'react-hook-form';
import { useMay, useMe } from '../auth/index.ts';
import { announce } from '../platform/announce.tsx';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import type { Tagged } from '../platform/http.ts';
import { usePolling } from '../platform/live/live.ts';
import { queryClient } from '../platform/query.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { formatClockSeconds } from '../ui/dates.ts';
import { ErrorSummary, problemsOf, problemsOfFailure } from '../ui/error-summary.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { useUnsavedGuard } from '../ui/publish/use-unsaved-guard.ts';
import { Answer } from '../ui/states.tsx';
import { fetchSetting, type SettingAt, saveSetting, settingKey } from './setting.ts';
import { SettingHistory } from './setting-history.tsx';
import css from './settings.module.css';

export type FieldsProps<T, F extends FieldValues> = { form: UseFormReturn<F>; value: T; mayWrite: boolean };

type Props<T, F extends FieldValues> = {
  setting: SettingAt<T>;
  title: string;
  lead?: ReactNode;
  toFields: (value: T) => F;
  /** What is sent; a thrown text never happens: the fields check themselves. */
  toBody: (fields: F, value: T) => unknown;
  children: (props: FieldsProps<T, F>) => ReactNode;
};

/** A form over one setting: read, checked, saved whole, and contested when somebody else saved meanwhile. */
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
  title,
  lead,
  toFields,
  toBody,
  children,
  tagged,
}: Props<T, F> & { tagged: Tagged<T> }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const mayWrite = useMay('settings.write');
  /** What the form began with, and the answer that was known then. */
  const [{ seen, from }, setSeen] = useState({ seen: tagged, from: tagged });
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const form = useForm<F>({ defaultValues: toFields(seen.value) as DefaultValues<F>, shouldFocusError: false });
  const { isDirty, isSubmitting, errors } = form.formState;
  useUnsavedGuard(isDirty && !isSubmitting);
  const { reset } = form;
  // Somebody else saved, and nothing is typed here: show what holds now. The answer from before an own save is not that.
  useEffect(() => {
    if (tagged === from || isDirty || isSubmitting) return;
    setSeen({ seen: tagged, from: tagged });
    if (tagged.tag !== seen.tag) reset(toFields(tagged.value));
  }, [tagged, from, seen, isDirty, isSubmitting, reset, toFields]);
  const submit = form.handleSubmit(async (fields) => {
    setFailure(null);
    try {
      const saved = await saveSetting(setting, toBody(fields, seen.value), seen.tag);
      queryClient.setQueryData(settingKey(setting), saved);
      setSeen({ seen: saved, from: tagged });
      reset(toFields(saved.value));
      setSavedAt(serverNow());
      announce(t('settings.saved', { at: formatClockSeconds(serverNow(), lab.zone) }));
      // What is offered, named and asked for elsewhere may hang on it.
      void queryClient.invalidateQueries();
    } catch (problem) {
      setFailure(asFailure(problem));
      // What the other one saved is wanted beside what is typed here; taking one's own changes back shows it.
      if (asFailure(problem).status === 409) void queryClient.invalidateQueries({ queryKey: settingKey(setting) });
    }
  });
  // What was before, with today's defaults where it said nothing, as a change that waits to be saved.
  const restore = (before: Record<string, unknown>): void => {
    const parsed = setting.schema.safeParse(before);
    if (parsed.success) reset(toFields(parsed.data), { keepDefaultValues: true });
  };
  const found = [...problemsOf(errors), ...problemsOfFailure(failure)];
  return (
    <form onSubmit={submit} noValidate className={css.block} aria-label={title} data-region="panel">
      <h2>{title}</h2>
      {lead && <p className={css.lead}>{lead}</p>}
      <ErrorSummary problems={found} />
      {failure && failure.fields.length === 0 && (
        <FailurePanel failure={failure} what={t('settings.notSaved')} stillTrue={t('settings.notSavedStill')} />
      )}
      <fieldset className={css.fields} disabled={!mayWrite}>
        <legend className="visually-hidden">{title}</legend>
        {children({ form, value: seen.value, mayWrite })}
      </fieldset>
      {mayWrite && (
        <div className={css.actions}>
          <Button type="submit" loading={isSubmitting} disabled={!isDirty}>
            {t('settings.save')}
          </Button>
          {isDirty && (
            <Button variant="outline" onClick={() => reset()}>
              {t('settings.undo')}
            </Button>
          )}
          {savedAt !== null && !isDirty && <span>{t('settings.saved', { at: formatClockSeconds(savedAt, lab.zone) })}</span>}
        </div>
      )}
      <SettingHistory setting={setting} onRestore={mayWrite && setting.keys.length === 1 ? restore : null} />
    </form>
  );
}

/** Said once above the forms of a page: who may change what stands there. */
export function WhoMay(): ReactNode {
  const t = useText();
  return <p className={css.lead}>{t(useMay('settings.write') ? 'settings.who' : 'settings.readOnly')}</p>;
}
