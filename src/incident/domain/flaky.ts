import { DAY_MS } from '../../common/time';
import { wilson } from '../../common/wilson';

/** `skipped` says nothing and is not counted. */
export const TEST_OUTCOMES = ['passed', 'failed', 'skipped'] as const;
export type TestOutcome = (typeof TEST_OUTCOMES)[number];

/**
 * `broken`: it fails whenever it runs · `flaky`: it did both on one commit · `suspected`: it changes its mind without
 * that proof · `healed`: it was one of these and has kept clean · `stable`: it failed for reasons · `few`: too few
 * observations to say.
 */
export const FLAKY_STATES = ['broken', 'flaky', 'suspected', 'healed', 'stable', 'few'] as const;
export type FlakyState = (typeof FLAKY_STATES)[number];

/** One decided outcome of a job or test. */
export interface Observation {
  readonly outcome: 'passed' | 'failed';
  readonly commitSha: string;
  readonly branch: string | null;
  readonly at: Date;
  /** Outcomes of one key are held together only when nothing but chance differs: same commit, and same base. */
  readonly sameness: string;
}

export interface Statistics {
  readonly state: FlakyState;
  readonly observations: number;
  readonly failures: number;
  readonly failureRate: number;
  /** Wilson score interval of the failure rate, 95 %. */
  readonly low: number;
  readonly high: number;
  /** Changes of outcome from one observation to the next on the same branch. */
  readonly flips: number;
  /** Commits that did both. */
  readonly flakyCommits: number;
  /** Passes since the last failure. */
  readonly cleanPasses: number;
  readonly lastFailedAt: Date | null;
  /** The last observation of a commit that did both. */
  readonly lastFlakedAt: Date | null;
  readonly observedAt: Date;
}

/** Observations looked at reach this far back. */
export const WINDOW_DAYS = 30;
/** A rate of fewer observations is an anecdote. */
export const MIN_OBSERVATIONS = 10;
/** Commits in a row that must fail for `broken`. */
const BROKEN_COMMITS = 3;
const BROKEN_DAYS = 7;
/** Clean passes, and the least time they must span, that heal. */
export const HEALING_PASSES = 10;
export const HEALING_DAYS = 2;
/** Flips per step that raise the suspicion, one in five; and more of them than one break and its mending make. */
const SUSPICIOUS_FLIPS = 0.2;
/**
 * The statistics of one job or test, null without observations. `oneBranch`: the observations are of one branch, whose
 * commits follow each other; only then do failing commits in a row mean broken, for over several branches they are only
 * several people's changes.
 */
export function statisticsOf(observed: readonly Observation[], now: Date, oneBranch: boolean): Statistics | null {
  const since = now.getTime() - WINDOW_DAYS * DAY_MS;
  const sorted = observed.filter(({ at }) => at.getTime() >= since).sort((a, b) => a.at.getTime() - b.at.getTime());
  const newest = sorted.at(-1);
  if (newest === undefined) return null;
  const failed = sorted.filter(({ outcome }) => outcome === 'failed');
  const lastFailed = failed.at(-1) ?? null;
  const clean = lastFailed === null ? sorted : sorted.slice(sorted.lastIndexOf(lastFailed) + 1);
  const flaky = flakyGroups(sorted, failed);
  const counts = {
    observations: sorted.length,
    failures: failed.length,
    failureRate: failed.length / sorted.length,
    ...wilson(failed.length, sorted.length),
    flips: flipsOf(sorted),
    flakyCommits: flaky.commits,
    cleanPasses: clean.length,
    lastFailedAt: lastFailed?.at ?? null,
    lastFlakedAt: flaky.lastAt,
    observedAt: newest.at,
  };
  return { ...counts, state: stateOf(sorted, counts, { clean, now, oneBranch }) };
}

function stateOf(
  sorted: readonly Observation[],
  counts: Omit<Statistics, 'state'>,
  { clean, now, oneBranch }: { clean: readonly Observation[]; now: Date; oneBranch: boolean },
): FlakyState {
  if (isBroken(sorted, now, oneBranch)) return 'broken';
  const flipRate = counts.observations < 2 ? 0 : counts.flips / (counts.observations - 1);
  const isSuspicious = counts.observations >= MIN_OBSERVATIONS && counts.flips > 2 && flipRate >= SUSPICIOUS_FLIPS;
  if (counts.failures > 0 && isHealed(clean)) return 'healed';
  if (counts.flakyCommits > 0) return 'flaky';
  if (isSuspicious) return 'suspected';
  return counts.observations < MIN_OBSERVATIONS ? 'few' : 'stable';
}

/** All red for a week (three times at least), or the newest three commits of a branch red and never green. */
function isBroken(sorted: readonly Observation[], now: Date, oneBranch: boolean): boolean {
  const week = sorted.filter(({ at }) => now.getTime() - at.getTime() <= BROKEN_DAYS * DAY_MS);
  const isRedWeek = week.length >= BROKEN_COMMITS && week.every(({ outcome }) => outcome === 'failed');
  if (isRedWeek && new Set(week.map(({ commitSha }) => commitSha)).size > 1) return true;
  return oneBranch && areNewestRed(sorted);
}

/** From the newest on: for nearly all, the first look ends it. */
function areNewestRed(sorted: readonly Observation[]): boolean {
  const newest = new Set<string>();
  for (let at = sorted.length - 1; at >= 0; at -= 1) {
    const one = sorted[at];
    if (one === undefined) continue;
    if (newest.size < BROKEN_COMMITS) newest.add(one.commitSha);
    if (one.outcome === 'passed' && newest.has(one.commitSha)) return false;
  }
  return newest.size === BROKEN_COMMITS;
}

/** Never by time alone: enough passes, and over more than one good day. */
function isHealed(clean: readonly Observation[]): boolean {
  const first = clean[0];
  const last = clean.at(-1);
  if (first === undefined || last === undefined || clean.length < HEALING_PASSES) return false;
  return last.at.getTime() - first.at.getTime() >= HEALING_DAYS * DAY_MS;
}

function flipsOf(sorted: readonly Observation[]): number {
  const last = new Map<string | null, Observation['outcome']>();
  let flips = 0;
  for (const { branch, outcome } of sorted) {
    const before = last.get(branch);
    if (before !== undefined && before !== outcome) flips += 1;
    last.set(branch, outcome);
  }
  return flips;
}

/** `failed` are those of `sorted` that did: only with one of them something can have done both. */
function flakyGroups(
  sorted: readonly Observation[],
  failed: readonly Observation[],
): { commits: number; lastAt: Date | null } {
  const red = new Set(failed.map(({ sameness }) => sameness));
  const both = new Set(
    sorted.flatMap(({ sameness, outcome }) => (outcome === 'passed' && red.has(sameness) ? [sameness] : [])),
  );
  const ofBoth = both.size === 0 ? [] : sorted.filter(({ sameness }) => both.has(sameness));
  return { commits: new Set(ofBoth.map(({ commitSha }) => commitSha)).size, lastAt: ofBoth.at(-1)?.at ?? null };
}
