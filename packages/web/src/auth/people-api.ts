import {
  type AccessReview,
  type ApiKey,
  accessReviewSchema,
  apiKeySchema,
  apiKeysSchema,
  type ChangeUser,
  createdApiKeySchema,
  endedSessionsSchema,
  type NewApiKey,
  type NewCoverRole,
  type NewUser,
  type Person,
  type PersonDetail,
  personDetailSchema,
  personSchema,
  type Roles,
  resetLinkSchema,
  rolesSchema,
  type User,
  userSchema,
  usersSchema,
} from '@critical-callout/contract/auth';
import { z } from 'zod';
import { call } from '../platform/http.ts';

export const peopleKeys = {
  all: ['people'] as const,
  list: (q: string) => ['people', 'list', q] as const,
  one: (id: string) => ['people', 'one', id] as const,
  roles: ['people', 'roles'] as const,
  keys: ['people', 'keys'] as const,
  review: ['people', 'review'] as const,
  doctors: ['people', 'doctors'] as const,
};

type People = { items: Person[]; nextCursor: string | null };

export function fetchPeople(q: string, cursor: string | null, signal?: AbortSignal): Promise<People> {
  return call('GET /api/v1/users', { query: { limit: 100, q, cursor: cursor ?? undefined }, signal }, usersSchema);
}

export const fetchPerson = (id: string, signal?: AbortSignal): Promise<PersonDetail> =>
  call('GET /api/v1/users/{id}', { params: { id }, signal }, personDetailSchema);
export const addUser = (body: NewUser): Promise<User> => call('POST /api/v1/users', { body }, userSchema);
export const changeUser = (id: string, body: ChangeUser): Promise<User> =>
  call('PATCH /api/v1/users/{id}', { params: { id }, body }, userSchema);
const foundDoctors = z.object({ items: z.array(z.object({ id: z.number().int(), code: z.string(), name: z.string() })) });

/** Doctors of the directory, for an account that stands for one. */
export const findDoctors = async (q: string, signal: AbortSignal) =>
  (await call('GET /api/v1/directory/doctors', { query: { q, isActive: true, limit: 6 }, signal }, foundDoctors)).items;

export const makeResetLink = (id: string) => call('POST /api/v1/users/{id}/reset-link', { params: { id } }, resetLinkSchema);
export const endSessions = (id: string, sessionId?: string) =>
  call(
    'POST /api/v1/users/{id}/end-sessions',
    { params: { id }, body: sessionId === undefined ? {} : { sessionId } },
    endedSessionsSchema,
  );
export const giveCover = (id: string, body: NewCoverRole) =>
  call('POST /api/v1/users/{id}/cover-role', { params: { id }, body }, personSchema);
export const endCover = (id: string) => call('DELETE /api/v1/users/{id}/cover-role', { params: { id } }, personSchema);

export const fetchRoles = (signal?: AbortSignal): Promise<Roles> => call('GET /api/v1/roles', { signal }, rolesSchema);

export const fetchKeys = async (signal?: AbortSignal): Promise<ApiKey[]> =>
  (await call('GET /api/v1/api-keys', { query: { limit: 200 }, signal }, apiKeysSchema)).items;
export const makeKey = (body: NewApiKey) => call('POST /api/v1/api-keys', { body }, createdApiKeySchema);
export const revokeKey = (id: number): Promise<ApiKey> => call('DELETE /api/v1/api-keys/{id}', { params: { id } }, apiKeySchema);

export const fetchReview = (signal?: AbortSignal): Promise<AccessReview> =>
  call('GET /api/v1/access-review', { signal }, accessReviewSchema);
export const noteReview = (note: string): Promise<AccessReview> =>
  call('POST /api/v1/access-review', { body: { note } }, accessReviewSchema);

/** By the link of an administrator; no session is needed, and none is made. */
export const resetPassword = (token: string, newPassword: string): Promise<unknown> =>
  call('POST /api/auth/reset-password', { body: { token, newPassword }, isSignIn: true }, z.unknown());
