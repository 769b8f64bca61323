import { authWords } from './auth.ts';
import { calloutWords } from './callout.ts';
import { deliveryWords } from './delivery.ts';
import { exportsWords } from './exports.ts';
import { ownershipWords } from './ownership.ts';
import { patientsWords } from './patients.ts';
import { printWords } from './print.ts';
import { resultWords } from './result.ts';
import { settingsWords } from './settings.ts';
import { shellWords } from './shell.ts';
import { shortcutsWords } from './shortcuts.ts';
import { titlesWords } from './titles.ts';
import { uiWords } from './ui.ts';
import { worklistWords } from './worklist.ts';
import { workplaceWords } from './workplace.ts';

/** The words of the first load; the same rooms as in English. */
export const de = {
  ...authWords,
  ...calloutWords,
  ...deliveryWords,
  ...exportsWords,
  ...ownershipWords,
  ...patientsWords,
  ...printWords,
  ...resultWords,
  ...settingsWords,
  ...shellWords,
  ...shortcutsWords,
  ...titlesWords,
  ...uiWords,
  ...worklistWords,
  ...workplaceWords,
} as const;
