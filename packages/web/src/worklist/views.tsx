import type { WorklistView } from '@critical-callout/contract/worklist';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay } from '../auth/index.ts';
import { asFailure } from '../platform/failure.ts';
import { queryClient } from '../platform/query.ts';
import { useText } from '../platform/text.tsx';
import { useShortcuts } from '../platform/use-shortcuts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { deleteView, fetchViews, saveView, worklistKeys } from './api.ts';
import { FILTERS, hiddenOf, NO_FILTER, type WorklistSearch } from './search.ts';
import css from './worklist.module.css';

/** What of the address a view keeps. */
function viewOf(search: WorklistSearch): WorklistView['view'] {
  const filters = Object.fromEntries(FILTERS.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])));
  return { filters, sort: search.sort ?? 'urgency', hiddenColumns: [...hiddenOf(search)], isGrouped: search.grouped === true };
}

export function searchOf({ view }: WorklistView): WorklistSearch {
  return {
    ...NO_FILTER,
    ...view.filters,
    tab: undefined,
    sort: view.sort === 'urgency' ? undefined : view.sort,
    hide: view.hiddenColumns.join(',') || undefined,
    grouped: view.isGrouped || undefined,
  };
}

const isShown = (view: WorklistView, search: WorklistSearch): boolean =>
  JSON.stringify(viewOf(searchOf(view))) === JSON.stringify(viewOf(search)) && search.tab !== 'done';

type Props = { search: WorklistSearch; onShow: (search: WorklistSearch) => void };

/** Named ways of looking, one key away: 1 to 9. One's own come first, then those shared with everybody. */
export function Views({ search, onShow }: Props): ReactNode {
  const t = useText();
  const [isSaving, setSaving] = useState(false);
  const { data } = useQuery({ queryKey: worklistKeys.views, queryFn: ({ signal }) => fetchViews(signal), staleTime: 60_000 });
  const views = data?.items ?? [];
  useShortcuts({
    view: (key) => {
      const view = views[Number(key) - 1];
      if (view) onShow(searchOf(view));
    },
  });
  const shown = views.find((view) => isShown(view, search));
  const remove = async (view: WorklistView): Promise<void> => {
    await deleteView(view.id).then(
      () => toast(t('view.deleted', { name: view.name })),
      (error: unknown) => toast(asFailure(error).message),
    );
    await queryClient.invalidateQueries({ queryKey: worklistKeys.views });
  };
  return (
    <>
      {views.map((view, index) => (
        <button
          key={view.id}
          type="button"
          aria-pressed={view === shown}
          aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
          onClick={() => onShow(searchOf(view))}
        >
          <bdi>{view.name}</bdi>
          {view.isShared && <span className={css.minor}>{t('view.shared')}</span>}
        </button>
      ))}
      <button type="button" onClick={() => setSaving(true)}>
        {t('view.save')}
      </button>
      {shown?.isMine && (
        <button type="button" onClick={() => void remove(shown)}>
          {t('view.delete', { name: shown.name })}
        </button>
      )}
      {isSaving && <SaveView view={viewOf(search)} onClose={() => setSaving(false)} />}
    </>
  );
}

function SaveView({ view, onClose }: { view: WorklistView['view']; onClose: () => void }): ReactNode {
  const t = useText();
  const mayShare = useMay('worklist.supervise');
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (): Promise<void> => {
    if (name.trim() === '') return setProblem(t('view.nameMissing'));
    try {
      await saveView({ name: name.trim(), isShared, view });
      await queryClient.invalidateQueries({ queryKey: worklistKeys.views });
      toast(t('view.saved', { name: name.trim() }));
      onClose();
    } catch (error) {
      setProblem(asFailure(error).message);
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
        <div className={css.dialogActions}>
          <Button type="submit">{t('view.saveNow')}</Button>
          <Button variant="subtle" type="button" onClick={onClose}>
            {t('dialog.back')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
