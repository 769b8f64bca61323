import { appWords } from './app.ts';
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

/** One catalogue a room, merged here and nowhere else; those only pages behind the settings show are in later.ts. An id begins with its room or with what it names, and stands in one file. */
export const catalogues = [
  appWords,
  authWords,
  shellWords,
  shortcutsWords,
  uiWords,
  resultWords,
  worklistWords,
  ownershipWords,
  exportsWords,
  deliveryWords,
  settingsWords,
  titlesWords,
  workplaceWords,
  printWords,
  patientsWords,
  calloutWords,
] as const;

/** What the first load brings, in English. Another language is a folder beside this one with the same ids. */
export const en = {
  ...appWords,
  ...authWords,
  ...shellWords,
  ...shortcutsWords,
  ...uiWords,
  ...resultWords,
  ...worklistWords,
  ...ownershipWords,
  ...exportsWords,
  ...deliveryWords,
  ...settingsWords,
  ...titlesWords,
  ...workplaceWords,
  ...printWords,
  ...patientsWords,
  ...calloutWords,
} as const;
