import { z } from 'zod';
import { hashToken } from '../../common/crypto/random-token';
import type { TokenCipher } from '../../common/crypto/token-cipher';
import type { Proofs } from './issuer';

/** Issuers' own pages live about as long. */
export const VISIT_LIFETIME_MS = 600_000;

/** The cookie goes nowhere else. */
export const VISIT_COOKIE_PATH = '/api/v2/auth/oidc';

const visitSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  /** Who asked, signed in, to be linked; null for a sign-in. */
  userId: z.uuid().nullable(),
  expiresAt: z.number(),
});

/** One visit to the issuer, from the button until the browser is back. */
export interface Visit extends Proofs {
  readonly returnTo: string;
  readonly userId: string | null;
  readonly expiresAt: number;
}

/** Each visit has a cookie of its own, so that two tabs do not disturb each other. */
export function visitCookieName(state: string): string {
  return `dff_oidc_${hashToken(state).slice(0, 16)}`;
}

/**
 * A visit as the browser keeps it, sealed. No row of ours: whoever is not signed in could make as many as they like. It
 * binds the visit to this browser by itself, and any answer takes it away.
 */
export function sealVisit(cipher: TokenCipher, visit: Visit): string {
  return cipher.encrypt(JSON.stringify(visit));
}

/** Null for what was not sealed here, or for another `state`. */
export function openVisit(cipher: TokenCipher, sealed: string | undefined, state: string): Visit | null {
  if (sealed === undefined || sealed === '') return null;
  let text: string;
  try {
    text = cipher.decrypt(sealed);
  } catch {
    // Somebody else's, or from before a change of keys: nothing to go by.
    return null;
  }
  const visit = visitSchema.safeParse(JSON.parse(text));
  return visit.success && visit.data.state === state ? visit.data : null;
}
