export const publishWords = {
  'publish.compare': 'Comparer deux versions',
  'publish.compare.older': 'Ce que c’était',
  'publish.compare.newer': 'Ce que c’est devenu',
  'publish.compare.same': 'Ces deux versions disent la même chose.',
  'file.choose': 'Fichier CSV',
  'file.lines':
    '{lines, plural, one {# ligne} other {# lignes}} : {created} nouvelles, {changed} modifiées, {unchanged} inchangées.',
  'file.errors': '{count, plural, one {# erreur} other {# erreurs}}. Rien n’est enregistré tant que le fichier n’est pas juste.',
  'file.errorList': 'Erreurs du fichier',
  'file.line': 'Ligne',
  'file.field': 'Colonne',
  'file.message': 'Ce qui ne va pas',
  'file.save': 'Enregistrer {lines, plural, one {# ligne} other {# lignes}}',
  'file.nothingNew': 'Le fichier dit ce qui est déjà enregistré ; il n’y a rien à enregistrer.',
  'publish.title': 'Relecture : {name}',
  'publish.review': 'Relire les changements',
  'publish.done': 'Publié {at}',
  'publish.yes': 'Oui',
  'publish.no': 'Non',
  'publish.who': 'Peuvent publier : {roles}.',
  'publish.who.you': 'Vous le pouvez.',
  'publish.who.notYou': 'Vous pouvez le lire, pas le changer.',
  'publish.version': 'Version {version}',
  'publish.version.about': 'publiée {at} par {by} (ligne {seq} du journal d’audit)',
  'publish.version.began': 'comme le laboratoire a commencé',
  'publish.versions.failed': 'Les versions n’ont pas pu être chargées',
  'publish.state.unread': 'Plus lisible',
  'publish.meanwhile': 'Pendant que vous aviez ceci ouvert',
  'publish.meanwhile.by': '{by} a publié la version {version}, {at}.',
  'publish.meanwhile.kept': 'Ce que vous avez saisi est gardé.',
  'publish.meanwhile.keep': 'Garder mes changements par-dessus',
  'publish.meanwhile.take': 'Prendre les leurs, abandonner les miens',
  'publish.applies.atOnce': 'Les changements valent aussitôt, pour tous et aussi pour les demandes ouvertes.',
  'calls.applies':
    'Les délais valent pour ce qui devient critique dès maintenant ; les demandes ouvertes gardent le leur. Tout le reste vaut aussitôt, aussi pour les demandes ouvertes.',
  'calls.roles': 'Qui peut',
  'settings.notification.applies':
    'Les changements valent aussitôt, aussi pour le prochain appel d’une demande ouverte. Les messages déjà écrits gardent leur texte.',
  'callHelp.phrase': 'Phrase {code}',
  'manualEntry.applies':
    'Les changements valent pour les résultats saisis dès maintenant ; ceux déjà saisis sont vérifiés comme c’était demandé alors.',
  'messages.applies':
    'Les changements valent pour les messages écrits dès maintenant ; ceux déjà écrits, envoyés ou non, gardent leur texte.',
  'messages.contents.applies':
    'Les changements valent pour les messages écrits dès maintenant ; ceux déjà écrits, envoyés ou non, gardent leur texte. L’envoi de corrections vaut aussitôt, aussi pour ce qui a été communiqué avant.',
  'messages.link.applies':
    'L’offre d’un lien et sa fin valent pour les messages écrits dès maintenant. Ce que sa page demande, et combien de fois, vaut aussitôt, aussi pour les liens déjà envoyés.',
  'messages.numbers.applies':
    'Les changements valent pour les numéros enregistrés dès maintenant et pour le prochain message à un numéro général ; les numéros de contact déjà enregistrés restent tels quels.',
  'publish.applies.sources': 'Vaut pour les messages reçus dès maintenant ; ce qui a été reçu avant reste tel qu’il a été lu.',
  'settings.file': 'Tous les réglages dans un fichier',
  'settings.file.lead':
    'Un fichier CSV avec une ligne par champ : à garder, à comparer, à porter dans un autre laboratoire. Ce que le fichier ne nomme pas reste tel quel ; limites, politiques, contacts et modèles ont les leurs.',
  'settings.file.export': 'Enregistrer les réglages dans un fichier',
  'settings.file.import': 'Publier un fichier',
  'settings.file.tried':
    '{lines, plural, one {# ligne} other {# lignes}} ; {changes, plural, =0 {rien ne change} one {# formulaire change} other {# formulaires changent}}.',
  'settings.file.failed': 'Le fichier n’a pas été publié',
  'settings.file.failedStill': 'Les réglages d’avant valent toujours ; le fichier est intact sur votre machine.',
  'settings.file.published': '{changes, plural, one {# formulaire publié} other {# formulaires publiés}}',
  'limits.secondPerson.applies': 'Vaut aussitôt, aussi pour ce qui attend une approbation.',
  'businessHours.applies':
    'Les changements valent pour ce qui devient critique dès maintenant ; les échelles en cours gardent la leur.',
} as const;
