/** Words without a room. */
export const appWords = {
  'app.name': 'Critical Callout',
  loading: 'Loading',
  updating: 'Updating…',
  'actor.system': 'System',
} as const;
