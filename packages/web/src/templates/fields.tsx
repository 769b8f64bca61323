import type { TemplateKey } from '@critical-callout/contract/templates';
import { Textarea, TextInput } from '@mantine/core';
import type { ReactNode, RefObject } from 'react';
import { useText } from '../platform/text.tsx';
import { fieldId } from '../ui/error-summary.tsx';
import { type Draft, type DraftField, fieldsOf, isContentSid } from './parts.ts';
import css from './templates.module.css';

/** Where the cursor was last: a variable goes there. */
export type FieldAt = { field: DraftField; from: number; to: number };

const ROWS: Record<DraftField, number> = { subject: 2, text: 14, html: 14, cover: 4, contentSid: 1, places: 4 };
const LABELS = {
  subject: 'templates.part.subject',
  text: 'templates.part.text',
  html: 'templates.part.html',
  cover: 'templates.part.cover',
  contentSid: 'templates.part.contentSid',
  places: 'templates.part.contentVariables',
} as const;

type Props = {
  channel: TemplateKey['channel'];
  draft: Draft;
  isReadOnly: boolean;
  lastField: RefObject<FieldAt>;
  onChange: (draft: Draft) => void;
};

export function TemplateFields({ channel, draft, isReadOnly, lastField, onChange }: Props): ReactNode {
  const t = useText();
  const remember = (field: DraftField) => (event: React.SyntheticEvent<HTMLTextAreaElement>) => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    lastField.current = { field, from: selectionStart, to: selectionEnd };
  };
  const isApproved = channel === 'whatsapp' && draft.contentSid.trim() !== '';
  return (
    <>
      {fieldsOf(channel).map((field) =>
        field === 'contentSid' ? (
          <TextInput
            key={field}
            id={fieldId(field)}
            label={t(LABELS[field])}
            description={t('templates.part.contentSid.hint')}
            value={draft[field]}
            readOnly={isReadOnly}
            error={!isContentSid(draft[field])}
            maxLength={34}
            onChange={({ currentTarget }) => onChange({ ...draft, [field]: currentTarget.value })}
          />
        ) : (
          <Textarea
            key={field}
            id={fieldId(field)}
            classNames={{ input: css.source ?? '' }}
            label={t(field === 'text' && isApproved ? 'templates.part.textApproved' : LABELS[field])}
            rows={ROWS[field]}
            // A template is code with words in it: a checker and an automatic capital only break it.
            spellCheck={false}
            autoCapitalize="off"
            dir="auto"
            value={draft[field]}
            readOnly={isReadOnly}
            onChange={({ currentTarget }) => onChange({ ...draft, [field]: currentTarget.value })}
            onSelect={remember(field)}
            onBlur={remember(field)}
          />
        ),
      )}
    </>
  );
}
