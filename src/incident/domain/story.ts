import { resolvedAt, type LaneEnd } from './resolution';
import { CRITICAL_AFTER, worse, type Severity } from './severity';

/** Where a run stands in its lane. */
export interface LanePlace {
  readonly number: number;
  readonly attempt: number;
}

/** A failed run of an incident, as far as the incident's story depends on it. */
export interface Failed {
  readonly id: string;
  readonly runId: string;
  readonly fingerprint: string;
  readonly lane: string;
  readonly place: LanePlace;
  readonly at: Date;
  readonly onDefaultBranch: boolean;
  /** What the failure alone is worth. */
  readonly severity: Severity;
  /** The first green run after it in its lane; null while there is none. */
  readonly green: (LanePlace & { readonly at: Date }) | null;
  /** Which failed run of its lane this is, whatever the cause: 1, 2, 3, …; runs, not attempts. */
  readonly failureOfLane: number;
}

/** What the failures alone say of their incident. */
export interface Story {
  /** Failed runs; a run that failed in two of the incident's ways counts once. */
  readonly count: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  /** The failure whose words the incident has. */
  readonly newest: Failed;
  /** The first failure of the last red stretch. */
  readonly openedAt: Date;
  /** Red stretches but the first. */
  readonly reopened: number;
  /** End of the last red stretch; null while it lasts. */
  readonly resolvedAt: Date | null;
  /** The worst of the last red stretch. */
  readonly severity: Severity;
}

const isBefore = (a: LanePlace, b: LanePlace): boolean =>
  a.number === b.number ? a.attempt < b.attempt : a.number < b.number;

/** By time; what happened at once is ordered by what the forge counts, never by what was told first. */
function byTime(a: Failed, b: Failed): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    a.place.number - b.place.number ||
    a.place.attempt - b.place.attempt ||
    compare(a.lane, b.lane) ||
    compare(a.fingerprint, b.fingerprint)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Failures read so far: who was last in each lane, and where the default branch stands. */
class Prefix {
  private readonly lastOf = new Map<string, Failed>();
  private newest: Failed | null = null;
  private newestOnDefault: Failed | null = null;

  add(failed: Failed): void {
    const last = this.lastOf.get(failed.lane);
    if (last === undefined || isBefore(last.place, failed.place)) this.lastOf.set(failed.lane, failed);
    this.newest = failed;
    if (failed.onDefaultBranch) this.newestOnDefault = failed;
  }

  end(): Date | null {
    if (this.newest === null) return null;
    return resolvedAt(this.laneEnd(this.newest), this.newestOnDefault && this.laneEnd(this.newestOnDefault));
  }

  private laneEnd(failed: Failed): LaneEnd {
    return { greenAt: (this.lastOf.get(failed.lane) ?? failed).green?.at ?? null };
  }
}

/**
 * The story of an incident, told by its failures and the green runs after them: a function of what happened, whatever
 * order it was told in. Null without a failure.
 */
export function storyOf(failures: readonly Failed[]): Story | null {
  const sorted = [...failures].sort(byTime);
  const [first] = sorted;
  const newest = sorted.at(-1);
  if (first === undefined || newest === undefined) return null;
  const prefix = new Prefix();
  let stretch: Failed[] = [];
  let reopened = 0;
  for (const failed of sorted) {
    const end = prefix.end();
    if (end !== null && end <= failed.at) {
      reopened += 1;
      stretch = [];
    }
    stretch.push(failed);
    prefix.add(failed);
  }
  return {
    count: new Set(sorted.map(({ runId }) => runId)).size,
    firstSeenAt: first.at,
    lastSeenAt: newest.at,
    newest,
    openedAt: stretch[0]?.at ?? first.at,
    reopened,
    resolvedAt: prefix.end(),
    severity: severityOfStretch(stretch),
  };
}

function severityOfStretch(stretch: readonly Failed[]): Severity {
  const worst = stretch.map(({ severity }) => severity).reduce(worse, 'low');
  return longestRow(stretch) >= CRITICAL_AFTER ? worse(worst, 'critical') : worst;
}

/** How many runs in a row failed on the default branch for this cause; what is mild in itself stays mild. */
function longestRow(stretch: readonly Failed[]): number {
  const onDefault = stretch
    .filter(({ onDefaultBranch, severity }) => onDefaultBranch && severity !== 'low')
    .sort((a, b) => compare(a.lane, b.lane) || a.place.number - b.place.number || a.place.attempt - b.place.attempt);
  let longest = 0;
  let row = 0;
  let last: Failed | null = null;
  for (const failed of onDefault) {
    if (last?.lane === failed.lane && last.place.number === failed.place.number) {
      last = failed;
      continue;
    }
    row = last !== null && follows(last, failed) ? row + 1 : 1;
    longest = Math.max(longest, row);
    last = failed;
  }
  return longest;
}

function follows(last: Failed, failed: Failed): boolean {
  const greenBetween = last.green !== null && isBefore(last.green, failed.place);
  return last.lane === failed.lane && failed.failureOfLane === last.failureOfLane + 1 && !greenBetween;
}
