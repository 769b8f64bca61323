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
} as const;
