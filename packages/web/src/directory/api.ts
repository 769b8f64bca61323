import {
  type ContactPointOut,
  contactPointSchema,
  type DelegationOut,
  type DirectoryTask,
  type Duplicates,
  delegationSchema,
  directoryTaskSchema,
  doctorSchema,
  duplicatesSchema,
  type Feed,
  feedNamesSchema,
  feedSchema,
  type ImportDirectoryResult,
  importDirectoryResultSchema,
  organizationSchema,
  pageOf,
  personSchema,
  type SaveContactPoint,
  type SaveDelegation,
  type SaveFeed,
  type SaveSchedule,
  type ScheduleOut,
  type SchedulePreview,
  schedulePreviewSchema,
  scheduleSchema,
  sentCodeSchema,
  wardSchema,
} from '@critical-callout/contract/directory';
import type { MessageLanguage } from '@critical-callout/domain/delivery';
import { z } from 'zod';
import { call } from '../platform/http.ts';
import { addressOf } from '../platform/routes.ts';
import type { Kind } from './tabs.ts';

/** The four kinds with rows of their own, as the addresses name them. */
const PATHS = { doctor: 'doctors', person: 'persons', ward: 'wards', organization: 'organizations' } as const;
const SHAPES = { doctor: doctorSchema, person: personSchema, ward: wardSchema, organization: organizationSchema } as const;

/** A party of any kind; what a kind does not have is not there. */
export type Party = {
  id: number;
  code: string;
  name: string;
  receives: 'may-receive' | 'must-confirm-relay' | 'may-not-receive';
  isActive: boolean;
  hasContact: boolean;
  language?: MessageLanguage | null | undefined;
  phone?: string | null;
  email?: string | null;
  fax?: string | null;
  function?: string | null;
  credential?: string | null;
  organizationId?: number | null;
};
export type SaveParty = Omit<Party, 'id' | 'hasContact'>;
export type Page<T> = { items: T[]; nextCursor: string | null };
export type Ref = { kind: Kind; id: number };
export type Holder = { kind: 'doctor' | 'person'; id: number };

export const directoryKeys = {
  all: ['directory'] as const,
  parties: (kind: Kind, filter: object) => ['directory', 'parties', kind, filter] as const,
  party: (kind: Kind, id: number) => ['directory', 'party', kind, id] as const,
  points: (filter: object) => ['directory', 'points', filter] as const,
  covers: (doctorId: number) => ['directory', 'covers', doctorId] as const,
  tasks: (state: string) => ['live', 'directory-tasks', state] as const,
  duplicates: ['directory', 'duplicates'] as const,
  schedules: ['directory', 'schedules'] as const,
  preview: (id: number, at: string) => ['directory', 'preview', id, at] as const,
  feed: (id: number) => ['directory', 'feed', id] as const,
};

export type PartyFilter = { q?: string; hasContact?: boolean | undefined; isActive?: boolean | undefined; limit?: number };
export const fetchParties = (kind: Kind, filter: PartyFilter, signal?: AbortSignal): Promise<Page<Party>> =>
  call(`GET /api/v1/directory/${PATHS[kind]}`, { query: filter, signal }, pageOf(SHAPES[kind]));
export const fetchParty = ({ kind, id }: Ref, signal?: AbortSignal): Promise<Party> =>
  call(`GET /api/v1/directory/${PATHS[kind]}/{id}`, { params: { id }, signal }, SHAPES[kind]);
export const saveParty = (kind: Kind, id: number | null, party: SaveParty): Promise<Party> =>
  id === null
    ? call(`POST /api/v1/directory/${PATHS[kind]}`, { body: party }, SHAPES[kind])
    : call(`PUT /api/v1/directory/${PATHS[kind]}/{id}`, { params: { id }, body: party }, SHAPES[kind]);

export type PointFilter = { ownerKind?: Kind | 'lab'; ownerId?: number; unverifiedDays?: number; limit?: number };
export const fetchPoints = (filter: PointFilter, signal?: AbortSignal): Promise<Page<ContactPointOut>> =>
  call('GET /api/v1/directory/contact-points', { query: filter, signal }, pageOf(contactPointSchema));
