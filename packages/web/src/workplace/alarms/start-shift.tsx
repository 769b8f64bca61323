import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../auth/index.ts';
import { RAIL } from '../../navigation.ts';
import { useText } from '../../platform/text.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { StateMark } from '../../ui/marks.tsx';
import { toast } from '../../ui/toast.tsx';
import { noteWorkstation } from '../api.ts';
import css from '../workplace.module.css';
import { askForNotices, type NoticeState, noticeState } from './notices.ts';
import { startSound, stopSound } from './sound.ts';

type Heard = 'not-played' | 'refused' | 'asked' | 'yes' | 'no';

/** Begin of a shift: a click unlocks the sound, a test tone proves it, notices are asked for, the hand-over is one step away. */
export function StartShift({ onClose }: { onClose: () => void }): ReactNode {
  const t = useText();
  const [heard, setHeard] = useState<Heard>('not-played');
  const [notices, setNotices] = useState<NoticeState>(noticeState);
  const mayNote = useMay('worklist.read');
  const handover = RAIL.find(({ shortcut }) => shortcut === 'goHandover');

  const start = (): void => {
    if (mayNote)
      noteWorkstation({ what: 'shift-started', isSoundHeard: heard === 'yes', hasNotices: notices === 'granted' }).catch(
        () => undefined,
      );
    toast(t(heard === 'yes' ? 'shift.started' : 'shift.startedSilent'));
    onClose();
  };
  return (
    <Dialog title={t('shift.title')} onClose={onClose}>
      <p>{t('shift.lead')}</p>
      <ol className={css.steps}>
        <li>
          <Button variant="outline" onClick={() => void startSound().then((isOn) => setHeard(isOn ? 'asked' : 'refused'))}>
            {t('shift.playTone')}
          </Button>
          {heard === 'refused' && <p>{t('shift.refused')}</p>}
          {heard === 'asked' && (
            <fieldset className={css.question}>
              <legend>{t('shift.didYouHear')}</legend>
              <Button onClick={() => setHeard('yes')}>{t('shift.yes')}</Button>
              <Button
                variant="outline"
                onClick={() => {
                  stopSound();
                  setHeard('no');
                }}
              >
                {t('shift.no')}
              </Button>
            </fieldset>
          )}
          {heard === 'yes' && (
            <StateMark name="match" tone="done">
              {t('sound.on')}
            </StateMark>
          )}
          {heard === 'no' && <p>{t('shift.notHeard')}</p>}
        </li>
        <li>
          {notices === 'ask' ? (
            <Button variant="outline" onClick={() => void askForNotices().then(setNotices)}>
              {t('shift.askNotices')}
            </Button>
          ) : (
            <StateMark name={notices === 'granted' ? 'match' : 'failed'} tone={notices === 'granted' ? 'done' : 'amber'}>
              {t(`shift.notices.${notices}`)}
            </StateMark>
          )}
          <p className={css.hint}>{t('shift.noPatientData')}</p>
        </li>
        {handover && (
          <li>
            <Link to={handover.to} onClick={onClose}>
              {t('shift.handover')}
            </Link>
          </li>
        )}
      </ol>
      <Button onClick={start}>{t('shift.start')}</Button>
    </Dialog>
  );
}
