export const titlesWords = {
  'ingest.title': 'Integration',
  'escalation.title': 'Eskalationsregeln',
  'limits.title': 'Kritische Grenzen',
  'people.title': 'Benutzer und Rollen',
  'setup.title': 'Labor einrichten',
  'health.title': 'Betriebszustand',
  'directory.contacts': 'Kontakte',
  'directory.onCall': 'Bereitschaft',
  'templates.title': 'Nachrichtenvorlagen',
  'repeats.title': 'Unterdrückte Wiederholungen',
  'repeats.rules': 'Wiederholungsregeln',
  'practice.title': 'Übungsfälle',
} as const;
