/** Fernet texts of a hook's secrets. `previousUntil` is null while the forge has not confirmed `current`. */
export interface SealedSecrets {
  readonly current: string | null;
  readonly previous: string | null;
  readonly previousUntil: Date | null;
}

/**
 * The secrets after a wish for a new one. The old one stays valid until the forge has confirmed the new, so that
 * nothing sent meanwhile is refused. While a new one still waits to be confirmed it is kept and not replaced: the forge
 * may have taken it although its answer was lost, and the one before it may be in use as well.
 */
export function rotated(sealed: SealedSecrets, fresh: string): SealedSecrets & { readonly current: string } {
  const { current, previous, previousUntil } = sealed;
  if (current === null) return { current: fresh, previous: null, previousUntil: null };
  if (previous !== null && previousUntil === null) return { current, previous, previousUntil };
  return { current: fresh, previous: current, previousUntil: null };
}

/** The secrets for finishing what was begun: as they are, or a first one. */
export function completed(sealed: SealedSecrets, fresh: string): SealedSecrets & { readonly current: string } {
  return { ...sealed, current: sealed.current ?? fresh };
}
