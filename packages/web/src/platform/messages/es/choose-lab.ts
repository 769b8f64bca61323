export const chooseLabWords = {
  'chooseLab.title': 'Elegir el laboratorio',
  'chooseLab.lab': 'Laboratorio',
  'chooseLab.reasonLead':
    'El soporte dice por qué antes de que se muestre algo de un paciente. El motivo queda junto a cada lectura en el registro de accesos.',
  'chooseLab.reason': 'Motivo',
  'chooseLab.reasonHint': 'Al menos {count} caracteres, por ejemplo el número del caso y de qué trata.',
  'chooseLab.reasonShort': 'Introduzca un motivo de al menos {count} caracteres',
  'chooseLab.go': 'Continuar',
  'chooseLab.failed': 'No se pudo elegir el laboratorio',
} as const;
