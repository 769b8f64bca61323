export const printWords = {
  'print.by': 'Gedruckt von {name}, {at} ({zone})',
  'print.confidential': 'Vertraulich: Patientendaten',
  'print.printCallSheet': 'Anrufblatt drucken',
  'print.printOrder': 'Mit Verlauf drucken',
  'print.callSheet': 'Anrufblatt · Auftrag {number}',
  'print.order': 'Auftrag {number} mit seinem Verlauf',
  'print.downtime': 'Notfallblatt: offene kritische Befunde',
  'print.downtimeNumbered': 'Notfallblatt Nr. {number}: offene kritische Befunde',
  'print.notNumbered': 'Ohne Nummer: keine Verbindung.',
  'print.incomplete': 'Es sind mehr Aufträge offen, als auf dieses Blatt passen. Sehen Sie auch im Laborsystem nach.',
  'print.enterNumber': 'Blattnummer: {number}.',
  'print.asOf': 'Stand {at}. Was später kam, steht nicht auf diesem Blatt.',
  'print.nothingKnown': 'Dieses Fenster hatte die Liste nicht geladen. Sehen Sie im Laborsystem nach.',
  'print.enterLater':
    'Erfassen Sie danach jeden Anruf mit seiner wirklichen Zeit und dem Grund; er wird als nachgetragen gekennzeichnet.',
  'print.calls': 'Anrufe',
  'print.when': 'Wann',
  'print.who': 'Wer',
  'print.what': 'Was',
  'print.time': 'Zeit',
  'print.told': 'Benachrichtigte Person',
  'print.number': 'Nummer',
  'print.readBack': 'Wiederholter Wert',
  'print.outcome': 'Ausgang',
  'print.caller': 'Anruf durch',
  'emergency.open': 'Wenn etwas nicht geht…',
  'emergency.title': 'Wenn etwas nicht geht',
  'emergency.call':
    'Rufen Sie weiter an: ein kritisches Ergebnis wird telefonisch gemeldet, ob dieses Programm läuft oder nicht.',
  'emergency.paper':
    'Schreiben Sie auf, wem was wann gemeldet und was wiederholt wurde. Das Notfallblatt enthält die offenen Aufträge, wie dieses Fenster sie zuletzt sah.',
  'emergency.escalation':
    'Ist nur dieser Rechner oder sein Netz ausgefallen, läuft die Eskalation am Server weiter und benachrichtigt den nächsten Kontakt von selbst.',
  'emergency.late': 'Erfassen Sie danach jeden Anruf mit seiner wirklichen Zeit („Zeit des Anrufs“) und dem Grund.',
  'emergency.account':
    'Wenn Sie sich nicht anmelden können, hilft die Schichtleitung oder die Administration; Notfallkonten verwahrt Ihr Labor versiegelt.',
  'emergency.sheet': 'Notfallblatt drucken',
} as const;
