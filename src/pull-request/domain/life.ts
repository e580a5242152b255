/**
 * The life of one fix pull request, as a table of states and a pure step. What happens at the forge, in the
 * repository's CI and to the incident comes in as an event, late, twice or in any order; what is to be done about it
 * goes out as effects, each of which is an `ensure`.
 */

/** Where a fix pull request stands. */
export const PHASES = [
  /** Promised; branch, commit and pull request are being made. */
  'claimed',
  /** Open as a draft; the repository's own CI runs on our commit. */
  'verifying',
  /** No CI has decided on our commit, and none will by itself: a draft that people must prove. */
  'unproven',
  /** That CI is green on our commit: ready for people. */
  'verified',
  /** That CI is red on our commit; the next attempt is being thought of. */
  'retrying',
  /** Somebody else committed to the branch: it is theirs, we never touch it again. */
  'handed_over',
  'merged',
  /** We took it back: too late, or no longer wanted. */
  'withdrawn',
  /** No attempt made the CI green. */
  'failed',
  /** Somebody closed it. */
  'closed',
] as const;
export type Phase = (typeof PHASES)[number];

/** How often we try to make one pull request's CI green before we give up. */
export const MAX_ATTEMPTS = 3;

/** Why a pull request was taken back. */
export const WITHDRAWAL_REASONS = [
  'incident_resolved',
  'incident_muted',
  'author_was_faster',
  'base_is_green',
  'branch_gone',
  'forge_refused',
] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

/** What the life depends on; the rest of the row is for show. */
export interface Life {
  readonly phase: Phase;
  /** 1 to `MAX_ATTEMPTS`. */
  readonly attempt: number;
  /** Our newest commit; null until the first is made. */
  readonly headSha: string | null;
  /** True once the pull request exists at the forge. */
  readonly exists: boolean;
}

export type LifeEvent =
  /** Branch, commit and pull request are there. Also told for the commit of a later attempt. */
  | { readonly type: 'pushed'; readonly headSha: string }
  | { readonly type: 'checks_green' | 'checks_red'; readonly headSha: string }
  /** Nobody has decided on our commit for too long, or a person must let the CI run. */
  | { readonly type: 'unproven'; readonly headSha: string; readonly why: string }
  /** The next attempt found nothing safe to propose. */
  | { readonly type: 'nothing_left'; readonly why: string }
  /** `detail`: what else a person should know, in whole sentences. */
  | { readonly type: 'cause_gone'; readonly why: WithdrawalReason; readonly detail?: string }
  /** The branch's head is a commit that is not ours. */
  | { readonly type: 'branch_moved'; readonly headSha: string }
  | { readonly type: 'closed'; readonly merged: boolean }
  | { readonly type: 'reopened' };

export type Effect =
  /** Take the draft mark off and put the proof into the description. */
  | { readonly type: 'mark_ready' }
  | { readonly type: 'propose_again' }
  /** Say in the description, and wherever it is shown, that nothing proves it. */
  | { readonly type: 'say_unproven'; readonly why: string }
  /** Close at the forge, say why, delete the branch. */
  | { readonly type: 'close'; readonly why: string }
  /** Say once that the branch is theirs now. */
  | { readonly type: 'say_handed_over' }
  | { readonly type: 'resolve_incident' };

export interface Step {
  readonly life: Life;
  readonly effects: readonly Effect[];
}

/** What may follow what. A phase with no successor is an end; `closed` by hand may be reopened by hand. */
export const SUCCESSORS = {
  claimed: ['verifying', 'withdrawn', 'handed_over', 'closed', 'merged'],
  verifying: ['unproven', 'verified', 'retrying', 'failed', 'withdrawn', 'handed_over', 'closed', 'merged'],
  unproven: ['verified', 'retrying', 'failed', 'withdrawn', 'handed_over', 'closed', 'merged'],
  verified: ['retrying', 'failed', 'withdrawn', 'handed_over', 'closed', 'merged'],
  retrying: ['verifying', 'failed', 'withdrawn', 'handed_over', 'closed', 'merged'],
  handed_over: ['closed', 'merged'],
  merged: [],
  withdrawn: ['handed_over', 'merged'],
  failed: ['handed_over', 'merged'],
  closed: ['handed_over', 'merged'],
} as const satisfies Record<Phase, readonly Phase[]>;

