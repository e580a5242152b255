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

/** A share in words. Small ones keep a digit, so that few is not none. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
}

/** A number of a formula in words. */
export function formatted(formula: string, value: number): string {
  switch (unitOf(formula)) {
    case 'share':
      return percent(value);
    case 'change':
      return `${value > 0 ? '+' : value < 0 ? '−' : '±'}${percent(Math.abs(value))}`;
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

const RUNS: Readonly<Record<string, readonly [name: string, conclusion: string]>> = {
  'runs.failure_rate': ['failed runs', 'failure'],
  'runs.success_rate': ['successful runs', 'success'],
  'runs.minutes_lost': ['failed runs', 'failure'],
};
const INCIDENTS: Readonly<Record<string, readonly [name: string, status: string]>> = {
  'incidents.open': ['open incidents', 'open'],
  'incidents.resolved': ['resolved incidents', 'resolved'],
  'incidents.mttr': ['resolved incidents', 'resolved'],
  'incidents.mttr_median': ['resolved incidents', 'resolved'],
  'fixes.time_to_fix': ['resolved incidents', 'resolved'],
};

/** The page that lists what a figure counted. */
export function rowsBehind(formula: string, { repository, range }: Scope): Behind {
  const only = repository === undefined ? {} : { repository };
  const [family] = formula.split('.');
  if (family === 'runs' || family === 'repositories' || family === 'deployments') {
    const [name, conclusion] = RUNS[formula] ?? ['the runs'];
    return { to: '/runs', name, search: { ...only, range, ...(conclusion === undefined ? {} : { conclusion }) } };
  }
  const [name, status] = INCIDENTS[formula] ?? ['the incidents'];
  // What is open now may have begun at any time.
  const when = formula === 'incidents.open' ? {} : { range };
  return { to: '/incidents', name, search: { ...only, ...when, ...(status === undefined ? {} : { status }) } };
}
