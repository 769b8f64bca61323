import { Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import type { ApiFailure } from '../platform/failure.ts';
import { useAtTime, useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { formatClock, formatMoment } from '../ui/dates.ts';
import { readCallTime, readSheetNumber } from './call-time.ts';
import css from './callout.module.css';
import { type CalloutForm, focusField } from './form.ts';
import { expandPhrases } from './phrases.ts';
import { useCallHelp } from './use-callout.ts';

/** When the call was made: now, unless a time is typed. Further back than five minutes needs a reason. */
export function TimeField({ failure }: { failure: ApiFailure | null }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const { register, control } = useFormContext<CalloutForm>();
  const [typed, sheet] = useWatch({ control, name: ['time', 'downtimeSheet'] });
  const now = useServerNow(30_000);
  const clock = useAtTime((at) => formatClock(at, lab.zone));
  const time = readCallTime(typed, now, lab.zone);
  const error = time.state === 'future' ? t('missing.future') : time.state === 'unreadable' ? t('missing.time') : undefined;
  return (
    <div className={css.row}>
      <TextInput
        label={t('timeGiven.label')}
        description={
          time.state === 'earlier'
            ? t('timeGiven.earlier', { at: formatMoment(time.at, now, lab.zone) })
            : t('timeGiven.now', { at: clock })
        }
        placeholder={t('timeGiven.placeholder')}
        inputMode="numeric"
        autoComplete="off"
        maxLength={5}
        error={error}
        id="field-time"
        {...register('time')}
      />
      {time.state === 'earlier' && (
        <TextInput
          label={t('timeGiven.sheet')}
          description={t('timeGiven.sheetHint')}
          inputMode="numeric"
          autoComplete="off"
          maxLength={12}
          error={isUnknownSheet(failure, sheet) ? t('timeGiven.sheetUnknown') : undefined}
          id="field-downtimeSheet"
          {...register('downtimeSheet')}
        />
      )}
      {time.state === 'earlier' && (time.needsReason || sheet.trim() !== '') && (
        <TextInput
          label={t('timeGiven.reason')}
          autoComplete="off"
          maxLength={500}
          id="field-backDatedReason"
          {...register('backDatedReason')}
        />
      )}
    </div>
  );
}

/** The server knows no sheet of the number that still stands in the field. */
const isUnknownSheet = (failure: ApiFailure | null, typed: string): boolean =>
  failure?.code === 'callout.downtime-sheet-unknown' && failure.details.value === readSheetNumber(typed);

/** A note beside the record, not a letter. */
const MOST_CHARACTERS = 500;

export function CommentField({ isMandatory }: { isMandatory: boolean }): ReactNode {
  const t = useText();
  const { register, setValue, control } = useFormContext<CalloutForm>();
  const { length } = useWatch({ control, name: 'comment' });
  useShortcuts({ note: () => focusField('comment') });
  const { phrases } = useCallHelp();
  const { onChange, ...field } = register('comment');
  const list = phrases.map(({ code }) => `;${code}`).join(' ');
  return (
    <Textarea
      label={t(isMandatory ? 'comment.labelMandatory' : 'comment.label')}
      description={[
        length > MOST_CHARACTERS - 100 ? t('comment.left', { count: Math.max(0, MOST_CHARACTERS - length) }) : null,
        t('comment.hint'),
        list === '' ? null : t('comment.phrases', { list }),
      ]
        .filter(Boolean)
        .join(' ')}
      rows={1}
      classNames={{ input: css.comment }}
      maxLength={MOST_CHARACTERS}
      id="field-comment"
      onChange={(event) => {
        const text = expandPhrases(event.currentTarget.value, phrases).slice(0, MOST_CHARACTERS);
        if (text === event.currentTarget.value) return onChange(event);
        setValue('comment', text, { shouldDirty: true });
      }}
      {...field}
    />
  );
}
