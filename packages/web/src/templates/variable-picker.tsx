import { Button, NativeSelect } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useText } from '../platform/text.tsx';
import { SNIPPETS } from './parts.ts';
import css from './templates.module.css';

/** Every name a template may use, with what it belongs to; nothing has to be known by heart. */
export function VariablePicker({ onInsert }: { onInsert: (snippet: string) => void }): ReactNode {
  const t = useText();
  const [chosen, setChosen] = useState(SNIPPETS[0]?.id ?? '');
  const snippet = SNIPPETS.find(({ id }) => id === chosen)?.snippet ?? '';
  return (
    <fieldset className={css.picker}>
      <legend>{t('templates.variables')}</legend>
      <NativeSelect
        label={t('templates.variable')}
        description={t('templates.variables.hint')}
        value={chosen}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        data={(['none', 'minimal', 'full'] as const).map((level) => ({
          group: t(`templates.level.${level}`),
          items: SNIPPETS.filter((one) => one.level === level).map(({ id }) => ({ value: id, label: id })),
        }))}
      />
      <Button variant="outline" onClick={() => onInsert(snippet)}>
        {t('templates.variables.insert')}
      </Button>
    </fieldset>
  );
}
