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
  const params = new URLSearchParams({ limit: '100', ...(q && { q }), ...(cursor && { cursor }) });
  return call(usersSchema, `/api/v1/users?${params}`, { signal });
}

const of = (id: string): string => `/api/v1/users/${encodeURIComponent(id)}`;

export const fetchPerson = (id: string, signal?: AbortSignal): Promise<PersonDetail> =>
  call(personDetailSchema, of(id), { signal });
export const addUser = (body: NewUser): Promise<User> => call(userSchema, '/api/v1/users', { method: 'POST', body });
export const changeUser = (id: string, body: ChangeUser): Promise<User> => call(userSchema, of(id), { method: 'PATCH', body });
const foundDoctors = z.object({ items: z.array(z.object({ id: z.number().int(), code: z.string(), name: z.string() })) });

/** Doctors of the directory, for an account that stands for one. */
export const findDoctors = async (q: string, signal: AbortSignal) =>
  (await call(foundDoctors, `/api/v1/directory/doctors?${new URLSearchParams({ q, isActive: 'true', limit: '6' })}`, { signal }))
    .items;

export const makeResetLink = (id: string) => call(resetLinkSchema, `${of(id)}/reset-link`, { method: 'POST', body: {} });
export const endSessions = (id: string, sessionId?: string) =>
  call(endedSessionsSchema, `${of(id)}/end-sessions`, { method: 'POST', body: sessionId === undefined ? {} : { sessionId } });
export const giveCover = (id: string, body: NewCoverRole) => call(personSchema, `${of(id)}/cover-role`, { method: 'POST', body });
export const endCover = (id: string) => call(personSchema, `${of(id)}/cover-role`, { method: 'DELETE' });

export const fetchRoles = (signal?: AbortSignal): Promise<Roles> => call(rolesSchema, '/api/v1/roles', { signal });

export const fetchKeys = async (signal?: AbortSignal): Promise<ApiKey[]> =>
  (await call(apiKeysSchema, '/api/v1/api-keys?limit=200', { signal })).items;
export const makeKey = (body: NewApiKey) => call(createdApiKeySchema, '/api/v1/api-keys', { method: 'POST', body });
export const revokeKey = (id: number): Promise<ApiKey> => call(apiKeySchema, `/api/v1/api-keys/${id}`, { method: 'DELETE' });

export const fetchReview = (signal?: AbortSignal): Promise<AccessReview> =>
  call(accessReviewSchema, '/api/v1/access-review', { signal });
export const noteReview = (note: string): Promise<AccessReview> =>
  call(accessReviewSchema, '/api/v1/access-review', { method: 'POST', body: { note } });

/** By the link of an administrator; no session is needed, and none is made. */
export const resetPassword = (token: string, newPassword: string): Promise<unknown> =>
  call(z.unknown(), '/api/auth/reset-password', { method: 'POST', body: { token, newPassword }, isSignIn: true });
