export const chooseLabWords = {
  'chooseLab.title': 'Choisir le laboratoire',
  'chooseLab.lab': 'Laboratoire',
  'chooseLab.reasonLead':
    'Le support dit pourquoi avant que quoi que ce soit d’un patient ne s’affiche. Le motif figure à côté de chaque lecture dans le journal des accès.',
  'chooseLab.reason': 'Motif',
  'chooseLab.reasonHint': 'Au moins {count} caractères, par exemple le numéro du ticket et son objet.',
  'chooseLab.reasonShort': 'Saisissez un motif d’au moins {count} caractères',
  'chooseLab.go': 'Continuer',
  'chooseLab.failed': 'Le laboratoire n’a pas pu être choisi',
} as const;