/** Phases in which the pull request is ours to act on. */
export const OURS = ['claimed', 'verifying', 'unproven', 'verified', 'retrying'] as const satisfies readonly Phase[];
/** Phases in which the pull request is open at the forge (or about to be). */
export const OPEN = [...OURS, 'handed_over'] as const satisfies readonly Phase[];

/** True while we may still act on the pull request. */
export function isOurs(phase: Phase): boolean {
  return (OURS as readonly Phase[]).includes(phase);
}

/** True while the pull request is open at the forge, ours or handed over. */
export function isOpen(phase: Phase): boolean {
  return (OPEN as readonly Phase[]).includes(phase);
}

const CLOSING_WORDS = {
  incident_resolved: 'The failure this fixes is gone.',
  incident_muted: 'The incident was muted.',
  author_was_faster: 'The branch it fixes has moved on and no longer needs it.',
  base_is_green: 'The base branch is green again without it.',
  branch_gone: 'The branch it fixes is gone.',
  forge_refused: 'The forge refused to take it.',
} as const satisfies Record<WithdrawalReason, string>;

/** Decides what an event comes to. An event that says nothing new changes nothing and asks for nothing. */
export function step(life: Life, event: LifeEvent): Step {
  const next = decide(life, event);
  return next ?? { life, effects: [] };
}

function decide(life: Life, event: LifeEvent): Step | null {
  switch (event.type) {
    case 'pushed':
      return pushed(life, event.headSha);
    case 'checks_green':
      // Also when it comes late: somebody has let the CI run.
      if ((life.phase !== 'verifying' && life.phase !== 'unproven') || event.headSha !== life.headSha) return null;
      return to(life, 'verified', [{ type: 'mark_ready' }]);
    case 'unproven':
      if (life.phase !== 'verifying' || event.headSha !== life.headSha) return null;
      return to(life, 'unproven', [{ type: 'say_unproven', why: event.why }]);
    case 'checks_red':
      return red(life, event.headSha);
    case 'nothing_left':
      return life.phase === 'retrying' ? to(life, 'failed', [{ type: 'close', why: event.why }]) : null;
    case 'cause_gone':
      // A branch that is theirs is theirs to close.
      return isOurs(life.phase) ? to(life, 'withdrawn', [{ type: 'close', why: wordsFor(event) }]) : null;
    case 'branch_moved':
      if (!isOurs(life.phase) || event.headSha === life.headSha) return null;
      return to(life, 'handed_over', [{ type: 'say_handed_over' }]);
    case 'closed':
      return closed(life, event.merged);
    case 'reopened':
      // Somebody wants what we gave up: theirs.
      return isOpen(life.phase) || life.phase === 'merged' ? null : to(life, 'handed_over', []);
  }
}

function wordsFor({ why, detail }: Extract<LifeEvent, { type: 'cause_gone' }>): string {
  return detail === undefined ? CLOSING_WORDS[why] : `${CLOSING_WORDS[why]} ${detail}`;
}

function pushed(life: Life, headSha: string): Step | null {
  if (life.headSha === headSha) return null;
  if (life.phase === 'claimed') return { life: { ...life, phase: 'verifying', headSha, exists: true }, effects: [] };
  if (life.phase !== 'retrying') return null;
  return { life: { ...life, phase: 'verifying', headSha, attempt: life.attempt + 1 }, effects: [] };
}

const DECIDABLE: readonly Phase[] = ['verifying', 'unproven', 'verified'];

function red(life: Life, headSha: string): Step | null {
  // A green commit that turns red later (a second workflow) has not kept its promise either.
  if (!DECIDABLE.includes(life.phase) || headSha !== life.headSha) return null;
  if (life.attempt < MAX_ATTEMPTS) return to(life, 'retrying', [{ type: 'propose_again' }]);
  const why = `The repository's CI stayed red after ${MAX_ATTEMPTS} attempts.`;
  return to(life, 'failed', [{ type: 'close', why }]);
}

function closed(life: Life, merged: boolean): Step | null {
  if (life.phase === 'merged') return null;
  if (merged) return to(life, 'merged', [{ type: 'resolve_incident' }]);
  return isOpen(life.phase) ? to(life, 'closed', []) : null;
}

function to(life: Life, phase: Phase, effects: readonly Effect[]): Step {
  return { life: { ...life, phase }, effects };
}
