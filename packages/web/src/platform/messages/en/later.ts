import { chooseLabWords } from './choose-lab.ts';
import { directoryWords } from './directory.ts';
import { escalationWords } from './escalation.ts';
import { evaluationWords } from './evaluation.ts';
import { handoverWords } from './handover.ts';
import { ingestWords } from './ingest.ts';
import { labWords } from './lab.ts';
import { mappingWords } from './mapping.ts';
import { panelWords } from './panel.ts';
import { patientPageWords } from './patient-page.ts';
import { peopleWords } from './people.ts';
import { practiceWords } from './practice.ts';
import { preferencesWords } from './preferences.ts';
import { publishWords } from './publish.ts';
import { repeatsWords } from './repeats.ts';
import { settingPagesWords } from './setting-pages.ts';
import { setupWords } from './setup.ts';
import { templatesWords } from './templates.ts';
import { webhooksWords } from './webhooks.ts';

export const laterCatalogues = [
  chooseLabWords,
  ingestWords,
  labWords,
  mappingWords,
  escalationWords,
  evaluationWords,
  settingPagesWords,
  setupWords,
  practiceWords,
  panelWords,
  patientPageWords,
  peopleWords,
  directoryWords,
  templatesWords,
  webhooksWords,
  repeatsWords,
  handoverWords,
  preferencesWords,
  publishWords,
] as const;

/** Words of pages that sign-in and worklist do not need: `addWords` puts them in when such a page is fetched. */
export const later = {
  ...chooseLabWords,
  ...ingestWords,
  ...labWords,
  ...mappingWords,
  ...escalationWords,
  ...evaluationWords,
  ...settingPagesWords,
  ...setupWords,
  ...practiceWords,
  ...panelWords,
  ...patientPageWords,
  ...peopleWords,
  ...directoryWords,
  ...templatesWords,
  ...webhooksWords,
  ...repeatsWords,
  ...handoverWords,
  ...preferencesWords,
  ...publishWords,
} as const;
