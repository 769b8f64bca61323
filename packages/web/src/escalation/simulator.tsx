import type { PolicyFields, SimulatedAnswer } from '@critical-callout/contract/escalation';
import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { fromLocal, toLocal } from '../ui/local-time.ts';
import { simulate } from './api.ts';
import css from './policies.module.css';
import { howText, nameOf, whoText } from './policy-fields.ts';
import { Timeline } from './timeline.tsx';

/** Choose when a result becomes critical: who gets what, when, by the clock on the laboratory's wall. */
export function Simulator({ fields }: { fields: () => PolicyFields }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const maySeeOrders = useMay('callout.read');
  const [order, setOrder] = useState('');
  const [at, setAt] = useState(() => toLocal(serverNow(), lab.zone));
  const [answer, setAnswer] = useState<SimulatedAnswer | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    const moment = fromLocal(at, lab.zone);
    if (moment === null) return;
    setBusy(true);
    setFailure(null);
    try {
      const policy = fields();
      const { priority, patientClass, department, location, testCode, tier } = policy.match;
      const facts = {
        priority,
        patientClass,
        department,
        location,
        testCode: testCode ?? '',
        tier: tier ?? ('critical' as const),
      };
      setAnswer(await simulate({ policy, facts, at: moment, billId: null, orderNumber: order.trim() || null }));
    } catch (problem) {
      setFailure(asFailure(problem));
    }
    setBusy(false);
  };
  // What stands in the form when it is opened is drawn at once; changes are drawn when somebody asks.
  const isDrawn = useRef(false);
  useEffect(() => {
    if (isDrawn.current) return;
    isDrawn.current = true;
    void run();
  });
  return (
    <section className={css.simulator} aria-label={t('escalation.simulate')}>
      <h3>{t('escalation.simulate')}</h3>
      <p className={css.hint}>{t('escalation.simulate.lead')}</p>
      <div className={css.actions}>
        <TextInput
          type="datetime-local"
          label={t('escalation.simulate.at')}
          value={at}
          onChange={({ currentTarget }) => setAt(currentTarget.value)}
        />
        {maySeeOrders && (
          <TextInput
            label={t('escalation.simulate.order')}
            description={t('escalation.simulate.order.hint')}
            maxLength={100}
            value={order}
            onChange={({ currentTarget }) => setOrder(currentTarget.value)}
          />
        )}
        <Button variant="outline" loading={isBusy} disabled={fromLocal(at, lab.zone) === null} onClick={() => void run()}>
          {t('escalation.simulate.run')}
        </Button>
      </div>
      {failure && (
        <FailurePanel failure={failure} what={t('escalation.simulate.failed')} stillTrue={t('escalation.simulate.failedStill')} />
      )}
      {answer && <Result answer={answer} />}
    </section>
  );
}

type Line = { key: string; at: string; local: string; what: string; whom: ReactNode };

function Result({ answer }: { answer: SimulatedAnswer }): ReactNode {
  const t = useText();
  const from = Date.parse(answer.criticalAt.at);
  const lines: Line[] = [
    { key: 'critical', ...answer.criticalAt, what: t('escalation.simulate.result'), whom: '' },
    { key: 'warn', ...answer.warnAt, what: t('escalation.simulate.warn'), whom: '' },
    { key: 'due', ...answer.dueAt, what: t('escalation.simulate.due'), whom: '' },
    ...answer.steps.map((step) => ({
      key: `${step.number} ${step.repeat}`,
      at: step.at,
      local: step.local,
      what: step.kind === 'exhausted' ? t('escalation.simulate.exhausted') : `${whoText(step, t)}, ${howText(step, t)}`,
      whom: <Told told={step.told} />,
    })),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <div data-testid="simulated">
      <Timeline answer={answer} />
      <p className={css.hint}>{t('escalation.simulate.zone', { zone: answer.zone })}</p>
      <Counting answer={answer} />
      <DataTable
        label={t('escalation.simulate')}
        rows={lines}
        keyOf={({ key }) => key}
        columns={[
          { id: 'when', header: t('escalation.simulate.when'), isRowHeader: true, cell: ({ local }) => local },
          {
            id: 'minutes',
            header: t('escalation.simulate.minutes'),
            align: 'end',
            cell: ({ at }) => Math.round((Date.parse(at) - from) / 60_000),
          },
          { id: 'what', header: t('escalation.simulate.what'), cell: ({ what }) => what },
          { id: 'whom', header: t('escalation.simulate.whom'), cell: ({ whom }) => whom },
        ]}
      />
      <h4>{t('escalation.simulate.problems')}</h4>
      {answer.problems.length === 0 ? (
        <p>{t('escalation.simulate.none')}</p>
      ) : (
        <ul>
          {answer.problems.map(({ code, message }) => (
            <li key={`${code} ${message}`}>{message}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Which variant counts at that moment: what stands in the form, or another policy of the laboratory. */
function Counting({ answer: { hours, counts } }: { answer: SimulatedAnswer }): ReactNode {
  const t = useText();
  const name = counts.policyKey === 'default' ? t('escalation.default') : nameOf(counts, t);
  return (
    <p className={counts.isAsked ? css.hint : css.other} data-testid="counting">
      {t(`escalation.simulate.hours.${hours}`)}{' '}
      {counts.isAsked ? t('escalation.simulate.counts') : t('escalation.simulate.countsOther', { name })}
    </p>
  );
}

function Told({ told }: { told: SimulatedAnswer['steps'][number]['told'] }): ReactNode {
  const t = useText();
  if (told.length === 0) return <span className={css.hint}>{t('escalation.simulate.nobody')}</span>;
  return told.map(({ name, isReachable }) => (isReachable ? name : t('escalation.simulate.unreachable', { name }))).join(', ');
}
