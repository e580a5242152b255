/** What can be watched. Each is judged by `judge` and read by `AlertReadings`. */
export const RULE_KINDS = ['failure_rate', 'hook_failing', 'token_dead', 'fix_harmful'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** The numbers a rule is held against. */
export interface RuleBounds {
  readonly kind: RuleKind;
  /** `failure_rate`: from which share of decided runs on it fires, 0 to 1. */
  readonly threshold: number;
  readonly windowMinutes: number;
  /** `failure_rate`: below so many decided runs nothing is said either way. */
  readonly minRuns: number;
}

/** How one watched thing stands now. */
export interface Reading {
  /** Our id of what is watched: a connected repository or account. */
  readonly subject: string;
  /** For people. */
  readonly name: string;
  /** `failure_rate`: failed runs; `fix_harmful`: merged fixes that did harm; otherwise 1 while something is wrong. */
  readonly bad: number;
  /** `failure_rate`: decided runs; otherwise 1. */
  readonly of: number;
  /** Foreign words about it, or null. */
  readonly detail: string | null;
}

/** `unknown`: too little is known to say either. */
export interface Judged {
  readonly verdict: 'ok' | 'firing' | 'unknown';
  readonly message: string;
}

/** Whether a rule fires on a reading, and the sentence that says so. */
export function judge(rule: RuleBounds, { name, bad, of, detail }: Reading): Judged {
  if (rule.kind === 'failure_rate') {
    const message = `${name}: ${bad} of ${of} runs failed in the last ${span(rule.windowMinutes)}`;
    if (of < Math.max(1, rule.minRuns)) return { verdict: 'unknown', message };
    return { verdict: bad / of >= rule.threshold ? 'firing' : 'ok', message: `${message} (${percent(bad, of)}).` };
  }
  const because = detail === null ? '' : `: ${detail}`;
  const [wrong, right] = WORDS[rule.kind];
  return bad > 0
    ? { verdict: 'firing', message: `${name}: ${wrong}${because}` }
    : { verdict: 'ok', message: `${name}: ${right}` };
}

const WORDS = {
  hook_failing: ['its webhook does not work, so failures are noticed late', 'its webhook works.'],
  fix_harmful: ['a merged fix did harm', 'no merged fix did harm of late.'],
  token_dead: ['the account must be connected again, nothing can be read or proposed', 'the account is connected.'],
} as const satisfies Record<Exclude<RuleKind, 'failure_rate'>, readonly [string, string]>;

function percent(bad: number, of: number): string {
  return `${Math.round((bad / of) * 100)} %`;
}

function span(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
