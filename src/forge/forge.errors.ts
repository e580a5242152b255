import type { ForgeKind } from './forge.types';

/**
 * What went wrong at a forge, by what we can do about it:
 * `unauthorized` reconnect · `forbidden` ask for a right · `not-found` gone or hidden · `conflict` state forbids it now ·
 * `gone` never possible again · `rate-limited` wait until `retryAt` · `unavailable` try again later · `rejected` our
 * request or the forge's answer is wrong; trying again will not help.
 */
export const FORGE_ERROR_KINDS = [
  'unauthorized',
  'forbidden',
  'not-found',
  'conflict',
  'gone',
  'rate-limited',
  'unavailable',
  'rejected',
] as const;
export type ForgeErrorKind = (typeof FORGE_ERROR_KINDS)[number];

/**
 * Why we hold back ourselves, without asking the forge: the calls an admin allows are used up (`limit`), or the account whose
 * rights they would be made with is deactivated here.
 */
export type HeldBack = 'limit' | 'deactivated';

const HELD_BACK: Record<HeldBack, string> = {
  deactivated: 'The account this repository was connected with is deactivated.',
  limit: 'The calls of the forge that an admin allows this repository in an hour are used up.',
};

/** The only error a driver throws. Its message is ours and static; `reason` is the forge's word, never a secret. */
export class ForgeError extends Error {
  override readonly name = 'ForgeError';
  readonly kind: ForgeErrorKind;
  readonly forge: ForgeKind;
  /** HTTP status of the forge's answer; null when none arrived. */
  readonly status: number | null;
  /** The forge's own short explanation, cut to 300 characters and redacted. */
  readonly reason: string | null;
  /** With `rate-limited`: when the forge will listen again. */
  readonly retryAt: Date | null;
  /** Set when it was us who did not ask; such a wait has an end, or one that a person can give it. */
  readonly heldBack: HeldBack | null;

  constructor(
    forge: ForgeKind,
    kind: ForgeErrorKind,
    details: { status?: number; reason?: string; retryAt?: Date; cause?: unknown; heldBack?: HeldBack } = {},
  ) {
    const { heldBack = null, cause } = details;
    super(
      heldBack === null ? `the forge answered: ${kind}` : HELD_BACK[heldBack],
      cause === undefined ? undefined : { cause },
    );
    this.heldBack = heldBack;
    this.forge = forge;
    this.kind = kind;
    this.status = details.status ?? null;
    this.reason = details.reason?.slice(0, 300) ?? null;
    this.retryAt = details.retryAt ?? null;
  }

  /** What a forge that asks us to wait would cause, before it is asked. */
  static heldBack(forge: ForgeKind, heldBack: HeldBack, retryAt: Date): ForgeError {
    return new ForgeError(forge, 'rate-limited', { heldBack, retryAt });
  }
}
