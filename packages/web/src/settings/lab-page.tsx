import type { LabSettings } from '@critical-callout/contract/lab';
import type { ReactNode } from 'react';
import { useText } from '../platform/text.tsx';
import { Page, PageHeader } from '../ui/page-header.tsx';
import { LabAbout } from './lab-about.tsx';
import { type LabFields, toBody, toFields } from './lab-fields.ts';
import { Numbers } from './lab-numbers.tsx';
import { Identity, Sessions, Trail } from './lab-parts.tsx';
import { LAB } from './setting.ts';
import { SettingForm, WhoMay } from './setting-form.tsx';

/** What the laboratory is called, how it is recognised, and how long people stay signed in. */
export function LabPage(): ReactNode {
  const t = useText();
  return (
    <Page>
      <PageHeader title={t('lab.title')} lead={t('lab.lead')} />
      <WhoMay />
      <SettingForm<LabSettings, LabFields> setting={LAB} title={t('lab.form')} toFields={toFields} toBody={toBody}>
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
