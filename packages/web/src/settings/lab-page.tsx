import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { SettingForm } from '../ui/publish/setting-form.tsx';
import { WhoMay } from '../ui/publish/who-may.tsx';
import { LabAbout } from './lab-about.tsx';
import { LAB } from './lab-fields.ts';
import { Numbers } from './lab-numbers.tsx';
import { Identity, Sessions, Trail } from './lab-parts.tsx';

/** What the laboratory is called, how it is recognised, and how long people stay signed in. */
export function LabPage(): ReactNode {
  const t = useText();
  return (
    <Page>
      <PageHeader title={t('lab.title')} lead={t('lab.lead')} />
      <WhoMay />
      <SettingForm setting={LAB}>
        {(props) => (
          <>
            <Identity {...props} />
            <Numbers {...props} />
            <Sessions {...props} />
            <Trail {...props} />
          </>
        )}
      </SettingForm>
      <LabAbout />
    </Page>
  );
}
