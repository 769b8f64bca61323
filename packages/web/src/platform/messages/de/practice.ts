export const practiceWords = {
  'practice.lead':
    'Sechs Anrufe mit erfundenen Patienten, durch die wirkliche Arbeitsliste und das wirkliche Meldefenster. Niemand wird angerufen: das Telefon wird hier gespielt. Was Sie eintragen, beurteilt der Server. Etwa zehn Minuten; beginnen Sie mit dem ersten.',
  'practice.failed': 'Die Übungsfälle konnten nicht geladen werden',
  'practice.failedStill': 'Was Sie beendet haben, ist erhalten.',
  'practice.notStarted': 'Das ging nicht',
  'practice.live': 'Dieses Labor ist im Betrieb: zwischen echten Patienten wird nichts gespielt',
  'practice.liveText':
    'Üben Sie in einem zweiten Labor, das in der Übung bleibt. Fragen Sie Ihre Administration: „critical-callout init --code practice“ legt eines an, und Ihr Konto kann zu beiden gehören.',
  'practice.mayNot':
    'Ihre Rolle ruft wegen dieser Aufträge nicht an, darum gibt es für Sie nichts zu spielen. Sie sehen die Fälle, wie sie sind.',
  'practice.progress': '{completed} von {all} beendet',
  'practice.wanted': '{count, plural, one {Noch einer beendet} other {Noch # beenden}} Ihre Übung.',
  'practice.finished': 'Ihre Übung ist beendet. Sie können jeden Fall noch einmal spielen.',
  'practice.state.open': 'Noch nicht gespielt',
  'practice.state.running': 'Läuft',
  'practice.state.complete': 'Beendet',
  'practice.start': 'Beginnen',
  'practice.startOf': 'Beginnen: {title}',
  'practice.again': 'Neu beginnen',
  'practice.againOf': 'Neu beginnen: {title}',
  'practice.end': 'Abbrechen',
  'practice.endOf': 'Abbrechen: {title}',
  'practice.all': 'Alle Übungsfälle',
  'practice.caseOf': 'Übungsfall: {title}',
  'practice.backTo': 'Zurück zum Fall: {title}',
  'practice.arrived': '{test} {value} von {patient} ist angekommen und steht als Auftrag {number} auf der Arbeitsliste.',
  'practice.open': 'Auftrag {number} öffnen',
  'practice.telephone': 'Das Telefon',
  'practice.who.you': 'Sie',
  'practice.who.phone': 'Telefon',
  'practice.who.program': 'Schirm',
  'practice.complete': 'Beendet.',
  'practice.met': 'Erfasst',
  'practice.missing': 'Fehlt noch',
  'practice.judged': 'Was die Einträge zeigen müssen',
  'practice.judgedCount': 'Was die Einträge zeigen müssen: {met} von {all}',
  'practice.case.reached': 'Sofort erreicht',
  'practice.about.reached':
    'Der Anruf, wie er sein soll: nach zwei Merkmalen fragen, den Wert sagen, wiederholen lassen, den Auftrag erledigen.',
  'practice.learned.reached':
    'Name der informierten Person, zwei Merkmale und die Wiederholung: das ist der Beweis eines Anrufs.',
  'practice.case.no-answer': 'Niemand antwortet',
  'practice.about.no-answer':
    'Der erste Anruf erreicht niemanden. Er wird trotzdem erfasst, und der Auftrag bleibt offen, bis jemand informiert wurde.',
  'practice.learned.no-answer':
    'Ein Versuch gehört zum Verlauf und hält weder die Uhr noch die Eskalation an. Nur ein Anruf, der jemanden erreicht hat, erledigt den Auftrag.',
  'practice.case.read-back-error': 'Falsch wiederholt',
  'practice.about.read-back-error':
    'Die andere Seite wiederholt eine andere Zahl, als Sie gesagt haben. Hören Sie zu: dafür ist die Wiederholung da.',
  'practice.learned.read-back-error':
    'Die falsche und die richtige Zahl sind beide erfasst: ein Fehler wurde bemerkt, bevor er den Patienten erreichte.',
  'practice.case.corrected': 'Korrigiert, während Sie sprechen',
  'practice.about.corrected': 'Während Sie telefonieren, korrigiert das Labor den Wert. Es zählt der neue, wiederholt.',
  'practice.learned.corrected':
    'Ein Wert kann sich während eines Anrufs ändern. Mit dem alten wird nichts erledigt, und das Feld ist geleert, damit Sie noch einmal fragen.',
  'practice.case.colleague': 'Jemand war schneller',
  'practice.about.colleague':
    'Während Sie telefonieren, erledigt jemand anders denselben Auftrag. Ihr Anruf fand auch statt und geht nicht verloren.',
  'practice.learned.colleague':
    'Ein Anruf, der stattfand, wird nie abgelehnt. Nur über das Erledigen kann man streiten; Ihrer steht als weiterer Eintrag neben dem anderen.',
  'practice.case.joint': 'Zwei Werte, ein Anruf',
  'practice.about.joint':
    'Ein Patient hat zwei kritische Ergebnisse in zwei Aufträgen. Ein Anruf meldet beide, und beide Einträge nennen dasselbe Gespräch.',
  'practice.learned.joint': 'Ein Anruf für einen Patienten: beide Werte wurden wiederholt, und niemand wurde zweimal angerufen.',
  'practice.you.dial': 'Drücken Sie „{startCall}“ und wählen Sie {phone}. Es wird hier gespielt: nichts klingelt.',
  'practice.you.dialAgain':
    'Öffnen Sie Auftrag {number} wieder, wenn Sie ihn verlassen haben: er wartet als versucht. Drücken Sie „{startCall}“ und wählen Sie {phone} noch einmal.',
  'practice.you.ask':
    'Sagen Sie, wer Sie sind. Fragen Sie nach Namen und Geburtsdatum des Patienten; sagen Sie sie nicht selbst.',
  'practice.you.readOut':
    'Vergleichen Sie mit der Kopfzeile, haken Sie beides unter „{stated}“ an. Sagen Sie: {test} {value}. Bitten Sie um Wiederholung.',
  'practice.you.readOutBoth':
    'Vergleichen Sie mit der Kopfzeile, haken Sie beides unter „{stated}“ an. Sagen Sie: {test} {value}, und {second}. Bitten Sie um Wiederholung.',
  'practice.you.close':
    'Wählen Sie „{reached}“, tragen Sie ein, wer antwortete und welchen Wert Sie hörten, und drücken Sie „{done}“.',
  'practice.you.noAnswer': 'Lassen Sie es klingeln. Wählen Sie „{noAnswer}“ und drücken Sie „{attempt}“.',
  'practice.you.keepWrong':
    'Wählen Sie „{reached}“, tragen Sie {name} ein und {misheard}, genau wie gehört. Es stimmt nicht überein: drücken Sie „{attempt}“, damit die falsche Wiederholung erhalten bleibt.',
  'practice.you.sayAgain':
    'Öffnen Sie Auftrag {number} wieder, wenn Sie ihn verlassen haben. Sagen Sie: „Nein, {value}. Bitte wiederholen Sie.“',
  'practice.you.sayCorrected': 'Sagen Sie: „Das Labor hat den Wert eben korrigiert. Er ist {corrected}. Bitte wiederholen Sie.“',
  'practice.you.closeCorrected':
    'Wählen Sie „{reached}“, tragen Sie ein, wer antwortete und den neuen Wert, wie Sie ihn hörten, und drücken Sie „{done}“.',
  'practice.you.typeOnly':
    'Wählen Sie „{reached}“ und tragen Sie {name} und den gehörten Wert ein. Erledigen Sie noch nicht: sehen Sie, was geschieht.',
  'practice.you.addRecord': 'Ihr Anruf fand statt. Drücken Sie „{add}“: er steht neben dem anderen.',
  'practice.you.tickBoth': 'Haken Sie in Auftrag {number} unter „{joint}“ den Auftrag {secondNumber} an.',
  'practice.you.closeBoth':
    'Wählen Sie „{reached}“, tragen Sie ein, wer antwortete und beide Werte, wie Sie sie hörten, und drücken Sie „{done}“.',
  'practice.phone.answers': '„{name} hier. Hallo?“',
  'practice.phone.states': '„Das ist dann {spoken}, geboren {born}.“',
  'practice.phone.repeats': '„Ich wiederhole: {test} {value}.“',
  'practice.phone.repeatsBoth': '„Ich wiederhole: {test} {value}, und {second}.“',
  'practice.phone.repeatsRight': '„Oh. {test} {value}. Danke.“',
  'practice.phone.repeatsCorrected': '„Ich wiederhole: {test} {corrected}.“',
  'practice.phone.mishears': '„Ich wiederhole: {test} {misheard}.“',
  'practice.phone.rings': '(Es klingelt und klingelt. Niemand antwortet.)',
  'practice.phone.wait': '„Einen Augenblick, ich suche einen Stift.“',
  'practice.program.corrected':
    'Das Labor hat {value} zu {corrected} korrigiert. Das Meldefenster sagt es in einem Streifen, und was Sie als wiederholt eingetragen hatten, ist geleert.',
  'practice.program.colleague': 'Robin Colleague hat den Auftrag eben erledigt. Das Meldefenster sagt es in einem Streifen.',
  'practice.turn.no-answer': 'Der Versuch ist erfasst. Wählen Sie noch einmal: diesmal antwortet jemand.',
  'practice.turn.read-back-error': 'Die falsche Wiederholung ist erfasst. Sie sind noch am Telefon.',
  'practice.turn.corrected': 'Der Wert wurde korrigiert, während Sie sprechen.',
  'practice.turn.colleague': 'Jemand hat den Auftrag erledigt, während Sie sprechen.',
  'practice.check.recipient-named': 'Der Eintrag nennt, wer antwortete: {name}',
  'practice.check.identified': 'Zwei Merkmale, die die andere Seite nannte',
  'practice.check.read-back': 'Der Wert wiederholt, wie er ist',
  'practice.check.attempt-kept': 'Der unbeantwortete Anruf, als Versuch',
  'practice.check.wrong-kept': 'Die falsche Wiederholung, {misheard}',
  'practice.check.correction-came': 'Die Korrektur kam, während Sie telefonierten (beginnen Sie mit „{startCall}“)',
  'practice.check.new-value': 'Der korrigierte Wert wiederholt, und nicht der alte',
  'practice.check.colleague-closed': 'Der Auftrag wurde erledigt, während Sie telefonierten (beginnen Sie mit „{startCall}“)',
  'practice.check.further-record': 'Ihr Anruf als weiterer Eintrag, nach dem anderen',
  'practice.check.one-call': 'Beide Aufträge in einem Gespräch gemeldet',
  'practice.check.done': 'Der Auftrag erledigt',
} as const;
