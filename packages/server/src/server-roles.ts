/** What a process does; several processes may share the work of one database. */
export const SERVER_ROLES = ['http', 'mllp', 'tick'] as const;
export type ServerRole = (typeof SERVER_ROLES)[number];
