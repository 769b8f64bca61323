import { useState } from 'react';
import type { FieldValues } from 'react-hook-form';
import { type ApiFailure, asFailure } from '../../platform/failure.ts';
import type { Tagged } from '../../platform/http.ts';
import { queryClient } from '../../platform/query.ts';
import { publishSetting, type SettingForm, settingKey } from './setting.ts';

/** The draft whose differences are being read, and what became of publishing it. Draft and comment outlive every failure. */
export function usePublish<T, F extends FieldValues>(
  setting: SettingForm<T, F>,
  seen: Tagged<T>,
  onPublished: (saved: Tagged<T>) => void,
) {
  const [draft, setDraft] = useState<F | null>(null);
  const [comment, setComment] = useState('');
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const publish = async (why: string): Promise<void> => {
    if (draft === null) return;
    setComment(why);
    setFailure(null);
    setBusy(true);
    try {
      const saved = await publishSetting(setting, { value: setting.toBody(draft, seen.value), comment: why }, seen.tag);
      setDraft(null);
      setComment('');
      onPublished(saved);
    } catch (problem) {
      const said = asFailure(problem);
      setFailure(said);
      // What is wrong with a field is said, and mended, in the form.
      if (said.fields.length > 0) setDraft(null);
      // What the other one published is wanted beside what is typed here.
      if (said.status === 409) void queryClient.invalidateQueries({ queryKey: settingKey(setting) });
    }
    setBusy(false);
  };
  const choose = (next: F | null): void => {
    setFailure(null);
    setDraft(next);
  };
  return { draft, setDraft: choose, publish: (why: string) => void publish(why), failure, isBusy, comment };
}
