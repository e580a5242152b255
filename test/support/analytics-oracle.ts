/** A run attempt as the oracle sees it: what the forge told last. */
export interface HistoryRun {
  readonly workflow: string;
  readonly branch: string;
  readonly event: 'push' | 'pull_request';
  readonly number: number;
  readonly attempt: number;
  readonly commit: string;
  readonly conclusion: 'success' | 'failure' | 'timed_out' | 'cancelled' | 'skipped';
  readonly startedAt: Date;
  readonly completedAt: Date;
}

/** What the figures of runs should be. */
export interface Expected {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly failureRate: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly flipRate: number | null;
  readonly timeToRecovery: number | null;
  readonly timeToGreen: number | null;
  readonly ciMinutes: number | null;
  readonly minutesLost: number | null;
  readonly health: number | null;
}

const isFailed = ({ conclusion }: HistoryRun): boolean => conclusion === 'failure' || conclusion === 'timed_out';
const isDecided = (run: HistoryRun): boolean => isFailed(run) || run.conclusion === 'success';
const secondsOf = ({ startedAt, completedAt }: HistoryRun): number =>
  Math.round((completedAt.getTime() - startedAt.getTime()) / 1000);
const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The local day of an instant, `YYYY-MM-DD`. */
export function localDay(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    at,
  );
}

/** What one run says by where it stands in its lane: told by walking along the lane, one run after the other. */
interface Told {
  readonly run: HistoryRun;
  readonly flips: boolean | null;
  readonly recovery: number | null;
  readonly lost: boolean;
}

function walk(history: readonly HistoryRun[]): readonly Told[] {
  const lanes = new Map<string, HistoryRun[]>();
  for (const run of history) {
    const lane = [run.workflow, run.branch, run.event].join('\n');
    lanes.set(lane, [...(lanes.get(lane) ?? []), run]);
  }
  return [...lanes.values()].flatMap((lane) => {
    const ordered = [...lane].sort((a, b) => a.number - b.number || a.attempt - b.attempt);
    let before: HistoryRun | null = null;
    let firstRed: HistoryRun | null = null;
    return ordered.map((run, at): Told => {
      if (!isDecided(run)) return { run, flips: null, recovery: null, lost: false };
      const flips: boolean | null = before === null ? null : isFailed(before) !== isFailed(run);
      let recovery: number | null = null;
      if (isFailed(run)) firstRed ??= run;
      else {
        if (firstRed !== null)
          recovery = Math.max(0, Math.round((run.completedAt.getTime() - firstRed.completedAt.getTime()) / 1000));
        firstRed = null;
      }
      before = run;
      const lost =
        isFailed(run) &&
        ordered.slice(at + 1).some((later) => later.commit === run.commit && later.conclusion === 'success');
      return { run, flips, recovery, lost };
    });
  });
}

function nearestRank(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? null;
}

/** Lower end of Wilson's interval, as the solution of its quadratic equation. */
function wilsonLow(hits: number, n: number): number {
  const z2 = 1.959964 ** 2;
  const [a, b, c] = [n + z2, -(2 * hits + z2), (hits * hits) / n];
  return Math.max(0, (-b - Math.sqrt(b * b - 4 * a * c)) / (2 * a));
}

/** Recomputes the figures of runs that ended on local days `from` to `to`, from the whole history. */
export function expected(
  history: readonly HistoryRun[],
  days: { readonly zone: string; readonly from: string; readonly to: string },
  defaultBranch: string,
): Expected {
  const told = walk(history).filter(({ run }) => {
    const day = localDay(run.completedAt, days.zone);
    return day >= days.from && day <= days.to;
  });
  const runs = told.map(({ run }) => run);
  const [failed, succeeded] = [runs.filter(isFailed).length, runs.filter((run) => run.conclusion === 'success').length];
  const seconds = runs.map(secondsOf);
  const onMain = told.filter(({ run }) => run.event === 'push' && run.branch === defaultBranch);
  const flips = onMain.flatMap((each) => (each.flips === null ? [] : [each.flips ? 1 : 0]));
  const recoveries = (event: HistoryRun['event']): number[] =>
    told.flatMap(({ run, recovery }) => (run.event === event && recovery !== null ? [recovery] : []));
  const mainOk = onMain.filter(({ run }) => run.conclusion === 'success').length;
  const mainDecided = onMain.filter(({ run }) => isDecided(run)).length;
  const lostSeconds = told.reduce((sum, { run, lost }) => sum + (lost ? secondsOf(run) : 0), 0);
  return {
    total: runs.length,
    succeeded,
    failed,
    cancelled: runs.filter((run) => run.conclusion === 'cancelled').length,
    failureRate: failed + succeeded === 0 ? null : failed / (failed + succeeded),
    p50: nearestRank(seconds, 0.5),
    p95: nearestRank(seconds, 0.95),
    flipRate: mean(flips),
    timeToRecovery: mean(recoveries('push')),
    timeToGreen: mean(recoveries('pull_request')),
    ciMinutes: runs.length === 0 ? null : seconds.reduce((sum, each) => sum + each, 0) / 60,
    minutesLost: runs.length === 0 ? null : lostSeconds / 60,
    health: mainDecided < 10 ? null : wilsonLow(mainOk, mainDecided) * (1 - (mean(flips) ?? 0)),
  };
}
