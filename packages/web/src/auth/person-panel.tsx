import type { PersonDetail } from '@critical-callout/contract/auth';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { SidePanel } from '../ui/side-panel.tsx';
import { Answer } from '../ui/states.tsx';
import { CoverSection } from './cover-section.tsx';
import { useMay } from './me.ts';
import { fetchPerson, peopleKeys } from './people-api.ts';
import { PersonForm } from './person-form.tsx';
import { ResetSection } from './reset-section.tsx';
import { SessionsSection } from './sessions-section.tsx';

/** One person: rights, password link, sessions, cover. */
export function PersonPanel({ id, onClose }: { id: string | null; onClose: () => void }): ReactNode {
  const t = useText();
  if (id === null) {
    return (
      <SidePanel title={t('people.new')} onClose={onClose}>
        <PersonForm person={null} />
      </SidePanel>
    );
  }
  return <Known id={id} onClose={onClose} />;
}

function Known({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const t = useText();
  const query = useQuery({ queryKey: peopleKeys.one(id), queryFn: ({ signal }) => fetchPerson(id, signal) });
  return (
    <SidePanel title={query.data?.name ?? t('people.tab.users')} onClose={onClose}>
      <Answer query={query} what={t('people.failed')} stillTrue={t('people.failedStill')}>
        {(person) => <Loaded key={person.id} person={person} />}
      </Answer>
    </SidePanel>
  );
}

function Loaded({ person }: { person: PersonDetail }): ReactNode {
  const mayWrite = useMay('users.write');
  const isStaff = person.role !== 'doctor' && person.role !== 'support';
  return (
    <>
      <PersonForm person={person} />
      {mayWrite && <ResetSection person={person} />}
      <SessionsSection person={person} />
      {mayWrite && isStaff && <CoverSection person={person} />}
    </>
  );
}
