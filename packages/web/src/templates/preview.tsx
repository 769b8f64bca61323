import type { TemplateKey, TemplatePreview } from '@critical-callout/contract/templates';
import { CONTENT_LEVELS, type ContentLevel } from '@critical-callout/domain/delivery';
import { NativeSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useText } from '../platform/text.tsx';
import { Answer } from '../ui/states.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { fetchPreview, templateKeys } from './api.ts';
import { type Draft, isContentSid, toParts, withoutStyles } from './parts.ts';
import css from './templates.module.css';

/** Long enough to type a word, short enough to feel live. */
const PAUSE_MS = 350;
const SAMPLES = ['ordinary', 'long', 'hostile'] as const;

type Props = { templateKey: TemplateKey; draft: Draft; channelLevel: ContentLevel };

/** What the words on the screen make of three orders, as the server writes them; what is wrong with them before they are saved. */
export function TemplatePreviewPane({ templateKey, draft, channelLevel }: Props): ReactNode {
  const t = useText();
  const [level, setLevel] = useState<ContentLevel | null>(null);
  const [sample, setSample] = useState<(typeof SAMPLES)[number]>('ordinary');
  const [typed] = useDebouncedValue(draft, PAUSE_MS);
  const parts = toParts({ ...typed, contentSid: isContentSid(typed.contentSid) ? typed.contentSid : '' });
  const request = { key: templateKey, parts, level };
  const preview = useQuery({
    queryKey: templateKeys.preview(request),
    queryFn: ({ signal }) => fetchPreview(request, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <section className={css.preview} aria-label={t('templates.preview')} data-region="preview">
      <h2>{t('templates.preview')}</h2>
      <NativeSelect
        label={t('templates.level.shown')}
        value={level ?? ''}
        onChange={({ currentTarget }) => setLevel(CONTENT_LEVELS.find((one) => one === currentTarget.value) ?? null)}
        data={[
          { value: '', label: t('templates.level.asSet', { level: t(`templates.level.${channelLevel}`) }) },
          ...CONTENT_LEVELS.map((one) => ({ value: one, label: t(`templates.level.${one}`) })),
        ]}
      />
      <Answer
        query={{ ...preview, isPlaceholderData: false }}
        what={t('templates.preview.failed')}
        stillTrue={t('templates.preview.failedStill')}
      >
        {(data) => (
          <>
            <Problems preview={data} />
            <Tabs
              label={t('templates.preview.sample')}
              tabs={SAMPLES.map((id) => ({ id, label: t(`templates.sample.${id}`) }))}
              active={sample}
              onChange={setSample}
            >
              <Sample preview={data} name={sample} />
            </Tabs>
          </>
        )}
      </Answer>
    </section>
  );
}

function Problems({ preview: { problems, emptyVariables } }: { preview: TemplatePreview }): ReactNode {
  const t = useText();
  return (
    <div aria-live="polite">
      {problems.length > 0 && (
        <div className={css.problems} data-testid="template-problems">
          <p>
            <strong>{t('templates.preview.problems', { count: problems.length })}</strong>
          </p>
          <ul>
            {problems.map(({ part, line, message }) => (
              <li key={`${part} ${line} ${message}`}>{t('templates.problem', { part, line, message })}</li>
            ))}
          </ul>
        </div>
      )}
      {problems.length === 0 && emptyVariables.length > 0 && (
        <p className={css.note}>{t('templates.preview.empty', { variables: emptyVariables.join(', ') })}</p>
      )}
    </div>
  );
}

function Sample({ preview, name }: { preview: TemplatePreview; name: (typeof SAMPLES)[number] }): ReactNode {
  const t = useText();
  const shown = preview.samples.find((sample) => sample.name === name);
  if (!shown) return null;
  const { subject, text, html, cover, segments, places } = shown;
  return (
    <>
      <h3>{t('templates.preview.subject')}</h3>
      <p className={css.subject} dir="auto">
        {subject}
      </p>
      {cover !== '' && (
        <>
          <h3>{t('templates.preview.cover')}</h3>
          <p dir="auto">{cover}</p>
        </>
      )}
      <h3>{t('templates.preview.text')}</h3>
      {segments && (
        <p className={css.meter}>
          <meter aria-hidden="true" min={0} max={segments.max} value={Math.min(segments.segments, segments.max)} />
          <span data-testid="segments">{t('templates.segments', segments)}</span>
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <pre className={css.text} dir="auto" tabIndex={0} data-testid="preview-text">
        {text}
      </pre>
      {places.length > 0 && (
        <>
          <h3>{t('templates.preview.places')}</h3>
          <ol>
            {places.map((place, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place is its number
              <li key={index}>
                <bdi>{place}</bdi>
              </li>
            ))}
          </ol>
        </>
      )}
      {html !== '' && (
        <>
          <h3>{t('templates.preview.html')}</h3>
          {/* No permission at all: nothing in it runs, loads, sends or leads anywhere. */}
          <iframe className={css.frame} title={t('templates.preview.html')} sandbox="" srcDoc={withoutStyles(html)} />
        </>
      )}
    </>
  );
}
