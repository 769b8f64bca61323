import type { InboundMessageDetail } from '@critical-callout/contract/messages';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import css from './ingest.module.css';

/** The text as it came and its fields by number, side by side: where they differ from what was meant is seen at a glance. */
export function RawAndParsed({ text, segments }: { text: string; segments: InboundMessageDetail['segments'] }): ReactNode {
  const t = useText();
  const lines = text.replaceAll(/\r\n?/g, '\n').trimEnd();
  return (
    <div className={css.columns}>
      <section aria-label={t('ingest.detail.raw')}>
        <h3>{t('ingest.detail.raw')}</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
        <pre className={css.raw} tabIndex={0} data-testid="raw">
          {lines}
        </pre>
      </section>
      <section aria-label={t('ingest.detail.parsed')}>
        <h3>{t('ingest.detail.parsed')}</h3>
        {segments.length === 0 ? <p>{t('ingest.detail.notParsed')}</p> : <Tree segments={segments} />}
      </section>
    </div>
  );
}

function Tree({ segments }: { segments: InboundMessageDetail['segments'] }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <ol className={css.tree} tabIndex={0} data-testid="parsed">
      {numbered(segments).map(({ key, name, fields }) => (
        <li key={key}>
          <strong>{name}</strong>
          <table>
            <tbody>
              {fields.map(({ number, value }) => (
                <tr key={number}>
                  <th scope="row">
                    {name}-{number}
                  </th>
                  <td>
                    <bdi>{value}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </li>
      ))}
    </ol>
  );
}

/** Two segments may be alike in every field: their place tells them apart. */
function numbered<T>(items: readonly T[]): (T & { key: string })[] {
  return items.map((item, index) => ({ ...item, key: `at ${index}` }));
}

export function ProblemList({ problems }: { problems: InboundMessageDetail['problems'] }): ReactNode {
  const t = useText();
  if (problems.length === 0) return <p>{t('ingest.detail.noProblems')}</p>;
  return (
    <ul>
      {problems.map(({ code, place, message }) => (
        <li key={`${place} ${code} ${message}`}>
          <code>{place}</code> {message}
        </li>
      ))}
    </ul>
  );
}

export function Answers({ acks }: { acks: readonly string[] }): ReactNode {
  const t = useText();
  if (acks.length === 0) return <p>{t('ingest.detail.noAcks')}</p>;
  return acks.map((ack) => (
    <pre key={ack} className={css.raw}>
      {ack.replaceAll('\r', '\n').trimEnd()}
    </pre>
  ));
}
