export const practiceWords = {
  'practice.lead':
    'Six appels avec des patients inventés, dans la vraie liste de travail et le vrai volet. Personne n’est appelé : le téléphone est joué ici. Ce que vous enregistrez est jugé par le serveur. Dix minutes environ ; commencez par le premier.',
  'practice.failed': 'Les cas d’exercice n’ont pas pu être chargés',
  'practice.failedStill': 'Ce que vous avez terminé est conservé.',
  'practice.notStarted': 'Cela n’a pas marché',
  'practice.live': 'Ce laboratoire est en service : rien n’est joué parmi de vrais patients',
  'practice.liveText':
    'Exercez-vous dans un second laboratoire qui reste en mode exercice. Demandez à votre administrateur : « critical-callout init --code practice » en crée un, et votre compte peut appartenir aux deux.',
  'practice.mayNot':
    'Votre rôle ne fait pas d’appels pour ces demandes ; il n’y a donc rien à jouer pour vous. Vous voyez les cas tels quels.',
  'practice.progress': '{completed} sur {all} terminés',
  'practice.wanted': '{count, plural, one {Encore un termine} other {Encore # terminent}} votre exercice.',
  'practice.finished': 'Votre exercice est terminé. Vous pouvez rejouer chaque cas.',
  'practice.state.open': 'Pas encore joué',
  'practice.state.running': 'En cours',
  'practice.state.complete': 'Terminé',
  'practice.start': 'Commencer',
  'practice.startOf': 'Commencer : {title}',
  'practice.again': 'Recommencer',
  'practice.againOf': 'Recommencer : {title}',
  'practice.end': 'Arrêter sans terminer',
  'practice.endOf': 'Arrêter sans terminer : {title}',
  'practice.all': 'Tous les cas d’exercice',
  'practice.caseOf': 'Cas d’exercice : {title}',
  'practice.backTo': 'Retour au cas : {title}',
  'practice.arrived': '{test} {value} de {patient} est arrivé et figure dans la liste de travail comme demande {number}.',
  'practice.open': 'Ouvrir la demande {number}',
  'practice.telephone': 'Le téléphone',
  'practice.who.you': 'Vous',
  'practice.who.phone': 'Téléphone',
  'practice.who.program': 'Écran',
  'practice.complete': 'Terminé.',
  'practice.done': 'Cas d’exercice terminé : {title}. {completed} sur {all}.',
  'practice.met': 'Enregistré',
  'practice.missing': 'Manque encore',
  'practice.judged': 'Ce que les enregistrements doivent montrer',
  'practice.judgedCount': 'Ce que les enregistrements doivent montrer : {met} sur {all}',
  'practice.case.reached': 'Joint aussitôt',
  'practice.about.reached':
    'L’appel tel qu’il doit être : demander deux identifiants, dire la valeur, la faire répéter, clore la demande.',
  'practice.learned.reached': 'Nom de la personne prévenue, deux identifiants et une relecture : voilà la preuve d’un appel.',
  'practice.case.no-answer': 'Personne ne répond',
  'practice.about.no-answer':
    'Le premier appel ne joint personne. Il est enregistré quand même, et la demande reste ouverte jusqu’à ce que quelqu’un soit prévenu.',
  'practice.learned.no-answer':
    'Une tentative fait partie de l’enregistrement et n’arrête ni l’horloge ni l’escalade. Seul un appel qui a joint quelqu’un clôt la demande.',
  'practice.case.read-back-error': 'Une relecture fausse',
  'practice.about.read-back-error': 'L’autre côté répète un autre nombre que le vôtre. Écoutez : la relecture sert à cela.',
  'practice.learned.read-back-error':
    'Le nombre faux et le juste sont tous deux enregistrés : une erreur a été saisie avant d’atteindre le patient.',
  'practice.case.corrected': 'Corrigé pendant que vous parlez',
  'practice.about.corrected':
    'Pendant que vous téléphonez, le laboratoire corrige la valeur. C’est la nouvelle, répétée, qui compte.',
  'practice.learned.corrected':
    'Une valeur peut changer pendant un appel. Rien n’est clos avec l’ancienne, et le champ est vidé pour que vous redemandiez.',
  'practice.case.colleague': 'Un collègue a été plus rapide',
  'practice.about.colleague':
    'Pendant que vous téléphonez, un collègue clôt la même demande. Votre appel a eu lieu aussi et n’est pas jeté.',
  'practice.learned.colleague':
    'Un appel fait n’est jamais refusé. Seule la clôture peut être contestée ; le vôtre figure à côté comme autre compte rendu.',
  'practice.case.joint': 'Deux valeurs, un appel',
  'practice.about.joint':
    'Un patient a deux résultats critiques dans deux demandes. Un appel communique les deux, et les deux enregistrements nomment la même conversation.',
  'practice.learned.joint': 'Un appel pour un patient : les deux valeurs ont été répétées, et personne n’a été appelé deux fois.',
  'practice.you.dial': 'Appuyez sur « {startCall} » et composez {phone}. C’est joué ici : rien ne sonne.',
  'practice.you.dialAgain':
    'Rouvrez la demande {number} si vous l’avez quittée : elle attend comme tentée. Appuyez sur « {startCall} » et composez {phone} encore une fois.',
  'practice.you.ask': 'Dites qui vous êtes. Demandez le nom et la date de naissance du patient ; ne les dites pas vous-même.',
  'practice.you.readOut':
    'Comparez avec le bandeau, cochez les deux sous « {stated} ». Lisez : {test} {value}. Faites-le répéter.',
  'practice.you.readOutBoth':
    'Comparez avec le bandeau, cochez les deux sous « {stated} ». Lisez : {test} {value} et {second}. Faites-les répéter.',
  'practice.you.close': 'Choisissez « {reached} », saisissez qui a répondu et la valeur entendue, et appuyez sur « {done} ».',
  'practice.you.noAnswer': 'Laissez sonner. Choisissez « {noAnswer} » et appuyez sur « {attempt} ».',
  'practice.you.keepWrong':
    'Choisissez « {reached} », saisissez {name} et {misheard}, exactement comme entendu. Cela ne concorde pas. Laissez-le et dites : « Non, {value}. Veuillez répéter. »',
  'practice.you.closeAgain':
    'Saisissez sous « {again} » ce que vous entendez maintenant et appuyez sur « {done} ». Les deux restent dans l’enregistrement.',
  'practice.you.sayAgain': 'Rouvrez la demande {number} si vous l’avez quittée. Dites : « Non, {value}. Veuillez répéter. »',
  'practice.you.sayCorrected': 'Dites : « Le laboratoire vient de corriger la valeur. C’est {corrected}. Veuillez répéter. »',
  'practice.you.closeCorrected':
    'Choisissez « {reached} », saisissez qui a répondu et la nouvelle valeur comme entendue, et appuyez sur « {done} ».',
  'practice.you.typeOnly':
    'Choisissez « {reached} » et saisissez {name} et la valeur entendue. Ne clôturez pas encore : voyez ce qui se passe.',
  'practice.you.addRecord': 'Votre appel a eu lieu. Appuyez sur « {add} » : il figure à côté de celui du collègue.',
  'practice.you.tickBoth': 'Dans la demande {number}, cochez la demande {secondNumber} sous « {joint} ».',
  'practice.you.closeBoth':
    'Choisissez « {reached} », saisissez qui a répondu et les deux valeurs comme entendues, et appuyez sur « {done} ».',
  'practice.phone.answers': '« {name} à l’appareil. Allô ? »',
  'practice.phone.states': '« Cela doit être {spoken}, naissance le {born}. »',
  'practice.phone.repeats': '« Je répète : {test} {value}. »',
  'practice.phone.repeatsBoth': '« Je répète : {test} {value} et {second}. »',
  'practice.phone.repeatsRight': '« Oh. {test} {value}. Merci. »',
  'practice.phone.repeatsCorrected': '« Je répète : {test} {corrected}. »',
  'practice.phone.mishears': '« Je répète : {test} {misheard}. »',
  'practice.phone.rings': '(Ça sonne et sonne. Personne ne répond.)',
  'practice.phone.wait': '« Un instant, je cherche un stylo. »',
  'practice.program.corrected':
    'Le laboratoire a corrigé {value} en {corrected}. Le volet le dit dans un bandeau, et la relecture saisie est vidée.',
  'practice.program.colleague': 'Robin Colleague vient de clore la demande. Le volet le dit : « Pendant que vous téléphoniez ».',
  'practice.turn.no-answer': 'La tentative est enregistrée. Rappelez : cette fois quelqu’un répond.',
  'practice.turn.read-back-error': 'La relecture fausse est enregistrée. Vous êtes toujours au téléphone.',
  'practice.turn.corrected': 'La valeur a été corrigée pendant que vous parlez.',
  'practice.turn.colleague': 'Un collègue a clos la demande pendant que vous parlez.',
  'practice.check.recipient-named': 'L’enregistrement nomme qui a répondu : {name}',
  'practice.check.identified': 'Deux identifiants donnés par l’autre côté',
  'practice.check.read-back': 'La valeur répétée, telle quelle',
  'practice.check.attempt-kept': 'L’appel resté sans réponse, comme tentative',
  'practice.check.wrong-kept': 'La relecture fausse, {misheard}',
  'practice.check.correction-came': 'La correction est arrivée pendant que vous téléphoniez (commencez par « {startCall} »)',
  'practice.check.new-value': 'La valeur corrigée répétée, et non l’ancienne',
  'practice.check.colleague-closed': 'Le collègue a clos la demande pendant que vous téléphoniez (commencez par « {startCall} »)',
  'practice.check.further-record': 'Votre appel comme autre compte rendu, après celui du collègue',
  'practice.check.one-call': 'Les deux demandes communiquées en une conversation',
  'practice.check.done': 'La demande close comme faite',
} as const;
