export const preferencesWords = {
  'preferences.start': 'La liste de travail s’ouvre sur',
  'preferences.startHint': 'À la connexion ou à l’ouverture du programme.',
  'preferences.start.pending': 'Tout ce qui est en attente',
  'preferences.start.mine': 'Ma file',
  'preferences.start.done': 'Ce qui est fait',
  'keys.export': 'Exporter les touches',
  'keys.import': 'Importer des touches',
  'keys.fileTaken': 'Touches reprises de {name}.',
  'keys.fileUnread': '{name} n’est pas un fichier de touches. Rien n’a été changé.',
  'keys.fileLeftOut': 'Omis, car la touche est prise ou inconnue : {names}',
} as const;
