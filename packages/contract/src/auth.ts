import { PERMISSIONS, ROLES } from '@critical-callout/domain/auth';
import { MESSAGE_LANGUAGES } from '@critical-callout/domain/delivery';
import { z } from 'zod';
import { identifierFormatSchema, STRIPES } from './lab.ts';

const id = z.number().int().positive();
const instant = z.iso.datetime({ offset: true });
const idList = z.array(id).max(500);

/** POST /api/auth/sign-in/username and /sign-in/email. The cookie is in the answer's header, nothing else is said. */
export const signInSchema = z.object({ username: z.string().min(1).max(320), password: z.string().min(1).max(1000) });
export const signInEmailSchema = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1000) });
export const signedInSchema = z.object({ signedIn: z.boolean() });

/** GET /me: who is signed in, in which lab, and what they may do; `labs` are those the account may switch to. */
export const meSchema = z.object({
  userId: z.string(),
  userName: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
  lab: z.object({
    id,
    code: z.string(),
    name: z.string(),
    zone: z.string(),
    isPractice: z.boolean(),
    stripe: z.enum(STRIPES),
    identifiers: z.array(identifierFormatSchema),
    switchboard: z.string(),
    screenLanguage: z.enum(MESSAGE_LANGUAGES).nullable(),
  }),
  labs: z.array(z.object({ id, code: z.string(), name: z.string() })),
  /** The departments whose reports this session sees; all of the lab where it is not limited. */
  departments: z.array(z.object({ id, name: z.string() })),
  /** After this many minutes without a request of the person's own the session is over. */
  idleMinutes: z.number().int(),
  /** When the session ends whatever is done; null for an API key. */
  sessionEndsAt: instant.nullable(),
});
export type Me = z.infer<typeof meSchema>;

/** POST /me/lab. `departmentIds` narrow a session of departmentDataType 0; `reason` is what a support session needs. */
export const chooseLabSchema = z.strictObject({
  labId: id,
  departmentIds: idList.min(1).optional(),
  reason: z.string().trim().min(10).max(500).optional(),
  actingForUserId: z.string().max(64).optional(),
});

export const changePasswordSchema = z.strictObject({
  currentPassword: z.string().min(1).max(1000),
  newPassword: z.string().min(1).max(1000),
});

/** `sign_in_policy` of lab_settings. */
export const signInPolicySchema = z.strictObject({
  /** Minutes without anybody at the screen until it locks. */
  idle_minutes: z.number().int().min(5).max(60).default(15),
  /** Hours after which a session ends whatever is done; 12 is the most NIST SP 800-63B allows for one sign-in. */
  session_hours: z.number().int().min(1).max(12).default(12),
});

/** A user as their lab knows them. docType and doctorId belong to the role doctor, departmentDataType to all but doctor and support. */
export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  userName: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  docType: z.literal([0, 2]).nullable(),
  doctorId: id.nullable(),
  departmentDataType: z.literal([0, 1]).nullable(),
  departmentIds: z.array(id),
  isActive: z.boolean(),
});
export type User = z.infer<typeof userSchema>;

/** Another role for a while. */
export const coverRoleSchema = z.object({
  id,
  role: z.enum(ROLES),
  from: instant,
  until: instant,
  reason: z.string(),
  givenBy: z.string(),
});
export type CoverRole = z.infer<typeof coverRoleSchema>;

/** GET /users: a user, and what an administrator asks about them. */
export const personSchema = userSchema.extend({
  createdAt: instant,
  lastSignedInAt: instant.nullable(),
  /** false: nobody can sign in as them yet; a reset link lets them choose a password. */
  hasPassword: z.boolean(),
  openSessions: z.number().int(),
  openKeys: z.number().int(),
  cover: coverRoleSchema.nullable(),
  /** Of the doctor they stand for; null for everybody else. */
  doctorName: z.string().nullable(),
  /** An unused reset link is about until then. */
  resetUntil: instant.nullable(),
});
export type Person = z.infer<typeof personSchema>;

export const openSessionSchema = z.object({
  id: z.string(),
  startedAt: instant,
  /** When they last did something. */
  seenAt: instant,
  endsAt: instant,
  address: z.string().nullable(),
  browser: z.string().nullable(),
  isThisOne: z.boolean(),
});
/** GET /users/{id}. */
export const personDetailSchema = personSchema.extend({ sessions: z.array(openSessionSchema) });
export type PersonDetail = z.infer<typeof personDetailSchema>;

