export { isStillSignedIn } from './guard.ts';
export { setPassword } from './passwords.ts';
export { authPlugin } from './plugin.ts';
export type { AuthEvent, AuthPorts } from './ports.ts';
export { type CreateUser, createUser, OPERATOR } from './users.ts';
export { visibleReports } from './visible-reports.ts';
