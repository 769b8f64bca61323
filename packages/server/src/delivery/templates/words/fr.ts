import type { Words } from './words.ts';

export const FR: Words = {
  subject: {
    first: 'Résultat critique',
    reminder: 'Rappel : résultat critique',
    escalation: 'Escalade : résultat critique',
    correction: "Correction d'un résultat critique",
  },
  title: {
    first: 'RÉSULTAT DE LABORATOIRE CRITIQUE',
    reminder: 'RAPPEL : RÉSULTAT DE LABORATOIRE CRITIQUE',
    escalation: 'ESCALADE : RÉSULTAT DE LABORATOIRE CRITIQUE',
    correction: "CORRECTION D'UN RÉSULTAT DE LABORATOIRE CRITIQUE",
  },
  shortTitle: {
    first: 'RÉSULTAT DE LABORATOIRE CRITIQUE',
    reminder: 'RAPPEL : RÉSULTAT DE LABORATOIRE CRITIQUE',
    escalation: "ESCALADE : RÉSULTAT DE LABORATOIRE CRITIQUE, personne ne l'a encore confirmé",
    correction: 'RÉSULTAT DE LABORATOIRE CRITIQUE, CORRIGÉ',
  },
  why: {
    reminder: "Ce résultat vous a déjà été communiqué et personne ne l'a encore confirmé.",
    escalation:
      "Vous êtes averti parce que {% if isReopened %}ce résultat, déjà communiqué, est de nouveau ouvert et doit être communiqué à nouveau{% else %}personne n'a encore confirmé ce résultat{% endif %}{% if dueAt %} ; il devait être communiqué avant {{ dueAt }}{% endif %}. Ceci est l'étape {{ escalationStep }} de l'escalade.",
    correction:
      "Un résultat communiqué auparavant{% if firstToldAt %} ({{ firstToldAt }}{% if firstToldBy %}, par {{ firstToldBy }}{% endif %}){% endif %} a été corrigé ou retiré. Ce qui avait été communiqué n'est plus valable.",
  },
  order: 'Demande',
  accession: 'Enregistrement',
  patient: 'Patient',
  comment: 'Commentaire',
  reference: 'référence',
  before: 'auparavant',
  unclear: "Signalé comme critique ; la valeur n'a pas pu être lue par ce programme.",
  corrected: 'Corrigé : un résultat signalé auparavant comme critique a changé ou a été retiré.',
  shortUnclear: 'signalé comme critique, valeur illisible',
  shortCorrected: 'corrigé',
  more: '{{ moreTests }} de plus',
  andMore: 'et',
  call: 'Veuillez appeler le laboratoire pour confirmer',
  toHear: 'et connaître les valeurs',
  shortCall: 'Veuillez appeler le laboratoire',
  telephone: 'téléphone',
  askFor: 'demandez',
  openPage: "Pour voir le résultat et en confirmer la réception, ouvrez cette page. Elle vous demande d'abord qui vous êtes",
  orCall: 'Ou appelez le laboratoire pour confirmer',
  shortOpen: 'Ouvrir pour confirmer',
  shortOrCall: 'Ou appelez le laboratoire',
  practice: {
    subject: '[EXERCICE]',
    word: 'EXERCICE',
    text: "données inventées, ce n'est pas un patient réel.",
    short: 'EXERCICE - patient fictif.',
  },
  test: {
    subject: '[ESSAI]',
    word: 'ESSAI',
    text: "ce message vérifie le canal. Il ne concerne aucun patient ; il n'y a rien à faire.",
    short: 'ESSAI - aucun patient, rien à faire.',
  },
  marks: {
    'critical-low': 'critique bas',
    'critical-high': 'critique haut',
    'critical-change': 'variation critique',
    critical: 'critique',
    'cannot-say': 'signalé comme critique',
    corrected: 'corrigé',
    withdrawn: 'retiré',
  },
  noResult: 'pas de résultat',
  fax: {
    urgent: 'URGENT : résultat de laboratoire critique',
    to: 'À',
    fax: 'Fax',
    from: 'De',
    date: 'Date',
    about: 'Objet',
    pages: 'Pages',
    pagesIncluded: (pages) => `${pages}, celle-ci comprise`,
    page: (page, pages) => `Page ${page} sur ${pages}`,
    notPrintable:
      'Les lettres que ce programme ne peut pas imprimer sur un fax apparaissent comme ?. Demandez-les au laboratoire.',
    confidential:
      "CONFIDENTIEL. Ce fax contient des données médicales protégées par la loi et destinées au seul destinataire. Si vous ne l'êtes " +
      "pas, ne lisez pas, ne copiez pas et ne transmettez pas ce qui suit : appelez aussitôt l'expéditeur et détruisez toutes les pages.",
  },
};
