import { type ReactNode, useEffect, useRef } from 'react';
import type { FieldErrors } from 'react-hook-form';
import type { ApiFailure } from '../platform/failure.ts';
import { useText } from '../platform/text.tsx';
import css from './kit.module.css';

export type FieldProblem = { field: string; message: string };

/** The id of a field's element, so that the summary can lead to it: `<TextInput id={fieldId('name')} …>`. */
export const fieldId = (field: string): string => `field-${field}`;

/**
 * What is wrong with a form, on top of it, each line a link to its field (GOV.UK error summary). The focus comes here and
 * the title of the window says so.
 */
export function ErrorSummary({ problems }: { problems: readonly FieldProblem[] }): ReactNode {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const key = problems.map(({ field, message }) => `${field} ${message}`).join('\n');
  useEffect(() => {
    if (key === '') return;
    box.current?.focus();
    const title = document.title;
    document.title = t('errors.title', { title });
    return () => {
      document.title = title;
    };
  }, [key, t]);
  if (problems.length === 0) return null;
  return (
    <div ref={box} className={css.summary} role="alert" tabIndex={-1} data-testid="error-summary">
      <h2>{t('errors.heading')}</h2>
      <ul>
        {problems.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            <a href={`#${fieldId(field)}`} onClick={(event) => focusField(event, field)}>
              {message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function focusField(event: React.MouseEvent, field: string): void {
  event.preventDefault();
  document.getElementById(fieldId(field))?.focus();
}

/** What the form itself found, as lines of the summary. Nested fields are named by their path. */
export function problemsOf(errors: FieldErrors, path = ''): FieldProblem[] {
  return Object.entries(errors).flatMap(([name, error]) => {
    if (!error) return [];
    const field = path === '' ? name : `${path}.${name}`;
    if (typeof error.message === 'string' && error.message !== '') return [{ field, message: error.message }];
    return typeof error === 'object' && !('type' in error) ? problemsOf(error as FieldErrors, field) : [];
  });
}

/** What the server found. It names the field of the body, as `body.name`; the form's own is `name`. */
export const problemsOfFailure = (failure: ApiFailure | null): FieldProblem[] =>
  (failure?.fields ?? []).map(({ field, message }) => ({ field: field.replace(/^body\./, ''), message }));
