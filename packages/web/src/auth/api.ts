import { type Me, meSchema } from '@critical-callout/contract/auth';
import { signInNoticesSchema } from '@critical-callout/contract/lab';
import { z } from 'zod';
import { call } from '../platform/http.ts';

export const meKey = ['me'] as const;

export const signIn = (username: string, password: string): Promise<unknown> =>
  call(z.unknown(), '/api/auth/sign-in/username', { method: 'POST', body: { username, password }, isSignIn: true });

export const signOut = (): Promise<unknown> => call(z.unknown(), '/api/auth/sign-out', { method: 'POST', body: {} });

export const fetchMe = (signal?: AbortSignal): Promise<Me> => call(meSchema, '/api/v1/me', { signal, isSignIn: true });

/** In which laboratory this session works; support says why. Kept in the session. */
export const chooseLab = (labId: number, reason: string | null): Promise<Me> =>
  call(meSchema, '/api/v1/me/lab', { method: 'POST', body: { labId, ...(reason === null ? {} : { reason }) } });

export const fetchNotices = (signal?: AbortSignal): Promise<z.infer<typeof signInNoticesSchema>> =>
  call(signInNoticesSchema, '/api/auth/notices', { signal, isSignIn: true });
