/** Names of pages whose other words come with them (later.ts): the lists and the palette name them before. */
export const titlesWords = {
  'messages.title': 'Messages and gateways',
  'calls.title': 'Calls and completion',
  'lab.title': 'Laboratory',
  'ingest.title': 'Integration',
  'escalation.title': 'Escalation policies',
  'limits.title': 'Critical limits',
  'people.title': 'Users and roles',
  'setup.title': 'Set up the laboratory',
  'health.title': 'Health',
  'directory.contacts': 'Contacts',
  'directory.onCall': 'On call',
  'templates.title': 'Message templates',
  'repeats.title': 'Suppressed repeats',
  'repeats.rules': 'Repeat rules',
  'practice.title': 'Practice cases',
  'handover.title': 'Hand-over',
} as const;
