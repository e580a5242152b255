/** Whether failed runs are run again by themselves, and how often. */
export interface AutoRerunPolicy {
  readonly enabled: boolean;
  /** Automatic reruns of one run, over all its attempts; 1..3. */
  readonly max_per_run: number;
  /** Automatic reruns in the repository within any 24 hours; 0..100. */
  readonly daily_budget: number;
}

export const COMMIT_STYLES = ['conventional', 'plain'] as const;
/** `conventional`: `fix: …`. `plain`: `Fix …`. */
export type CommitStyle = (typeof COMMIT_STYLES)[number];

/** Bounds a user sets on the fixes proposed for one repository. More keys may come; absent ones take the default. */
export interface FixPolicy {
  /** Fix pull requests stay drafts also when they are verified. */
  readonly draft: boolean;
  /** Most files one fix may change. */
  readonly max_files: number;
  /** Most lines one fix may add and remove together. */
  readonly max_lines: number;
  /** Globs of paths a fix may touch; empty: all. */
  readonly allowed: readonly string[];
  /** Globs of paths no fix may touch, relative to the repository's root. */
  readonly never_touch: readonly string[];
  /** How sure a fix must be to be proposed unasked; 0.5 to 1. */
  readonly min_confidence: number;
  /** A snapshot or golden file may be rewritten; always as a suggestion that a person must say is meant. */
  readonly allow_snapshot_updates: boolean;
  /** Workflow and other CI files may be touched. */
  readonly allow_workflow_changes: boolean;
  /** Globs of branches no fix is proposed for or into. */
  readonly protected_branches: readonly string[];
  readonly labels: readonly string[];
  /** Usernames at the forge, asked to review once a fix is verified. */
  readonly reviewers: readonly string[];
  readonly commit_style: CommitStyle;
  /** The connected account is named as co-author of a fix. */
  readonly co_author: boolean;
  /** A model, where one is configured, may be asked when no fixer knows a change: it sees the log and the files it names. */
  readonly use_ai: boolean;
  readonly auto_rerun: AutoRerunPolicy;
}

/** Small enough for a person to review in one sitting. */
export const DEFAULT_FIX_POLICY: FixPolicy = {
  draft: false,
  max_files: 10,
  max_lines: 300,
  allowed: [],
  never_touch: [],
  min_confidence: 0.8,
  allow_snapshot_updates: false,
  allow_workflow_changes: true,
  protected_branches: [],
  labels: [],
  reviewers: [],
  commit_style: 'conventional',
  co_author: true,
  // Whoever runs this configured the model; without one nothing is sent anywhere.
  use_ai: true,
  // Off until somebody asks for it: a rerun spends the user's CI minutes in his name. One try answers the question.
  auto_rerun: { enabled: false, max_per_run: 1, daily_budget: 10 },
};

/** A change of some keys; also of some within `auto_rerun`. */
export type FixPolicyChange = Partial<Omit<FixPolicy, 'auto_rerun'>> & {
  readonly auto_rerun?: Partial<AutoRerunPolicy> | undefined;
};

/** A stored or sent policy over a base; keys it leaves out keep the base's value. */
export function mergePolicy(base: FixPolicy, change: FixPolicyChange): FixPolicy {
  const { auto_rerun: rerun, ...others } = change;
  return { ...base, ...said(others), auto_rerun: { ...base.auto_rerun, ...said(rerun ?? {}) } };
}

function said<T extends object>(change: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(change).filter(([, value]) => (value as unknown) !== undefined),
  ) as Partial<T>;
}