/** POST /users/{id}/end-sessions; without an id all of them. */
export const endSessionsSchema = z.strictObject({ sessionId: z.string().max(64).optional() });
export const endedSessionsSchema = z.object({ ended: z.number().int() });

/** POST /users/{id}/reset-link: the only answer that ever holds the link. */
export const resetLinkSchema = z.object({ link: z.string(), expiresAt: instant });

/** POST /api/auth/reset-password, by whoever holds the link. */
export const resetPasswordSchema = z.strictObject({
  token: z.string().min(1).max(200),
  newPassword: z.string().min(1).max(1000),
});

/** POST /users/{id}/cover-role. Not for the roles doctor and support, which see other things and not only do them. */
export const newCoverRoleSchema = z.strictObject({
  role: z.enum(ROLES).exclude(['doctor', 'support']),
  until: instant,
  reason: z.string().trim().min(3).max(500),
});
export type NewCoverRole = z.infer<typeof newCoverRoleSchema>;

/** GET /roles: the matrix of role and permission. */
export const rolesSchema = z.object({
  permissions: z.array(z.enum(PERMISSIONS)),
  roles: z.array(z.object({ role: z.enum(ROLES), permissions: z.array(z.enum(PERMISSIONS)), users: z.number().int() })),
});
export type Roles = z.infer<typeof rolesSchema>;

export const ACCESS_FINDINGS = [
  'unused-60-days',
  'never-signed-in',
  'key-unused-60-days',
  'key-expires-soon',
  'covers',
  'is-admin',
] as const;
/** GET /access-review: everybody with a right, and what should be looked at. Once a quarter somebody says they did. */
export const accessReviewSchema = z.object({
  people: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      userName: z.string(),
      role: z.enum(ROLES),
      lastSignedInAt: instant.nullable(),
      findings: z.array(z.object({ kind: z.enum(ACCESS_FINDINGS), detail: z.string() })),
    }),
  ),
  reviews: z.array(z.object({ id, reviewedAt: instant, reviewedBy: z.string(), note: z.string() })),
  /** The last review is older than 92 days, or there is none. */
  isDue: z.boolean(),
});
export type AccessReview = z.infer<typeof accessReviewSchema>;
export const noteAccessReviewSchema = z.strictObject({ note: z.string().trim().min(3).max(2000) });

const access = {
  role: z.enum(ROLES),
  docType: z.literal([0, 2]).optional(),
  doctorId: id.optional(),
  departmentDataType: z.literal([0, 1]).optional(),
  departmentIds: idList.optional(),
};

export const newUserSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  userName: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9._-]{1,63}$/, 'User name: 2 to 64 characters, letters a to z, digits, dot, hyphen and underscore.'),
  email: z.email().max(320).toLowerCase(),
  ...access,
});
export type NewUser = z.infer<typeof newUserSchema>;

/** Name and e-mail address are one for all labs of an account: only the one lab of somebody changes them. */
export const changeUserSchema = z
  .strictObject({ ...access, isActive: z.boolean(), name: newUserSchema.shape.name, email: newUserSchema.shape.email })
  .partial();
export type ChangeUser = z.infer<typeof changeUserSchema>;

export const usersQuerySchema = z.object({
  /** Part of the name, user name or e-mail address. */
  q: z.string().trim().max(100).default(''),
  cursor: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const usersSchema = z.object({ items: z.array(personSchema), nextCursor: z.string().nullable() });

export const apiKeySchema = z.object({
  id,
  name: z.string(),
  /** The first characters of the key. */
  start: z.string(),
  userId: z.string(),
  userName: z.string(),
  permissions: z.array(z.enum(PERMISSIONS)),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  permissions: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length),
  expiresInDays: z.number().int().min(1).max(365).default(90),
});
export type NewApiKey = z.infer<typeof newApiKeySchema>;

/** The only answer that ever holds the key. */
export const createdApiKeySchema = apiKeySchema.extend({ key: z.string() });
export const apiKeysQuerySchema = z.object({
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const apiKeysSchema = z.object({ items: z.array(apiKeySchema), nextCursor: z.string().nullable() });
