import { z } from 'zod';

/**
 * Stored under the key `acknowledgement_settings`: whether messages carry a link to the recipient's page, and what that page
 * asks before it shows anything.
 */
export const acknowledgementSettingsSchema = z.strictObject({
  /** 0: messages carry no link; a call is the only way to confirm. */
  is_offered: z.literal([0, 1]).default(1),
  /**
   * `code`: six digits sent to the same recipient over another channel. `facts`: the patient's date of birth and the
   * accession or order number. `either`: what the recipient prefers, of what is possible.
   */
  proof: z.enum(['code', 'facts', 'either']).default('either'),
  expires_after_hours: z
    .number()
    .int()
    .min(1)
    .max(24 * 14)
    .default(24),
  /** Wrong proofs after which a link is locked. */
  max_tries: z.number().int().min(2).max(20).default(5),
});
export type AcknowledgementSettings = z.infer<typeof acknowledgementSettingsSchema>;

const instant = z.iso.datetime({ offset: true });

/** GET /deliveries/{id}/link: how far the recipient of one message has come. The link itself is told to nobody. */
export const linkStateSchema = z.object({
  issuedAt: instant,
  expiresAt: instant,
  openedAt: instant.nullable(),
  failedProofs: z.number().int(),
  lockedAt: instant.nullable(),
  endedAt: instant.nullable(),
  endReason: z.enum(['acknowledged', 'not-mine', 'cannot-take', 'withdrawn']).nullable(),
});
export type LinkState = z.infer<typeof linkStateSchema>;

/** POST /deliveries/{id}/link/withdraw: it went to somebody it was not meant for. */
export const withdrawLinkSchema = z.strictObject({ reason: z.string().trim().min(3).max(500) });
