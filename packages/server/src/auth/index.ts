export { createKey } from './api-keys.ts';
export { currentSession, type RouteEntry } from './guard.ts';
export { findMemberSession } from './member.ts';
export { setPassword } from './passwords.ts';
export { authPlugin } from './plugin.ts';
export { type AuthEvent, type AuthPorts, OPERATOR } from './ports.ts';
export { findUserByUserName, listUsers } from './user-queries.ts';
export { type CreateUser, changeUser, createUser } from './users.ts';
export { isMessageInScope, visibleReports } from './visible-reports.ts';
