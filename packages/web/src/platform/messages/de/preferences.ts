export const preferencesWords = {
  'preferences.start': 'Die Arbeitsliste öffnet mit',
  'preferences.startHint': 'Beim Anmelden oder Öffnen des Programms.',
  'preferences.start.pending': 'Alles Offene',
  'preferences.start.mine': 'Meine Aufträge',
  'preferences.start.done': 'Erledigtes',
  'keys.export': 'Tasten exportieren',
  'keys.import': 'Tasten importieren',
  'keys.fileTaken': 'Tasten aus {name} übernommen.',
  'keys.fileUnread': '{name} ist keine Tastendatei. Nichts wurde geändert.',
  'keys.fileLeftOut': 'Ausgelassen, weil die Taste belegt oder unbekannt ist: {names}',
} as const;
