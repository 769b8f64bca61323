export const panelWords = {
  'relay.legend': 'Weitergegeben',
  'relay.why': '{desk} nimmt das Ergebnis nur zum Weitergeben an. Fragen Sie, an wen es geht.',
  'relay.passedOnTo': 'Weitergegeben an',
  'relay.passedOnToHint': 'Die Person, die den Patienten betreut.',
  'relay.confirmedBy': 'Wer das sagt',
  'relay.confirmedByHint': 'Wenn es nicht die benachrichtigte Person ist.',
  'relay.willCallBack': 'Sie geben es weiter und rufen zurück',
  'relay.waiting': '{desk} wurde um {at} benachrichtigt und ruft zurück, um zu sagen, an wen das Ergebnis ging.',
  'relay.calledBack': 'Sie haben zurückgerufen',
  'relay.readBackBefore': 'Bei der Meldung wiederholt: {heard}',
  'relay.missing':
    'Geben Sie ein, an wen {desk} das Ergebnis weitergibt, oder speichern Sie einen Versuch, bis zurückgerufen wird',
  'relay.missingOpen': '{desk} hat noch nicht zurückgerufen: speichern Sie es als Versuch',
  'relay.historyConfirmed': 'Weitergegeben an {to}, gesagt von {by} um {at}',
  'relay.historyOpen': '{desk} gibt es weiter und ruft zurück',
} as const;