export const savePoint = (id: number | null, point: SaveContactPoint): Promise<ContactPointOut> =>
  id === null
    ? call('POST /api/v1/directory/contact-points', { body: point }, contactPointSchema)
    : call('PUT /api/v1/directory/contact-points/{id}', { params: { id }, body: point }, contactPointSchema);
export const verifyPoint = (id: number, how: 'call' | 'test-page' | 'stated'): Promise<ContactPointOut> =>
  call('POST /api/v1/directory/contact-points/{id}/verify', { params: { id }, body: { how } }, contactPointSchema);
export const sendCode = (id: number): Promise<{ deliveryId: number; expiresAt: string }> =>
  call('POST /api/v1/directory/contact-points/{id}/send-code', { params: { id } }, sentCodeSchema);
export const confirmCode = (id: number, code: string): Promise<ContactPointOut> =>
  call('POST /api/v1/directory/contact-points/{id}/confirm-code', { params: { id }, body: { code } }, contactPointSchema);

export const fetchCovers = (doctorId: number, signal?: AbortSignal): Promise<Page<DelegationOut>> =>
  call('GET /api/v1/directory/delegations', { query: { doctorId, isCurrent: true }, signal }, pageOf(delegationSchema));
export const saveCover = (id: number | null, cover: SaveDelegation): Promise<DelegationOut> =>
  id === null
    ? call('POST /api/v1/directory/delegations', { body: cover }, delegationSchema)
    : call('PUT /api/v1/directory/delegations/{id}', { params: { id }, body: cover }, delegationSchema);

export const fetchTasks = (state: 'open' | 'closed', signal?: AbortSignal): Promise<Page<DirectoryTask>> =>
  call('GET /api/v1/directory/tasks', { query: { state, limit: 200 }, signal }, pageOf(directoryTaskSchema));
export const closeTask = (id: number, note: string): Promise<DirectoryTask> =>
  call('POST /api/v1/directory/tasks/{id}/close', { params: { id }, body: { note } }, directoryTaskSchema);

export const fetchDuplicates = (signal?: AbortSignal): Promise<Duplicates> =>
  call('GET /api/v1/directory/duplicates', { signal }, duplicatesSchema);
export const EXPORT_URL = addressOf('GET /api/v1/directory/export.csv', {});
export const importFile = (csv: string, dryRun: boolean): Promise<ImportDirectoryResult> =>
  call('POST /api/v1/directory/import', { body: { csv, dryRun } }, importDirectoryResultSchema);

export const fetchSchedules = (signal?: AbortSignal): Promise<Page<ScheduleOut>> =>
  call('GET /api/v1/directory/schedules', { query: { limit: 500 }, signal }, pageOf(scheduleSchema));
export const saveSchedule = (id: number | null, schedule: SaveSchedule): Promise<ScheduleOut> =>
  id === null
    ? call('POST /api/v1/directory/schedules', { body: schedule }, scheduleSchema)
    : call('PUT /api/v1/directory/schedules/{id}', { params: { id }, body: schedule }, scheduleSchema);
export const fetchPreview = (id: number, at: string, days: number, signal?: AbortSignal): Promise<SchedulePreview> =>
  call('GET /api/v1/directory/schedules/{id}/preview', { params: { id }, query: { at, days }, signal }, schedulePreviewSchema);
export const fetchFeed = (id: number, signal?: AbortSignal): Promise<Feed> =>
  call('GET /api/v1/directory/schedules/{id}/feed', { params: { id }, signal }, feedSchema);
export const saveFeed = (id: number, feed: SaveFeed): Promise<Feed> =>
  call('PUT /api/v1/directory/schedules/{id}/feed', { params: { id }, body: feed }, feedSchema);
export const readFeedNow = (id: number): Promise<Feed> =>
  call('POST /api/v1/directory/schedules/{id}/feed/read-now', { params: { id } }, feedSchema);
export const removeFeed = (id: number): Promise<null> =>
  call('DELETE /api/v1/directory/schedules/{id}/feed', { params: { id } }, z.null());
export const settleName = (name: string, who: Holder): Promise<unknown> =>
  call('PUT /api/v1/directory/feed-names', { body: { name, who } }, feedNamesSchema);
