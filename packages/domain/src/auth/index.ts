export { type Access, accessOf, changedAccess, type GivenAccess } from './access.ts';
export { passwordProblem } from './password.ts';
export { PERMISSIONS, type Permission, ROLE_PERMISSIONS, ROLES, type Role, roleMay } from './roles.ts';
export { type LabSession, maySeeReport, type ReportPlace, sessionMay, sessionPermissions } from './session.ts';
