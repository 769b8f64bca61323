import { isZone } from '@critical-callout/domain/directory';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/** The steps of setting a laboratory up, in order. */
export const SETUP_STEPS = [
  'lab',
  'admin',
  'database',
  'keys',
  'feed',
  'limits',
  'contacts',
  'escalation',
  'channels',
  'users',
  'practice',
  'go-live',
] as const;
export type SetupStep = (typeof SETUP_STEPS)[number];

/** Things looked up each time. `open`: needed before going live; `warning`: worth a look. */
export const SETUP_CHECKS = [
  'lab-named',
  'zone-known',
  'admin-signs-in',
  'second-admin',
  'database-tested',
  'backup-named',
  'database-own',
  'secret-kept',
  'watchdog-set',
  'audit-sealed',
  'audit-heads-sent',
  'source-enabled',
  'source-listening',
  'sample-received',
  'message-received',
  'silence-watched',
  'limits-there',
  'limits-approved',
  'contacts-there',
  'rota-there',
  'tasks-closed',
  'policy-approved',
  'policy-simulated',
  'channel-configured',
  'channel-tested',
  'callers-there',
  'supervisor-there',
  'director-there',
  'practised',
  'practised-by-all',
  'steps-done',
  'orders-closed',
] as const;

export const setupCheckSchema = z.object({
  id: z.enum(SETUP_CHECKS),
  state: z.enum(['ok', 'open', 'warning']),
  /** Numbers and names for the words of the check. */
  count: z.number().int().nullable(),
  detail: z.string().nullable(),
});
export type SetupCheck = z.infer<typeof setupCheckSchema>;

const mark = z.object({ name: z.string(), reason: z.string(), markedBy: z.string(), markedAt: instant });

export const setupStepSchema = z.object({
  step: z.enum(SETUP_STEPS),
  checks: z.array(setupCheckSchema),
  done: mark.nullable(),
  accepted: mark.nullable(),
  /** Nothing open, or accepted as it is. */
  isDone: z.boolean(),
});

/** GET /setup. */
export const setupSchema = z.object({
  steps: z.array(setupStepSchema),
  currentStep: z.enum(SETUP_STEPS),
  isLive: z.boolean(),
  wentLiveAt: instant.nullable(),
  wentLiveBy: z.string().nullable(),
  lab: z.object({ name: z.string(), zone: z.string(), code: z.string() }),
  database: z.object({ kind: z.enum(['embedded', 'own']), version: z.string() }),
  mllpPort: z.number().int().nullable(),
  /** What a laboratory system must be told, and what came of it. */
  feed: z.object({
    /** Names and addresses of this machine. */
    hosts: z.array(z.string()),
    /** The listeners bind to this machine only: nobody else reaches the port. */
    isLocalOnly: z.boolean(),
    connections: z.array(
      z.object({
        id: z.number().int(),
        name: z.string(),
        port: z.number().int().nullable(),
        isTls: z.boolean(),
        sendingApplication: z.string().nullable(),
        sendingFacility: z.string().nullable(),
        charset: z.string().nullable(),
      }),
    ),
    first: z
      .object({
        id: z.number().int(),
        sourceId: z.number().int(),
        receivedAt: instant,
        controlId: z.string().nullable(),
        isSample: z.boolean(),
      })
      .nullable(),
  }),
  watchdogHost: z.string().nullable(),
  /** Where a test message to oneself goes; null: the account has no address. */
  myEmail: z.string().nullable(),
  /** Everybody who will call, with how many practice cases they finished. */
  practised: z.array(z.object({ name: z.string(), completed: z.number().int() })),
});
export type Setup = z.infer<typeof setupSchema>;

export const setupAtSchema = z.strictObject({ step: z.enum(SETUP_STEPS) });

/** PUT /setup/lab. */
export const setupLabSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  zone: z
    .string()
    .trim()
    .max(60)
    .refine((zone) => isZone(zone), 'an IANA time zone such as Europe/Berlin'),
});
export type SetupLab = z.infer<typeof setupLabSchema>;

/** POST /setup/marks: `done` says what the program cannot see, `accepted` leaves a step open with a name and a reason. */
export const setupMarkSchema = z.strictObject({
  step: z.enum(SETUP_STEPS),
  kind: z.enum(['done', 'accepted']),
  name: z.string().trim().min(2).max(200),
  reason: z.string().trim().min(3).max(1000),
});
export type SetupMark = z.infer<typeof setupMarkSchema>;

export const goLiveSchema = z.strictObject({
  name: z.string().trim().min(2).max(200),
  reason: z.string().trim().min(3).max(1000),
});
export type GoLive = z.infer<typeof goLiveSchema>;

/** In the order a result passes through them, then what they stand on. */
export const HEALTH_LINES = [
  'feeds',
  'quarantine',
  'escalation',
  'sweeper',
  'auditor',
  'queue',
  'channels',
  'audit-seal',
  'audit-verified',
  'database',
  'disk',
  'clock',
  'backup',
  'version',
] as const;

/** GET /health: what an administrator asks first when something seems wrong. */
export const healthLineSchema = z.object({
  id: z.enum(HEALTH_LINES),
  state: z.enum(['ok', 'warning', 'bad']),
  since: instant.nullable(),
  count: z.number().nullable(),
  detail: z.string().nullable(),
});
export const healthSchema = z.object({ lines: z.array(healthLineSchema), serverTime: instant });
export type Health = z.infer<typeof healthSchema>;
