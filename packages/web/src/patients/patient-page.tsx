import type { PatientPage as Data } from '@critical-callout/contract/patients';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { useTitle } from '../platform/announce.tsx';
import { patientPageWords } from '../platform/messages/en/patient-page.ts';
import { useServerNow } from '../platform/server-time.ts';
import { addWords, useText } from '../platform/text.tsx';
import { formatName } from '../ui/names.ts';
import { PatientBanner } from '../ui/patient.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { fetchPatient, patientKeys } from './api.ts';
import { AuditTab } from './audit-tab.tsx';
import { CriticalTab } from './critical-tab.tsx';
import { MessagesTab } from './messages-tab.tsx';
import { Moves } from './moves.tsx';
import { OnePage } from './one-page.tsx';
import { OrdersTab } from './orders-tab.tsx';
import { PageActions } from './page-actions.tsx';
import { ResultsTab } from './results-tab.tsx';

addWords(patientPageWords);

type TabId = 'critical' | 'orders' | 'results' | 'messages' | 'audit';

/** Everything known of one patient within one's departments; the banner stays while the parts change. */
export function PatientPage(): ReactNode {
  const { patientId } = useParams({ from: '/signed-in/patients/$patientId' });
  const query = useQuery({ queryKey: patientKeys.page(patientId), queryFn: ({ signal }) => fetchPatient(patientId, signal) });
  return (
    <OnePage
      query={query}
      title="search.col.patient"
      unknown="patients.unknown"
      unknownText="patients.unknownText"
      failed="patients.failed"
    >
      {(data) => <Loaded data={data} />}
    </OnePage>
  );
}

function Loaded({ data }: { data: Data }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const now = useServerNow(60_000);
  const navigate = useNavigate();
  const { show: tab = 'critical' } = useSearch({ from: '/signed-in/patients/$patientId' });
  const mayMessages = useMay('order-messages.read');
  const mayAudit = useMay('audit.read');
  const name = formatName(data.patient) ?? t('patient.nameUnknown');
  useTitle(name);
  const ids: TabId[] = [
    'critical',
    'orders',
    'results',
    ...(mayMessages ? ['messages' as const] : []),
    ...(mayAudit ? ['audit' as const] : []),
  ];
  const active = ids.includes(tab) ? tab : 'critical';
  const part: Record<TabId, () => ReactNode> = {
    critical: () => <CriticalTab data={data} />,
    orders: () => <OrdersTab data={data} />,
    results: () => <ResultsTab data={data} />,
    messages: () => <MessagesTab patientId={data.patient.id} />,
    audit: () => <AuditTab patientId={data.patient.id} />,
  };
  return (
    <>
      <p>
        <Link to="/search">{t('patients.back')}</Link>
      </p>
      <h1 className="visually-hidden" tabIndex={-1} data-region-focus>
        {name}
      </h1>
      <PatientBanner patient={data.patient} now={now} zone={lab.zone} isSimilar={false} />
      <Moves data={data} />
      <PageActions data={data} />
      {data.hasMore && <p>{t('patients.more')}</p>}
      <Tabs
        label={t('patients.tabs')}
        tabs={ids.map((id) => ({ id, label: t(`patients.tab.${id}`) }))}
        active={active}
        onChange={(id) => void navigate({ to: '.', search: { show: id }, replace: true })}
      >
        {part[active]()}
      </Tabs>
    </>
  );
}
