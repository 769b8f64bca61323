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
import { z } from 'zod';
import { call } from '../platform/http.ts';
import type { Kind } from './tabs.ts';

const BASE = '/api/v1/directory';

/** The four kinds with rows of their own, as the addresses name them. */
/** The parts of the contacts screen; in the address. */
const PATHS: Record<Kind, string> = { doctor: 'doctors', person: 'persons', ward: 'wards', organization: 'organizations' };
const SHAPES = { doctor: doctorSchema, person: personSchema, ward: wardSchema, organization: organizationSchema } as const;

/** A party of any kind; what a kind does not have is not there. */
export type Party = {
  id: number;
  code: string;
  name: string;
  receives: 'may-receive' | 'must-confirm-relay' | 'may-not-receive';
  isActive: boolean;
  hasContact: boolean;
  language?: string | null | undefined;
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

const shapeOf = (kind: Kind): z.ZodType<Party> => SHAPES[kind] as unknown as z.ZodType<Party>;
const query = (values: Record<string, string | number | boolean | undefined>): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]])),
  ).toString();

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
  call(pageOf(shapeOf(kind)), `${BASE}/${PATHS[kind]}?${query(filter)}`, { signal });
export const fetchParty = ({ kind, id }: Ref, signal?: AbortSignal): Promise<Party> =>
  call(shapeOf(kind), `${BASE}/${PATHS[kind]}/${id}`, { signal });
export const saveParty = (kind: Kind, id: number | null, party: SaveParty): Promise<Party> =>
  call(shapeOf(kind), `${BASE}/${PATHS[kind]}${id === null ? '' : `/${id}`}`, {
    method: id === null ? 'POST' : 'PUT',
    body: party,
  });

export type PointFilter = { ownerKind?: Kind | 'lab'; ownerId?: number; unverifiedDays?: number; limit?: number };
export const fetchPoints = (filter: PointFilter, signal?: AbortSignal): Promise<Page<ContactPointOut>> =>
  call(pageOf(contactPointSchema), `${BASE}/contact-points?${query(filter)}`, { signal });
export const savePoint = (id: number | null, point: SaveContactPoint): Promise<ContactPointOut> =>
  call(contactPointSchema, `${BASE}/contact-points${id === null ? '' : `/${id}`}`, {
    method: id === null ? 'POST' : 'PUT',
    body: point,
  });
export const verifyPoint = (id: number, how: 'call' | 'test-page' | 'stated'): Promise<ContactPointOut> =>
  call(contactPointSchema, `${BASE}/contact-points/${id}/verify`, { method: 'POST', body: { how } });
export const sendCode = (id: number): Promise<{ deliveryId: number; expiresAt: string }> =>
  call(sentCodeSchema, `${BASE}/contact-points/${id}/send-code`, { method: 'POST' });
export const confirmCode = (id: number, code: string): Promise<ContactPointOut> =>
  call(contactPointSchema, `${BASE}/contact-points/${id}/confirm-code`, { method: 'POST', body: { code } });

export const fetchCovers = (doctorId: number, signal?: AbortSignal): Promise<Page<DelegationOut>> =>
  call(pageOf(delegationSchema), `${BASE}/delegations?doctorId=${doctorId}&isCurrent=true`, { signal });
export const saveCover = (id: number | null, cover: SaveDelegation): Promise<DelegationOut> =>
  call(delegationSchema, `${BASE}/delegations${id === null ? '' : `/${id}`}`, {
    method: id === null ? 'POST' : 'PUT',
    body: cover,
  });

export const fetchTasks = (state: 'open' | 'closed', signal?: AbortSignal): Promise<Page<DirectoryTask>> =>
  call(pageOf(directoryTaskSchema), `${BASE}/tasks?state=${state}&limit=200`, { signal });
export const closeTask = (id: number, note: string): Promise<DirectoryTask> =>
  call(directoryTaskSchema, `${BASE}/tasks/${id}/close`, { method: 'POST', body: { note } });

export const fetchDuplicates = (signal?: AbortSignal): Promise<Duplicates> =>
  call(duplicatesSchema, `${BASE}/duplicates`, { signal });
export const EXPORT_URL = `${BASE}/export.csv`;
export const importFile = (csv: string, dryRun: boolean): Promise<ImportDirectoryResult> =>
  call(importDirectoryResultSchema, `${BASE}/import`, { method: 'POST', body: { csv, dryRun } });

export const fetchSchedules = (signal?: AbortSignal): Promise<Page<ScheduleOut>> =>
  call(pageOf(scheduleSchema), `${BASE}/schedules?limit=500`, { signal });
export const saveSchedule = (id: number | null, schedule: SaveSchedule): Promise<ScheduleOut> =>
  call(scheduleSchema, `${BASE}/schedules${id === null ? '' : `/${id}`}`, {
    method: id === null ? 'POST' : 'PUT',
    body: schedule,
  });
export const fetchPreview = (id: number, at: string, days: number, signal?: AbortSignal): Promise<SchedulePreview> =>
  call(schedulePreviewSchema, `${BASE}/schedules/${id}/preview?${query({ at, days })}`, { signal });
export const fetchFeed = (id: number, signal?: AbortSignal): Promise<Feed> =>
  call(feedSchema, `${BASE}/schedules/${id}/feed`, { signal });
export const saveFeed = (id: number, feed: SaveFeed): Promise<Feed> =>
  call(feedSchema, `${BASE}/schedules/${id}/feed`, { method: 'PUT', body: feed });
export const readFeedNow = (id: number): Promise<Feed> =>
  call(feedSchema, `${BASE}/schedules/${id}/feed/read-now`, { method: 'POST' });
export const removeFeed = (id: number): Promise<null> => call(z.null(), `${BASE}/schedules/${id}/feed`, { method: 'DELETE' });
export const settleName = (name: string, who: Holder): Promise<unknown> =>
  call(feedNamesSchema, `${BASE}/feed-names`, { method: 'PUT', body: { name, who } });
