import type { LabSession } from '@critical-callout/domain/auth';
import type { Tx } from '../platform/db.ts';

/** An event of this room, in the shape the audit room writes. Audit stands above auth, so it is handed in by app.ts. */
export type AuthEvent = {
  at: Date;
  category: number;
  type:
    | 'user-added'
    | 'user-changed'
    | 'api-key-created'
    | 'api-key-revoked'
    | 'signed-in'
    | 'sign-in-failed'
    | 'sessions-ended'
    | 'reset-link-made'
    | 'cover-role-given'
    | 'cover-role-ended'
    | 'access-reviewed';
  text: string;
  actor: { user_id: string | null; name: string; kind: 'user' | 'doctor' | 'support' | 'system' };
  [data: string]: unknown;
};

export type AuthPorts = {
  appendEvents: (tx: Tx, labId: number, events: AuthEvent[]) => Promise<number>;
};

/** Beside 648 (callout actions): who may do what, and who came in. */
export const ACCESS_CATEGORY = 640;

export function actorOf(session: LabSession): AuthEvent['actor'] {
  return { user_id: session.userId, name: session.userName, kind: session.kind };
}

/** Whoever may run commands on the server. */
export const OPERATOR: AuthEvent['actor'] = { user_id: null, name: 'Command line', kind: 'system' };
