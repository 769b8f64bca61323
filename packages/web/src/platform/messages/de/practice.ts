export const practiceWords = {
  'practice.lead':
    'Sechs Anrufe mit erfundenen Patienten, über die wirkliche Arbeitsliste und den wirklichen Meldebereich. Niemand wird angerufen: das Telefon wird hier gespielt. Was Sie erfassen, beurteilt der Server. Etwa zehn Minuten; beginnen Sie mit dem ersten.',
  'practice.failed': 'Die Übungsfälle konnten nicht geladen werden',
  'practice.failedStill': 'Was Sie abgeschlossen haben, ist erhalten.',
  'practice.notStarted': 'Das hat nicht geklappt',
  'practice.live': 'Dieses Labor ist im Betrieb: unter wirklichen Patienten wird nichts gespielt',
  'practice.liveText':
    'Üben Sie in einem zweiten Labor, das im Übungsbetrieb bleibt. Fragen Sie die Administration: „critical-callout init --code practice“ legt eines an, und Ihr Konto kann zu beiden gehören.',
  'practice.mayNot':
    'Ihre Rolle macht keine Anrufe zu diesen Aufträgen, daher gibt es für Sie nichts zu spielen. Sie sehen die Fälle, wie sie sind.',
  'practice.progress': '{completed} von {all} abgeschlossen',
  'practice.wanted': '{count, plural, one {Noch einer schließt} other {Noch # schließen}} Ihre Übung ab.',
  'practice.finished': 'Ihre Übung ist abgeschlossen. Sie können jeden Fall noch einmal spielen.',
  'practice.first.own': 'Ihr erster richtiger Anruf gelang {span} nach dem Beginn.',
  'practice.first.span': '{minutes} min {seconds} s',
  'practice.first.title': 'Erster richtiger Anruf',
  'practice.first.lead':
    'Vom Beginn des ersten Übungsfalls einer Person bis zum ersten richtig erledigten Fall. Das Ziel sind {minutes} Minuten.',
  'practice.first.none': 'Noch niemand hat einen Fall begonnen.',
  'practice.first.within': '{count} von {all} in {minutes} Minuten.',
  'practice.first.name': 'Person',
  'practice.first.began': 'Beginn',
  'practice.first.call': 'Erster richtiger Anruf',
  'practice.first.notYet': 'Noch nicht',
  'practice.first.after': 'nach {span}',
  'practice.first.failed': 'Die Zeiten konnten nicht geladen werden',
  'practice.state.open': 'Noch nicht gespielt',
  'practice.state.running': 'Läuft',
  'practice.state.complete': 'Abgeschlossen',
  'practice.start': 'Beginnen',
  'practice.startOf': 'Beginnen: {title}',
  'practice.again': 'Neu beginnen',
  'practice.againOf': 'Neu beginnen: {title}',
  'practice.end': 'Ohne Abschluss beenden',
  'practice.endOf': 'Ohne Abschluss beenden: {title}',
  'practice.all': 'Alle Übungsfälle',
  'practice.caseOf': 'Übungsfall: {title}',
  'practice.backTo': 'Zurück zum Fall: {title}',
  'practice.arrived': '{test} {value} von {patient} ist eingetroffen und steht als Auftrag {number} auf der Arbeitsliste.',
  'practice.open': 'Auftrag {number} öffnen',
  'practice.telephone': 'Das Telefon',
  'practice.who.you': 'Sie',
  'practice.who.phone': 'Telefon',
  'practice.who.program': 'Bildschirm',
  'practice.complete': 'Abgeschlossen.',
  'practice.done': 'Übungsfall beendet: {title}. {completed} von {all}.',
  'practice.met': 'Erfasst',
  'practice.missing': 'Fehlt noch',
  'practice.judged': 'Was die Aufzeichnung zeigen muss',
  'practice.judgedCount': 'Was die Aufzeichnung zeigen muss: {met} von {all}',
  'practice.case.reached': 'Sofort erreicht',
  'practice.about.reached':
    'Der Anruf, wie er sein soll: zwei Merkmale erfragen, den Wert sagen, wiederholen lassen, den Auftrag abschließen.',
  'practice.learned.reached':
    'Name der benachrichtigten Person, zwei Merkmale und das Wiederholte: das ist der Nachweis eines Anrufs.',
  'practice.case.no-answer': 'Niemand antwortet',
  'practice.about.no-answer':
    'Der erste Anruf erreicht niemanden. Er wird trotzdem erfasst, und der Auftrag bleibt offen, bis jemand benachrichtigt ist.',
  'practice.learned.no-answer':
    'Ein Versuch gehört zur Aufzeichnung und hält weder die Uhr noch die Eskalation an. Nur ein Anruf, der jemanden erreicht, schließt den Auftrag ab.',
  'practice.case.read-back-error': 'Falsch wiederholt',
  'practice.about.read-back-error':
    'Die andere Seite wiederholt eine andere Zahl, als Sie sagten. Hören Sie hin: dafür ist das Wiederholen da.',
  'practice.learned.read-back-error':
    'Die falsche und die richtige Zahl stehen beide in der Aufzeichnung: ein Fehler wurde erkannt, bevor er den Patienten erreichte.',
  'practice.case.corrected': 'Korrigiert, während Sie sprechen',
  'practice.about.corrected': 'Während Sie telefonieren, korrigiert das Labor den Wert. Es zählt der neue, wiederholt.',
  'practice.learned.corrected':
    'Ein Wert kann sich während eines Anrufs ändern. Mit dem alten wird nichts abgeschlossen, und das Feld wird geleert, damit Sie noch einmal fragen.',
  'practice.case.colleague': 'Jemand war schneller',
  'practice.about.colleague':
    'Während Sie telefonieren, schließt jemand anderes denselben Auftrag. Auch Ihr Anruf hat stattgefunden und wird nicht verworfen.',
  'practice.learned.colleague':
    'Ein Anruf, der stattfand, wird nie abgelehnt. Nur das Abschließen kann strittig sein; Ihrer steht als weitere Aufzeichnung daneben.',
  'practice.case.joint': 'Zwei Werte, ein Anruf',
  'practice.about.joint':
    'Eine Person hat zwei kritische Ergebnisse in zwei Aufträgen. Ein Anruf meldet beide, und beide Aufzeichnungen nennen dasselbe Gespräch.',
  'practice.learned.joint': 'Ein Anruf für einen Patienten: beide Werte wurden wiederholt, und niemand wurde zweimal angerufen.',
  'practice.you.dial': 'Drücken Sie „{startCall}“ und wählen Sie {phone}. Es wird hier gespielt: nichts klingelt.',
  'practice.you.dialAgain':
    'Öffnen Sie Auftrag {number} wieder, wenn Sie ihn verlassen haben: er wartet als versucht. Drücken Sie „{startCall}“ und wählen Sie {phone} noch einmal.',
  'practice.you.ask': 'Sagen Sie, wer Sie sind. Fragen Sie nach Name und Geburtsdatum des Patienten; sagen Sie sie nicht selbst.',
  'practice.you.readOut':
    'Vergleichen Sie mit dem Banner, kreuzen Sie beides unter „{stated}“ an. Lesen Sie vor: {test} {value}. Lassen Sie es wiederholen.',
  'practice.you.readOutBoth':
    'Vergleichen Sie mit dem Banner, kreuzen Sie beides unter „{stated}“ an. Lesen Sie vor: {test} {value} und {second}. Lassen Sie beides wiederholen.',
  'practice.you.close':
    'Wählen Sie „{reached}“, geben Sie ein, wer antwortete und welchen Wert Sie hörten, und drücken Sie „{done}“.',
  'practice.you.noAnswer': 'Lassen Sie es klingeln. Wählen Sie „{noAnswer}“ und drücken Sie „{attempt}“.',
  'practice.you.keepWrong':
    'Wählen Sie „{reached}“, geben Sie {name} und {misheard} ein, genau wie gehört. Es stimmt nicht überein. Lassen Sie es stehen und sagen Sie: „Nein, {value}. Bitte wiederholen Sie.“',
  'practice.you.closeAgain':
    'Geben Sie unter „{again}“ ein, was Sie jetzt hören, und drücken Sie „{done}“. Beides bleibt im Nachweis.',
  'practice.you.sayAgain':
    'Öffnen Sie Auftrag {number} wieder, wenn Sie ihn verlassen haben. Sagen Sie: „Nein, {value}. Bitte wiederholen Sie.“',
  'practice.you.sayCorrected':
    'Sagen Sie: „Das Labor hat den Wert gerade korrigiert. Er ist {corrected}. Bitte wiederholen Sie.“',
  'practice.you.closeCorrected':
    'Wählen Sie „{reached}“, geben Sie ein, wer antwortete, und den neuen Wert, wie Sie ihn hörten, und drücken Sie „{done}“.',
  'practice.you.typeOnly':
    'Wählen Sie „{reached}“ und geben Sie {name} und den gehörten Wert ein. Schließen Sie noch nicht ab: sehen Sie, was geschieht.',
  'practice.you.addRecord': 'Ihr Anruf hat stattgefunden. Drücken Sie „{add}“: er steht neben dem anderen.',
  'practice.you.tickBoth': 'Kreuzen Sie in Auftrag {number} den Auftrag {secondNumber} unter „{joint}“ an.',
  'practice.you.closeBoth':
    'Wählen Sie „{reached}“, geben Sie ein, wer antwortete, und beide Werte, wie Sie sie hörten, und drücken Sie „{done}“.',
  'practice.phone.answers': '„{name} hier. Hallo?“',
  'practice.phone.states': '„Das müsste {spoken} sein, geboren {born}.“',
  'practice.phone.repeats': '„Ich wiederhole: {test} {value}.“',
  'practice.phone.repeatsBoth': '„Ich wiederhole: {test} {value} und {second}.“',
  'practice.phone.repeatsRight': '„Oh. {test} {value}. Danke.“',
  'practice.phone.repeatsCorrected': '„Ich wiederhole: {test} {corrected}.“',
  'practice.phone.mishears': '„Ich wiederhole: {test} {misheard}.“',
  'practice.phone.rings': '(Es klingelt und klingelt. Niemand antwortet.)',
  'practice.phone.wait': '„Einen Moment, ich suche einen Stift.“',
  'practice.program.corrected':
    'Das Labor hat {value} in {corrected} korrigiert. Der Meldebereich sagt es in einem Streifen, und das wiederholt Eingegebene wird geleert.',
  'practice.program.colleague':
    'Robin Colleague hat den Auftrag gerade abgeschlossen. Der Meldebereich sagt es: „Während Sie telefoniert haben“.',
  'practice.turn.no-answer': 'Der Versuch ist erfasst. Rufen Sie noch einmal an: diesmal antwortet jemand.',
  'practice.turn.read-back-error': 'Das falsch Wiederholte ist erfasst. Sie sind noch am Telefon.',
  'practice.turn.corrected': 'Der Wert wurde korrigiert, während Sie sprechen.',
  'practice.turn.colleague': 'Jemand anderes hat den Auftrag abgeschlossen, während Sie sprechen.',
  'practice.check.recipient-named': 'Die Aufzeichnung nennt, wer antwortete: {name}',
  'practice.check.identified': 'Zwei Merkmale, die die andere Seite nannte',
  'practice.check.read-back': 'Der Wert wiederholt, wie er ist',
  'practice.check.attempt-kept': 'Der Anruf ohne Antwort, als Versuch',
  'practice.check.wrong-kept': 'Das falsch Wiederholte, {misheard}',
  'practice.check.correction-came': 'Die Korrektur kam, während Sie telefonierten (beginnen Sie mit „{startCall}“)',
  'practice.check.new-value': 'Der korrigierte Wert wiederholt, und nicht der alte',
  'practice.check.colleague-closed':
    'Jemand anderes schloss den Auftrag ab, während Sie telefonierten (beginnen Sie mit „{startCall}“)',
  'practice.check.further-record': 'Ihr Anruf als weitere Aufzeichnung, nach der anderen',
  'practice.check.one-call': 'Beide Aufträge in einem Gespräch gemeldet',
  'practice.check.done': 'Der Auftrag als erledigt abgeschlossen',
} as const;
