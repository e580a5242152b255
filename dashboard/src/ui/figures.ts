import type { Figure, Scope } from '../api/analytics';
import { duration } from './durations';

export type Unit = 'share' | 'change' | 'seconds' | 'minutes' | 'dollars' | 'count';

/** What a formula's numbers are measured in. */
export function unitOf(formula: string): Unit {
  if (formula.endsWith('_trend')) return 'change';
  if (/_rate$|_share$|\.health$/.test(formula)) return 'share';
  if (/\.duration_|\.time_to_|\.mttr|\.lead_time|\.recovery_time/.test(formula)) return 'seconds';
  if (/\.ci_minutes$|\.minutes_lost$/.test(formula)) return 'minutes';
  return /[._]cost(?:_|$)/.test(formula) ? 'dollars' : 'count';
}

/** A share in words. Few is never none and nearly all never all: small and large ones keep a digit. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1 %';
  if (share < 1 && share >= 0.9995) return '>99.9 %';
  return rounded(share, share > 0 && share < 1 && (share < 0.1 || share >= 0.995));
}

/** By how much of itself a number changed: "+25 %". */
function change(by: number): string {
  const size = Math.abs(by);
  if (size < 0.0005) return '±0 %';
  return `${by > 0 ? '+' : '−'}${rounded(size, size < 0.1)}`;
}

const rounded = (share: number, isFine: boolean): string => `${(share * 100).toFixed(isFine ? 1 : 0)} %`;

/** A number of a formula in words. */
export function formatted(formula: string, value: number): string {
  switch (unitOf(formula)) {
    case 'share':
      return percent(value);
    case 'change':
      return change(value);
    case 'seconds':
      return duration(value);
    case 'minutes':
      return duration(value * 60);
    case 'dollars':
      return `$${value.toFixed(2)}`;
    case 'count':
      return value.toLocaleString('en', { maximumFractionDigits: 2 });
  }
}

/** "4.1–21 %"; null where a figure has none. */
export function intervalOf({ interval }: Figure): string | null {
  if (interval === null) return null;
  return `${percent(interval.low).replace(' %', '')}–${percent(interval.high)}`;
}

export interface Behind {
  readonly to: '/runs' | '/incidents';
  readonly search: Readonly<Record<string, string>>;
  readonly name: string;
}

/** Figures of the runs that ended in one way; behind others are all runs of the time. */
const RUNS: Readonly<Record<string, readonly [name: string, conclusion: string]>> = {
  'runs.success_rate': ['successful runs', 'success'],
};
/** Figures of what ended or was opened in the time, whenever the incident was last seen, which is what lists go by. */
const RESOLVED = ['incidents.resolved', 'incidents.mttr', 'incidents.mttr_median'];
const OF_ANY_TIME = /^incidents\.open$|^fixes\.(?!proposal_rate$)/;

/**
 * The page that lists what a figure counted. Lists know one ending and one state at a time, and incidents by when they were seen:
 * where that is not what was counted, the link leads to more rows and its name says to which.
 */
export function rowsBehind(formula: string, { repository, range }: Scope): Behind {
  const only = repository === undefined ? {} : { repository };
  const [family] = formula.split('.');
  if (family === 'runs' || family === 'repositories' || family === 'deployments') {
    const [name, conclusion] = RUNS[formula] ?? ['the runs'];
    return { to: '/runs', name, search: { ...only, range, ...(conclusion === undefined ? {} : { conclusion }) } };
  }
  if (RESOLVED.includes(formula)) {
    return { to: '/incidents', name: 'resolved incidents of any time', search: { ...only, status: 'resolved' } };
  }
  if (OF_ANY_TIME.test(formula)) return { to: '/incidents', name: 'incidents of any time', search: only };
  return { to: '/incidents', name: 'the incidents', search: { ...only, range } };
}
