export const ROLES = [
  'technologist',
  'caller',
  'supervisor',
  'doctor',
  'director',
  'integrator',
  'lab-admin',
  'auditor',
  'support',
] as const;
export type Role = (typeof ROLES)[number];

/** Everything a route can ask for. A route without one of these does not start. */
export const PERMISSIONS = [
  'worklist.read',
  'callout.read',
  'callout.write',
  'report.sign',
  'report.dismiss',
  'limits.read',
  'limits.write',
  'limits.approve',
  'policies.read',
  'policies.write',
  'policies.approve',
  'settings.read',
  'settings.write',
  'messages.read',
  'messages.write',
  'messages.send',
  'sources.write',
  'deliveries.read',
  'deliveries.write',
  'directory.read',
  'directory.write',
  'users.read',
  'users.write',
  'audit.read',
  'audit.export',
  'exports.read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const CALLING: Permission[] = [
  'worklist.read',
  'callout.read',
  'callout.write',
  'limits.read',
  'policies.read',
  'settings.read',
  'deliveries.read',
  'directory.read',
];

/** Role to permissions. Integrators see messages and their states, not the worklist; auditors read and never write.
 * A lab admin sets up the feeds, so may make the keys they send with. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  technologist: [...CALLING, 'report.sign'],
  caller: CALLING,
  supervisor: [...CALLING, 'report.sign', 'report.dismiss', 'deliveries.write', 'directory.write', 'exports.read', 'users.read'],
  doctor: [...CALLING, 'report.sign', 'report.dismiss'],
  director: [
    ...CALLING,
    'limits.write',
    'limits.approve',
    'policies.write',
    'policies.approve',
    'settings.write',
    'exports.read',
    'audit.read',
    'users.read',
  ],
  integrator: ['messages.read', 'messages.write', 'messages.send', 'sources.write', 'limits.read', 'settings.read'],
  'lab-admin': [
    'settings.read',
    'settings.write',
    'users.read',
    'users.write',
    'limits.read',
    'limits.write',
    'policies.read',
    'policies.write',
    'directory.read',
    'directory.write',
    'messages.read',
    'messages.send',
    'sources.write',
  ],
  auditor: [
    'worklist.read',
    'callout.read',
    'limits.read',
    'policies.read',
    'settings.read',
    'deliveries.read',
    'users.read',
    'audit.read',
    'audit.export',
    'exports.read',
  ],
  support: [
    'worklist.read',
    'callout.read',
    'callout.write',
    'limits.read',
    'policies.read',
    'settings.read',
    'messages.read',
    'deliveries.read',
    'directory.read',
    'users.read',
    'audit.read',
  ],
};

export function roleMay(role: Role, permission: Permission): boolean {
  return ROLE_PERMISSIONS[role].includes(permission);
}
