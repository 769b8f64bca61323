/** Between the password and the first page: which laboratory, and for support why. */
export const chooseLabWords = {
  'chooseLab.title': 'Choose the laboratory',
  'chooseLab.lab': 'Laboratory',
  'chooseLab.reasonLead':
    'Support says why before anything of a patient is shown. The reason stands beside every reading in the access log.',
  'chooseLab.reason': 'Reason',
  'chooseLab.reasonHint': 'At least {count} characters, for example the number of the ticket and what it is about.',
  'chooseLab.reasonShort': 'Enter a reason of at least {count} characters',
  'chooseLab.go': 'Go on',
  'chooseLab.failed': 'The laboratory could not be chosen',
} as const;
