import { PERMISSIONS, ROLES } from '@critical-callout/domain/auth';
import { z } from 'zod';

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
  lab: z.object({ id, code: z.string(), name: z.string(), zone: z.string(), isPractice: z.boolean() }),
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
export const signInPolicySchema = z.strictObject({ idle_minutes: z.number().int().min(5).max(60).default(15) });

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

export const changeUserSchema = z.strictObject({ ...access, isActive: z.boolean() }).partial();
export type ChangeUser = z.infer<typeof changeUserSchema>;

export const usersQuerySchema = z.object({
  cursor: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
export const usersSchema = z.object({ items: z.array(userSchema), nextCursor: z.string().nullable() });

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
