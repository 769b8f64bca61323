import { appWords } from './app.ts';
import { authWords } from './auth.ts';
import { calloutWords } from './callout.ts';
import { deliveryWords } from './delivery.ts';
import { directoryWords } from './directory.ts';
import { evaluationWords } from './evaluation.ts';
import { exportsWords } from './exports.ts';
import { handoverWords } from './handover.ts';
import { ingestWords } from './ingest.ts';
import { ownershipWords } from './ownership.ts';
import { patientsWords } from './patients.ts';
import { peopleWords } from './people.ts';
import { printWords } from './print.ts';
import { repeatsWords } from './repeats.ts';
import { resultWords } from './result.ts';
import { settingsWords } from './settings.ts';
import { shellWords } from './shell.ts';
import { shortcutsWords } from './shortcuts.ts';
import { templatesWords } from './templates.ts';
import { uiWords } from './ui.ts';
import { worklistWords } from './worklist.ts';
import { workplaceWords } from './workplace.ts';

/** One catalogue a room, merged here and nowhere else. An id begins with its room or with what it names, and stands in one file. */
export const catalogues = [
  appWords,
  authWords,
  shellWords,
  shortcutsWords,
  uiWords,
  resultWords,
  worklistWords,
  ownershipWords,
  handoverWords,
  exportsWords,
  deliveryWords,
  settingsWords,
  directoryWords,
  repeatsWords,
  workplaceWords,
  printWords,
  ingestWords,
  evaluationWords,
  peopleWords,
  patientsWords,
  templatesWords,
  calloutWords,
] as const;

/** Every word the screens show, in English. Another language is a folder beside this one with the same ids. */
export const en = {
  ...appWords,
  ...authWords,
  ...shellWords,
  ...shortcutsWords,
  ...uiWords,
  ...resultWords,
  ...worklistWords,
  ...ownershipWords,
  ...handoverWords,
  ...exportsWords,
  ...deliveryWords,
  ...settingsWords,
  ...directoryWords,
  ...repeatsWords,
  ...workplaceWords,
  ...printWords,
  ...ingestWords,
  ...evaluationWords,
  ...peopleWords,
  ...patientsWords,
  ...templatesWords,
  ...calloutWords,
} as const;
