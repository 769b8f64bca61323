export const chooseLabWords = {
  'chooseLab.title': 'Labor wählen',
  'chooseLab.lab': 'Labor',
  'chooseLab.reasonLead':
    'Der Support sagt, warum, bevor etwas von Patienten gezeigt wird. Der Grund steht im Zugriffsprotokoll neben jedem Lesen.',
  'chooseLab.reason': 'Grund',
  'chooseLab.reasonHint': 'Mindestens {count} Zeichen, zum Beispiel die Nummer des Vorgangs und worum es geht.',
  'chooseLab.reasonShort': 'Grund mit mindestens {count} Zeichen eingeben',
  'chooseLab.go': 'Weiter',
  'chooseLab.failed': 'Das Labor konnte nicht gewählt werden',
} as const;
