import type { CriticalRecords } from '@critical-callout/contract/callout';
import type { RelatedOrders, WorklistItem } from '@critical-callout/contract/worklist';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useFormContext } from 'react-hook-form';
import { useMe } from '../auth/index.ts';
import { useServerNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { joinNames } from '../ui/names.ts';
import { PatientIdentity, PatientName } from '../ui/patient.tsx';
import { UrgencyMark } from '../worklist/index.ts';
import css from './callout.module.css';
import { carryTold } from './carried.ts';
import type { CalloutForm } from './form.ts';
import { useRelated } from './use-callout.ts';

/** Open orders of other patients for which the same person would be called: told one after the other, each with its own record. */
export function AlsoWaiting({ records }: { records: CriticalRecords }): ReactNode {
  return (useRelated(records.bill.billId)?.sameRecipient ?? []).map((group) => <Group key={group.kind} group={group} />);
}

function Group({ group: { kind, name, items } }: { group: RelatedOrders['sameRecipient'][number] }): ReactNode {
  const t = useText();
  const title = t(`related.${kind}`, { name: name || t('related.someone') });
  return (
    // Folded: the form must not end below a page of other patients.
    <details className={css.related} data-testid="also-waiting">
      <summary>
        <strong>{title}</strong> <span className={css.found}>{t('related.count', { count: items.length })}</span>
      </summary>
      <p className={css.found}>{t('related.hint')}</p>
      <ul>
        {items.map((item) => (
          <li key={item.billId}>
            <Order item={item} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Order({ item }: { item: WorklistItem }): ReactNode {
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const { getValues } = useFormContext<CalloutForm>();
  return (
    <>
      <Link
        to="/worklist/$billId"
        params={{ billId: item.billId }}
        search={(search) => search}
        onClick={() => carryTold(item.billId, getValues('told'))}
      >
        <strong>
          <PatientName patient={item.patient} />
        </strong>{' '}
        · <bdi>{joinNames(item.reports.map(({ testName }) => testName))}</bdi>
      </Link>
      <span>
        <PatientIdentity patient={item.patient} now={now} zone={lab.zone} />
      </span>
      <UrgencyMark item={item} />
    </>
  );
}
