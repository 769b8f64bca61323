/** What only the page of preferences says. */
export const preferencesWords = {
  'preferences.start': 'The worklist opens with',
  'preferences.startHint': 'When you sign in or open the program.',
  'preferences.start.pending': 'Everything pending',
  'preferences.start.mine': 'My queue',
  'preferences.start.done': 'What is done',
  'keys.export': 'Export keys',
  'keys.import': 'Import keys',
  'keys.fileTaken': 'Keys taken from {name}.',
  'keys.fileUnread': '{name} is no file of keys. Nothing was changed.',
  'keys.fileLeftOut': 'Left out, because the key is taken or unknown: {names}',
} as const;
