import type { Judged } from './rules';

/** Hours in which nothing is told, on the clock of a time zone; may reach over midnight. */
export interface QuietHours {
  /** `HH:MM`, the first quiet minute. */
  readonly from: string;
  /** `HH:MM`, the first minute that is not quiet any more. */
  readonly to: string;
  readonly time_zone: string;
}

/** How one watched thing stands, and what people were told of it last. */
export interface Standing {
  readonly state: 'ok' | 'firing';
  readonly since: Date;
  readonly told: 'ok' | 'firing';
  readonly toldAt: Date | null;
  readonly message: string;
}

export const NOTICES = ['firing', 'recovered', 'reminder'] as const;
export type Notice = (typeof NOTICES)[number];

/**
 * What a judgement makes of a standing, and what is to be told. Only changes are told, once; what came and went within
 * quiet hours is never told. `unknown` changes nothing and reminds nobody.
 */
export function advance(
  before: Standing | null,
  { verdict, message }: Judged,
  when: { readonly now: Date; readonly remindMinutes: number | null; readonly quiet: QuietHours | null },
): { readonly standing: Standing | null; readonly tell: Notice | null } {
  const { now } = when;
  if (verdict === 'unknown') return { standing: before, tell: null };
  const known = before ?? { state: 'ok', since: now, told: 'ok', toldAt: null, message };
  const since = known.state === verdict ? known.since : now;
  const standing: Standing = { ...known, state: verdict, since, message };
  if (when.quiet !== null && isQuiet(when.quiet, now)) return { standing, tell: null };
  if (standing.told !== standing.state) {
    const tell = standing.state === 'firing' ? 'firing' : 'recovered';
    return { standing: { ...standing, told: standing.state, toldAt: now }, tell };
  }
  const { toldAt } = standing;
  const isOverdue =
    standing.state === 'firing' &&
    when.remindMinutes !== null &&
    toldAt !== null &&
    now.getTime() - toldAt.getTime() >= when.remindMinutes * 60_000;
  return isOverdue ? { standing: { ...standing, toldAt: now }, tell: 'reminder' } : { standing, tell: null };
}

/** True while nothing may be told. */
export function isQuiet({ from, to, time_zone: timeZone }: QuietHours, now: Date): boolean {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const at = format.format(now);
  return from <= to ? at >= from && at < to : at >= from || at < to;
}
