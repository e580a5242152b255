/** Bounds a user sets on the fixes proposed for one repository. More keys may come; absent ones take the default. */
export interface FixPolicy {
  /** Open fix pull requests as drafts. */
  readonly draft: boolean;
  /** Most files one fix may change. */
  readonly max_files: number;
  /** Most lines one fix may add and remove together. */
  readonly max_lines: number;
  /** Globs of paths no fix may touch, relative to the repository's root. */
  readonly never_touch: readonly string[];
}

/** Small enough for a person to review in one sitting. */
export const DEFAULT_FIX_POLICY: FixPolicy = { draft: false, max_files: 10, max_lines: 300, never_touch: [] };

/** A stored or sent policy over a base; keys it leaves out keep the base's value. */
export function mergePolicy(base: FixPolicy, change: Partial<FixPolicy>): FixPolicy {
  const said = Object.entries(change).filter(([, value]) => (value as unknown) !== undefined);
  return { ...base, ...(Object.fromEntries(said) as Partial<FixPolicy>) };
}
