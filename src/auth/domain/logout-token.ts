/** What a logout token asks for, once its signature, issuer and audience hold. */
export interface LogoutWish {
  /** Whose sessions; null: those of `sid`, whoever they are. */
  readonly subject: string | null;
  /** The one session at the issuer that ended; null: all of `subject`. */
  readonly sid: string | null;
  /** Names this token; no other has it. */
  readonly jti: string;
}

/** The member of `events` that makes a token a logout token. */
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Types a token's header may give: its own, and what libraries write that give none. */
const TYPES: readonly unknown[] = [undefined, 'logout+jwt', 'JWT'];

/**
 * What the claims of a token ask for, by OpenID Connect Back-Channel Logout 1.0, section 2.6; the text says why they ask for
 * nothing. A nonce is forbidden so that no ID token can be taken for one.
 */
export function logoutWishOf(claims: Readonly<Record<string, unknown>>, type: unknown): LogoutWish | string {
  const { sub, sid, jti, events } = claims;
  if (!TYPES.includes(type)) return 'its type is another';
  if ('nonce' in claims) return 'it has a nonce';
  if (typeof jti !== 'string' || jti === '') return 'it has no jti';
  if (!isObject(events) || !isObject(events[EVENT])) return 'its events do not hold a logout';
  if (sub !== undefined && (typeof sub !== 'string' || sub === '')) return 'its sub is no text';
  if (sid !== undefined && (typeof sid !== 'string' || sid === '')) return 'its sid is no text';
  if (sub === undefined && sid === undefined) return 'it has neither sub nor sid';
  return { subject: sub ?? null, sid: sid ?? null, jti };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
