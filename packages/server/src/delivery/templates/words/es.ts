import type { Words } from './words.ts';

export const ES: Words = {
  subject: {
    first: 'Resultado crítico',
    reminder: 'Recordatorio: resultado crítico',
    escalation: 'Escalado: resultado crítico',
    correction: 'Corrección de un resultado crítico',
  },
  title: {
    first: 'RESULTADO CRÍTICO DE LABORATORIO',
    reminder: 'RECORDATORIO: RESULTADO CRÍTICO DE LABORATORIO',
    escalation: 'ESCALADO: RESULTADO CRÍTICO DE LABORATORIO',
    correction: 'CORRECCIÓN DE UN RESULTADO CRÍTICO DE LABORATORIO',
  },
  // Í, Ó, í, ó and ú are outside the GSM alphabet: short messages are written without them, as Spanish ones usually are.
  shortTitle: {
    first: 'RESULTADO CRITICO DE LABORATORIO',
    reminder: 'RECORDATORIO: RESULTADO CRITICO DE LABORATORIO',
    escalation: 'ESCALADO: RESULTADO CRITICO DE LABORATORIO, nadie lo ha confirmado',
    correction: 'RESULTADO CRITICO DE LABORATORIO, CORREGIDO',
  },
  why: {
    reminder: 'Este resultado ya se le comunicó y nadie lo ha confirmado todavía.',
    escalation:
      'Se le avisa porque {% if isReopened %}el resultado, ya comunicado, ha vuelto a abrirse y debe comunicarse de nuevo{% else %}nadie ha confirmado todavía este resultado{% endif %}{% if dueAt %}; debía comunicarse antes de {{ dueAt }}{% endif %}. Este es el paso {{ escalationStep }} del escalado.',
    correction:
      'Un resultado comunicado anteriormente{% if firstToldAt %} ({{ firstToldAt }}{% if firstToldBy %}, por {{ firstToldBy }}{% endif %}){% endif %} se ha corregido o retirado. Lo que se comunicó entonces ya no es válido.',
  },
  order: 'Solicitud',
  accession: 'Muestra',
  patient: 'Paciente',
  comment: 'Comentario',
  reference: 'referencia',
  before: 'antes',
  unclear: 'Notificado como crítico; este programa no ha podido leer el valor.',
  corrected: 'Corregido: un resultado notificado antes como crítico ha cambiado o se ha retirado.',
  shortUnclear: 'notificado como critico, valor no legible',
  shortCorrected: 'corregido',
  more: 'otros {{ moreTests }}',
  andMore: 'y',
  call: 'Llame al laboratorio para confirmar',
  toHear: 'y conocer los valores',
  shortCall: 'Llame al laboratorio',
  telephone: 'teléfono',
  askFor: 'pregunte por',
  openPage: 'Para ver el resultado y confirmar su recepción, abra esta página. Primero le preguntará quién es usted',
  orCall: 'O llame al laboratorio para confirmar',
  shortOpen: 'Abra para confirmar',
  shortOrCall: 'O llame al laboratorio',
  practice: {
    subject: '[PRÁCTICA]',
    word: 'PRÁCTICA',
    text: 'datos inventados, no es un paciente real.',
    short: 'PRACTICA - no es un paciente real.',
  },
  test: {
    subject: '[PRUEBA]',
    word: 'PRUEBA',
    text: 'este mensaje comprueba el canal. No se refiere a ningún paciente; no hay que hacer nada.',
    short: 'PRUEBA - ningun paciente, nada que hacer.',
  },
  marks: {
    'critical-low': 'crítico bajo',
    'critical-high': 'crítico alto',
    'critical-change': 'cambio crítico',
    critical: 'crítico',
    'cannot-say': 'notificado como crítico',
    corrected: 'corregido',
    withdrawn: 'retirado',
  },
  noResult: 'sin resultado',
  fax: {
    urgent: 'URGENTE: resultado crítico de laboratorio',
    to: 'Para',
    fax: 'Fax',
    from: 'De',
    date: 'Fecha',
    about: 'Asunto',
    pages: 'Páginas',
    pagesIncluded: (pages) => `${pages}, incluida esta`,
    page: (page, pages) => `Página ${page} de ${pages}`,
    notPrintable: 'Las letras que este programa no puede imprimir en un fax aparecen como ?. Pregunte por ellas al laboratorio.',
    confidential:
      'CONFIDENCIAL. Este fax contiene información médica protegida por la ley y destinada únicamente al destinatario. Si usted no lo ' +
      'es, no lea, copie ni difunda lo que sigue: llame de inmediato al remitente y destruya todas las páginas.',
  },
};
