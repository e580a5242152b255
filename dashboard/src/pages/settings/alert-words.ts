import type { AlertRule, ChannelKind, RuleKind } from '../../api/alerts';

/** What is watched, in a person's words. */
export const RULE_NAMES: Readonly<Record<RuleKind, string>> = {
  failure_rate: 'Too many runs fail',
  branch_red: 'Default branch stays red',
  flaky_share: 'Too many flaky runs',
  hook_failing: 'A webhook does not work',
  token_dead: 'An account must be connected again',
  spend_cap: 'The model costs too much',
  fix_harmful: 'A merged fix did harm',
};

export const CHANNEL_NAMES: Readonly<Record<ChannelKind, string>> = {
  webhook: 'Webhook',
  slack: 'Slack',
  email: 'E-mail',
};

/** Which numbers a kind of rule is held against. */
export const BOUNDS: Readonly<
  Record<RuleKind, { readonly threshold?: 'share' | 'dollars'; readonly window?: string; readonly minRuns?: true }>
> = {
  failure_rate: { threshold: 'share', window: 'Within the last', minRuns: true },
  branch_red: { window: 'Red for longer than' },
  flaky_share: { threshold: 'share', window: 'Within the last', minRuns: true },
  hook_failing: {},
  token_dead: {},
  spend_cap: { threshold: 'dollars', window: 'Within the last' },
  fix_harmful: { window: 'Told of within' },
};

/** What a person decides about a rule. */
export type RuleDraft = Omit<AlertRule, 'id' | 'is_enabled' | 'firing' | 'created_at' | 'updated_at'>;

/** A rule as it is before anybody changed it. */
export function freshRule(kind: RuleKind): RuleDraft {
  return {
    kind,
    name: '',
    repository_connection_id: null,
    threshold: kind === 'spend_cap' ? 10 : kind === 'flaky_share' ? 0.1 : 0.5,
    window_minutes: kind === 'branch_red' ? 60 : 1440,
    min_runs: 10,
    remind_minutes: 1440,
    quiet_hours: null,
    channel_ids: [],
  };
}

/** `90` → "90 minutes", `1440` → "24 hours", `10080` → "7 days". */
export function lengthOf(minutes: number): string {
  if (minutes % 1440 === 0 && minutes > 1440) return `${minutes / 1440} days`;
  if (minutes % 60 === 0) return minutes === 60 ? '1 hour' : `${minutes / 60} hours`;
  return `${minutes} minutes`;
}

/** When a rule fires, in one line. */
export function firesWhen(rule: AlertRule): string {
  const { kind, threshold, window_minutes: minutes, min_runs: runs } = rule;
  const within = `within ${lengthOf(minutes)}`;
  const share = `${Math.round(threshold * 1000) / 10} % of at least ${runs} runs ${within}`;
  switch (kind) {
    case 'failure_rate':
      return `fails: ${share}`;
    case 'flaky_share':
      return `failed and went green unchanged: ${share}`;
    case 'branch_red':
      return `red for ${lengthOf(minutes)} or longer`;
    case 'spend_cap':
      return `$${threshold.toFixed(2)} or more ${within}`;
    case 'fix_harmful':
      return within;
    case 'hook_failing':
    case 'token_dead':
      return 'at once';
  }
}
