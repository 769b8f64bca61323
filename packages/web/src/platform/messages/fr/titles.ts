export const titlesWords = {
  'ingest.title': 'Intégration',
  'escalation.title': 'Règles d’escalade',
  'limits.title': 'Limites critiques',
  'people.title': 'Utilisateurs et rôles',
  'setup.title': 'Configurer le laboratoire',
  'health.title': 'État du système',
  'directory.contacts': 'Contacts',
  'directory.onCall': 'Astreinte',
  'templates.title': 'Modèles de messages',
  'repeats.title': 'Répétitions supprimées',
  'repeats.rules': 'Règles de répétition',
  'practice.title': 'Cas d’exercice',
} as const;
