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

/** The words of the pages that come later; the same rooms as in English. */
export const later = {
  ...chooseLabWords,
  ...directoryWords,
  ...escalationWords,
  ...evaluationWords,
  ...handoverWords,
  ...ingestWords,
  ...labWords,
  ...mappingWords,
  ...panelWords,
  ...patientPageWords,
  ...peopleWords,
  ...practiceWords,
  ...preferencesWords,
  ...publishWords,
  ...repeatsWords,
  ...settingPagesWords,
  ...setupWords,
  ...templatesWords,
  ...webhooksWords,
} as const;
