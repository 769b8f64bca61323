export const titlesWords = {
  'ingest.title': 'Integración',
  'escalation.title': 'Políticas de escalado',
  'limits.title': 'Límites críticos',
  'people.title': 'Usuarios y funciones',
  'setup.title': 'Configurar el laboratorio',
  'health.title': 'Estado del sistema',
  'directory.contacts': 'Contactos',
  'directory.onCall': 'De guardia',
  'templates.title': 'Plantillas de mensajes',
  'repeats.title': 'Repeticiones suprimidas',
  'repeats.rules': 'Reglas de repetición',
  'practice.title': 'Casos de práctica',
} as const;
