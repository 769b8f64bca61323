import { type Me, meSchema, signedInSchema } from '@critical-callout/contract/auth';
import { signInNoticesSchema } from '@critical-callout/contract/lab';
import type { z } from 'zod';
import { call } from '../platform/http.ts';

export const meKey = ['me'] as const;

export const signIn = (username: string, password: string): Promise<unknown> =>
  call('POST /api/auth/sign-in/username', { body: { username, password }, isSignIn: true }, signedInSchema);

export const signOut = (): Promise<unknown> => call('POST /api/auth/sign-out', {}, signedInSchema);

export const fetchMe = (signal?: AbortSignal): Promise<Me> => call('GET /api/v1/me', { signal, isSignIn: true }, meSchema);

/** In which laboratory this session works; support says why. Kept in the session. */
export const chooseLab = (labId: number, reason: string | null): Promise<Me> =>
  call('POST /api/v1/me/lab', { body: { labId, ...(reason === null ? {} : { reason }) } }, meSchema);

export const fetchNotices = (signal?: AbortSignal): Promise<z.infer<typeof signInNoticesSchema>> =>
  call('GET /api/auth/notices', { signal, isSignIn: true }, signInNoticesSchema);
