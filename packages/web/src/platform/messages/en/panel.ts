/** What only the callout panel and its tabs say; comes with them. */
export const panelWords = {
  'relay.legend': 'Passed on',
  'relay.why': '{desk} takes the result only to pass it on. Ask to whom it goes.',
  'relay.passedOnTo': 'Passed on to',
  'relay.passedOnToHint': 'The person who looks after the patient.',
  'relay.confirmedBy': 'Who says so',
  'relay.confirmedByHint': 'If not the person told.',
  'relay.willCallBack': 'They pass it on and call back',
  'relay.waiting': '{desk} was told at {at} and calls back to say to whom the result went.',
  'relay.calledBack': 'They called back',
  'relay.readBackBefore': 'Read back when told: {heard}',
  'relay.missing': 'Enter to whom {desk} passes the result on, or save an attempt until they call back',
  'relay.missingOpen': '{desk} has not called back yet: save it as an attempt',
  'relay.historyConfirmed': 'Passed on to {to}, said by {by} at {at}',
  'relay.historyOpen': '{desk} passes it on and calls back',
} as const;
