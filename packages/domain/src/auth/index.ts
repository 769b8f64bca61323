export { PERMISSIONS, type Permission, ROLE_PERMISSIONS, ROLES, type Role, roleMay } from './roles.ts';
export type { LabSession } from './session.ts';
