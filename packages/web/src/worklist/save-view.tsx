import type { WorklistView } from '@critical-callout/contract/worklist';
import { Checkbox, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { type ApiFailure, asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { FormActions } from '../ui/form-actions.tsx';
import { toast } from '../ui/toast.tsx';
import { saveView, worklistKeys } from './api.ts';

/** Gives what is shown a name; who runs the shift may share it with everybody. */
export function SaveView({ view, onClose }: { view: WorklistView['view']; onClose: () => void }): ReactNode {
  const t = useText();
  const mayShare = useMay('worklist.supervise');
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const save = async (): Promise<void> => {
    if (name.trim() === '') return setProblem(t('view.nameMissing'));
    setProblem(null);
    setFailure(null);
    try {
      await saveView({ name: name.trim(), isShared, view });
      await queryClient.invalidateQueries({ queryKey: worklistKeys.views });
      toast(t('view.saved', { name: name.trim() }));
      onClose();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <Dialog title={t('view.saveTitle')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {failure && <FailurePanel failure={failure} what={t('view.notSaved')} stillTrue={t('view.notSavedStill')} />}
        <TextInput
          label={t('view.name')}
          value={name}
          error={problem}
          maxLength={60}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {mayShare && (
          <Checkbox
            mt="sm"
            label={t('view.share')}
            checked={isShared}
            onChange={({ currentTarget }) => setShared(currentTarget.checked)}
          />
        )}
        <FormActions submit={t('view.saveNow')} onBack={onClose} />
      </form>
    </Dialog>
  );
}
