export const practiceWords = {
  'practice.lead':
    'Six appels avec des patients inventés, par la vraie liste de travail et le vrai panneau. Personne n’est appelé : le téléphone est joué ici. Ce que vous enregistrez est jugé par le serveur. Dix minutes environ ; commencez par le premier.',
  'practice.failed': 'Les cas d’exercice n’ont pas pu être chargés',
  'practice.failedStill': 'Ce que vous avez terminé est conservé.',
  'practice.notStarted': 'Cela n’a pas réussi',
  'practice.live': 'Ce laboratoire est en service : rien n’est joué parmi de vrais patients',
  'practice.liveText':
    'Exercez-vous dans un second laboratoire resté en mode exercice. Demandez à votre administration : « critical-callout init --code practice » en crée un, et votre compte peut appartenir aux deux.',
  'practice.mayNot':
    'Votre rôle n’appelle pas pour ces demandes, il n’y a donc rien à jouer. Vous voyez les cas tels qu’ils sont.',
  'practice.progress': '{completed} sur {all} terminés',
  'practice.wanted': '{count, plural, one {Encore un et} other {Encore # et}} votre exercice est terminé.',
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
  'practice.arrived': '{test} {value} de {patient} est arrivé et figure sur la liste de travail comme demande {number}.',
  'practice.open': 'Ouvrir la demande {number}',
  'practice.telephone': 'Le téléphone',
  'practice.who.you': 'Vous',
  'practice.who.phone': 'Téléphone',
  'practice.who.program': 'Écran',
  'practice.complete': 'Terminé.',
  'practice.met': 'Enregistré',
  'practice.missing': 'Manque encore',
  'practice.judged': 'Ce que doivent montrer les comptes rendus',
  'practice.judgedCount': 'Ce que doivent montrer les comptes rendus : {met} sur {all}',
  'practice.case.reached': 'Joint aussitôt',
  'practice.about.reached':
    'L’appel tel qu’il doit être : demander deux identifiants, dire la valeur, la faire relire, clore la demande.',
  'practice.learned.reached': 'Nom de la personne informée, deux identifiants et relecture : voilà la preuve d’un appel.',
  'practice.case.no-answer': 'Personne ne répond',
  'practice.about.no-answer':
    'Le premier appel ne joint personne. Il est enregistré quand même, et la demande reste ouverte jusqu’à ce que quelqu’un soit informé.',
  'practice.learned.no-answer':
    'Une tentative fait partie du dossier et n’arrête ni l’horloge ni l’escalade. Seul un appel qui a joint quelqu’un clôt la demande.',
  'practice.case.read-back-error': 'Une relecture fausse',
  'practice.about.read-back-error': 'L’autre répète un autre nombre que le vôtre. Écoutez : la relecture est là pour cela.',
  'practice.learned.read-back-error':
    'Le nombre faux et le juste sont tous deux au dossier : l’erreur a été vue avant d’atteindre le patient.',
  'practice.case.corrected': 'Corrigé pendant que vous parlez',
  'practice.about.corrected':
    'Pendant que vous téléphonez, le laboratoire corrige la valeur. C’est la nouvelle qui compte, relue.',
  'practice.learned.corrected':
    'Une valeur peut changer pendant un appel. Rien n’est clos avec l’ancienne, et le champ est vidé pour que vous redemandiez.',
  'practice.case.colleague': 'Un collègue a été plus rapide',
  'practice.about.colleague':
    'Pendant que vous téléphonez, un collègue clôt la même demande. Votre appel a eu lieu aussi et n’est pas perdu.',
  'practice.learned.colleague':
    'Un appel passé n’est jamais refusé. Seule la clôture peut être disputée ; le vôtre figure à côté de l’autre.',
  'practice.case.joint': 'Deux valeurs, un appel',
  'practice.about.joint':
    'Un patient a deux résultats critiques dans deux demandes. Un appel communique les deux, et les deux comptes rendus nomment la même conversation.',
  'practice.learned.joint': 'Un appel pour un patient : les deux valeurs ont été relues, et personne n’a été appelé deux fois.',
  'practice.you.dial': 'Appuyez sur « {startCall} » et composez le {phone}. C’est joué ici : rien ne sonne.',
  'practice.you.dialAgain':
    'Rouvrez la demande {number} si vous l’avez quittée : elle attend comme tentée. Appuyez sur « {startCall} » et recomposez le {phone}.',
  'practice.you.ask': 'Dites qui vous êtes. Demandez le nom et la date de naissance du patient ; ne les dites pas vous-même.',
  'practice.you.readOut':
    'Comparez avec le bandeau, cochez les deux sous « {stated} ». Dites : {test} {value}. Demandez de répéter.',
  'practice.you.readOutBoth':
    'Comparez avec le bandeau, cochez les deux sous « {stated} ». Dites : {test} {value}, et {second}. Demandez de répéter.',
  'practice.you.close': 'Choisissez « {reached} », écrivez qui a répondu et la valeur entendue, puis appuyez sur « {done} ».',
  'practice.you.noAnswer': 'Laissez sonner. Choisissez « {noAnswer} » et appuyez sur « {attempt} ».',
  'practice.you.keepWrong':
    'Choisissez « {reached} », écrivez {name} et {misheard}, exactement comme entendu. Cela ne correspond pas : appuyez sur « {attempt} », pour que la relecture fausse soit conservée.',
  'practice.you.sayAgain':
    'Rouvrez la demande {number} si vous l’avez quittée. Dites : « Non, {value}. Répétez, s’il vous plaît. »',
  'practice.you.sayCorrected':
    'Dites : « Le laboratoire vient de corriger la valeur. C’est {corrected}. Répétez, s’il vous plaît. »',
  'practice.you.closeCorrected':
    'Choisissez « {reached} », écrivez qui a répondu et la nouvelle valeur comme entendue, puis appuyez sur « {done} ».',
  'practice.you.typeOnly':
    'Choisissez « {reached} » et écrivez {name} et la valeur entendue. Ne fermez pas encore : voyez ce qui arrive.',
  'practice.you.addRecord': 'Votre appel a eu lieu. Appuyez sur « {add} » : il figure à côté de celui du collègue.',
  'practice.you.tickBoth': 'Dans la demande {number}, cochez la demande {secondNumber} sous « {joint} ».',
  'practice.you.closeBoth':
    'Choisissez « {reached} », écrivez qui a répondu et les deux valeurs comme entendues, puis appuyez sur « {done} ».',
  'practice.phone.answers': '« {name} à l’appareil. Allô ? »',
  'practice.phone.states': '« Ce doit être {spoken}, date de naissance {born}. »',
  'practice.phone.repeats': '« Je répète : {test} {value}. »',
  'practice.phone.repeatsBoth': '« Je répète : {test} {value}, et {second}. »',
  'practice.phone.repeatsRight': '« Oh. {test} {value}. Merci. »',
  'practice.phone.repeatsCorrected': '« Je répète : {test} {corrected}. »',
  'practice.phone.mishears': '« Je répète : {test} {misheard}. »',
  'practice.phone.rings': '(Ça sonne, ça sonne. Personne ne répond.)',
  'practice.phone.wait': '« Un instant, je cherche un stylo. »',
  'practice.program.corrected':
    'Le laboratoire a corrigé {value} en {corrected}. Le panneau le dit dans un bandeau, et ce que vous aviez écrit comme relu est vidé.',
  'practice.program.colleague': 'Robin Colleague vient de clore la demande. Le panneau le dit dans un bandeau.',
  'practice.turn.no-answer': 'La tentative est enregistrée. Rappelez : cette fois quelqu’un répond.',
  'practice.turn.read-back-error': 'La relecture fausse est enregistrée. Vous êtes toujours au téléphone.',
  'practice.turn.corrected': 'La valeur a été corrigée pendant que vous parlez.',
  'practice.turn.colleague': 'Un collègue a clos la demande pendant que vous parlez.',
  'practice.check.recipient-named': 'Le compte rendu nomme qui a répondu : {name}',
  'practice.check.identified': 'Deux identifiants dits par l’autre',
  'practice.check.read-back': 'La valeur relue, telle qu’elle est',
  'practice.check.attempt-kept': 'L’appel sans réponse, comme tentative',
  'practice.check.wrong-kept': 'La relecture fausse, {misheard}',
  'practice.check.correction-came': 'La correction est arrivée pendant l’appel (commencez par « {startCall} »)',
  'practice.check.new-value': 'La valeur corrigée relue, et non l’ancienne',
  'practice.check.colleague-closed': 'Le collègue a clos la demande pendant l’appel (commencez par « {startCall} »)',
  'practice.check.further-record': 'Votre appel comme autre compte rendu, après celui du collègue',
  'practice.check.one-call': 'Les deux demandes communiquées en une conversation',
  'practice.check.done': 'La demande close',
} as const;
