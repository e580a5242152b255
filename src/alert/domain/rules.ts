/** What can be watched. Each is judged by `judge` and read by `AlertReadings`. */
export const RULE_KINDS = [
  'failure_rate',
  'branch_red',
  'flaky_share',
  'hook_failing',
  'token_dead',
  'spend_cap',
  'fix_harmful',
] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** The numbers a rule is held against. */
export interface RuleBounds {
  readonly kind: RuleKind;
  /** `failure_rate`, `flaky_share`: from which share of decided runs on it fires, 0 to 1. `spend_cap`: US dollars. */
  readonly threshold: number;
  /** What is looked at. `branch_red`: how long red is put up with. */
  readonly windowMinutes: number;
  /** `failure_rate`, `flaky_share`: below so many decided runs nothing is said either way. */
  readonly minRuns: number;
}

/** How one watched thing stands now. */
export interface Reading {
  /** Our id of what is watched: a connected repository or account, or the user. */
  readonly subject: string;
  /** For people. */
  readonly name: string;
  /**
   * `failure_rate`: failed runs; `flaky_share`: failed runs that went green without a change; `fix_harmful`: merged fixes
   * that did harm; `branch_red`: minutes it has been red; `spend_cap`: US dollars; otherwise 1 while something is wrong.
   */
  readonly bad: number;
  /** `failure_rate`, `flaky_share`: decided runs; `spend_cap`: 0 where what was spent is not known; otherwise 1. */
  readonly of: number;
  /** Foreign words about it, or null. */
  readonly detail: string | null;
}

/** `unknown`: too little is known to say either. */
export interface Judged {
  readonly verdict: 'ok' | 'firing' | 'unknown';
  readonly message: string;
}

type Judging = (rule: RuleBounds, reading: Reading) => Judged;

/** Whether a rule fires on a reading, and the sentence that says so. */
export function judge(rule: RuleBounds, reading: Reading): Judged {
  return JUDGES[rule.kind](rule, reading);
}

/** The largest `threshold` that makes sense: a share, or dollars. */
export function maxThreshold(kind: RuleKind): number {
  return kind === 'spend_cap' ? 1_000_000 : 1;
}

const shareOf =
  (what: string): Judging =>
  ({ threshold, windowMinutes, minRuns }, { name, bad, of }) => {
    const message = `${name}: ${bad} of ${of} runs ${what} in the last ${span(windowMinutes)}`;
    if (of < Math.max(1, minRuns)) return { verdict: 'unknown', message };
    return { verdict: bad / of >= threshold ? 'firing' : 'ok', message: `${message} (${percent(bad, of)}).` };
  };

const eitherOr =
  (wrong: string, right: string): Judging =>
  (_rule, { name, bad, detail }) =>
    bad > 0
      ? { verdict: 'firing', message: `${name}: ${wrong}${detail === null ? '' : `: ${detail}`}` }
      : { verdict: 'ok', message: `${name}: ${right}` };

const JUDGES: Record<RuleKind, Judging> = {
  failure_rate: shareOf('failed'),
  flaky_share: shareOf('failed and went green without a change'),
  branch_red: ({ windowMinutes }, { name, bad, detail }) => {
    if (bad <= 0) return { verdict: 'ok', message: `${name}: the default branch is green.` };
    const what = `${age(bad)}${detail === null ? '' : `: ${detail}`}`;
    if (bad >= windowMinutes)
      return { verdict: 'firing', message: `${name}: the default branch has been red for ${what}` };
    // Red for too long and then red for less: it was green in between, though no judgement saw it.
    return { verdict: 'ok', message: `${name}: the default branch was green; it has been red anew for ${what}` };
  },
  spend_cap: ({ threshold, windowMinutes }, { name, bad, of }) => {
    if (of === 0) return { verdict: 'unknown', message: `${name}: what the model cost is not known` };
    const message = `${name}: the model cost ${dollars(bad)} in the last ${span(windowMinutes)} (cap ${dollars(threshold)}).`;
    return { verdict: bad >= threshold ? 'firing' : 'ok', message };
  },
  hook_failing: eitherOr('its webhook does not work, so failures are noticed late', 'its webhook works.'),
  fix_harmful: eitherOr('a merged fix did harm', 'no merged fix did harm of late.'),
  token_dead: eitherOr(
    'the account must be connected again, nothing can be read or proposed',
    'the account is connected.',
  ),
};

function percent(bad: number, of: number): string {
  return `${Math.round((bad / of) * 100)} %`;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

function span(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

/** Whole hours are enough for people once there are two of them, and whole days once there are two. */
function age(minutes: number): string {
  if (minutes < 120) return `${Math.floor(minutes)} min`;
  return minutes < 2 * 1440 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}
