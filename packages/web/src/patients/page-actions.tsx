import type { PatientPage } from '@critical-callout/contract/patients';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay, useMe } from '../auth/index.ts';
import { saveFile } from '../platform/download.ts';
import { asFailure } from '../platform/failure.ts';
import { serverNow } from '../platform/server-time.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { printSheet } from '../print/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FormActions } from '../ui/form-actions.tsx';
import { PatientBanner } from '../ui/patient.tsx';
import { toast } from '../ui/toast.tsx';
import { exportLog } from './api.ts';
import { EnterResult } from './enter-result.tsx';
import { PatientSheet } from './patient-sheet.tsx';
import css from './patients.module.css';

/** What can be done about a patient besides calling. */
export function PageActions({ data }: { data: PatientPage }): ReactNode {
  const t = useText();
  const navigate = useNavigate();
  const [mayEnter, mayExport] = [useMay('results.enter'), useMay('exports.read')];
  const [open, setOpen] = useState<'enter' | 'export' | null>(null);
  const print = (): void => printSheet(<PatientSheet data={data} />);
  useShortcuts({ print });
  const close = (): void => setOpen(null);
  return (
    <div className={css.actions}>
      {mayEnter && <Button onClick={() => setOpen('enter')}>{t('byHand.open')}</Button>}
      <Button variant="outline" onClick={print}>
        {t('patients.print')}
      </Button>
      {mayExport && (
        <Button variant="outline" onClick={() => setOpen('export')}>
          {t('patients.export')}
        </Button>
      )}
      {open === 'enter' && (
        <EnterResult
          data={data}
          onClose={close}
          onEntered={(billId) => {
            close();
            void navigate({ to: '.', search: { show: 'critical', bill: billId }, replace: true });
          }}
        />
      )}
      {open === 'export' && <ExportDialog data={data} onClose={close} />}
    </div>
  );
}

/** Everything leaves the system at once, so somebody says why. */
function ExportDialog({ data, onClose }: { data: PatientPage; onClose: () => void }): ReactNode {
  const t = useText();
  const { lab } = useMe();
  const [reason, setReason] = useState('');
  const [isChecked, setChecked] = useState(false);
  const isMissing = reason.trim().length < 3;
  const take = useMutation({
    mutationFn: () => exportLog(data.patient.id, reason.trim()),
    onSuccess: (file) => {
      saveFile(file);
      toast(t('patients.exported', { name: file.name }));
      onClose();
    },
  });
  return (
    <Dialog title={t('patients.exportTitle')} onClose={onClose}>
      <PatientBanner patient={data.patient} now={serverNow()} zone={lab.zone} isSimilar={false} />
      <p>{t('patients.exportText')}</p>
      {take.error && (
        <FailurePanel
          failure={asFailure(take.error)}
          what={t('patients.exportFailed')}
          stillTrue={t('patients.exportFailedStill')}
        />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (isMissing) document.getElementById('export-reason')?.focus();
          else if (!take.isPending) take.mutate();
        }}
        noValidate
      >
        <TextInput
          id="export-reason"
          label={t('byHand.reason')}
          description={t('patients.reasonHint')}
          withAsterisk
          value={reason}
          maxLength={500}
          error={isChecked && isMissing && t('patients.reasonMissing')}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <FormActions submit={t('patients.exportGo')} isBusy={take.isPending} onBack={onClose} />
      </form>
    </Dialog>
  );
}
