/**
 * How each figure is made. The ids stand beside the figures, the words in the OpenAPI document; `test` recomputes each from
 * raw histories by other code.
 */
export const FORMULAS = {
  'runs.total': 'Run attempts that ended in the window.',
  'runs.failure_rate':
    'failed / (failed + succeeded). Failed: failure, timed_out, startup_failure. Cancelled, skipped and other endings are excluded. 95 % Wilson interval.',
  'runs.success_rate': 'succeeded / (failed + succeeded). 95 % Wilson interval.',
  'runs.duration_p50':
    'Median of completed_at − started_at of attempts, nearest rank, read from classes that grow by 12 %: off by 6 % at most. Seconds.',
  'runs.duration_p95': 'As runs.duration_p50, 95th percentile.',
  'runs.duration_p95_trend':
    '(p95 of the window − p95 of the window of the same length before it) / the latter; null when either has no run.',
  'runs.flip_rate':
    'Default branch: decided runs (success or failure) that ended otherwise than the decided run before them in their workflow and branch / decided runs with one before.',
  'runs.time_to_recovery':
    'Pushes: mean time from the end of the first red run to the end of the next green one, same workflow and branch; counted when it turns green. Seconds. Streaks still red are excluded.',
  'runs.time_to_green': 'As runs.time_to_recovery, for runs of pull requests.',
  'runs.ci_minutes':
    'Sum of completed_at − started_at over attempts, in minutes. Wall clock of runs, not of parallel jobs.',
  'runs.ci_cost':
    'Sum over repositories of runs.ci_minutes × the price of a minute that the repository is set up with, in US dollars. Runs of repositories without a price are excluded.',
  'runs.minutes_lost':
    'Minutes of failed attempts whose workflow was green at the same commit later: the failure was not in the code.',
  'deployments.total':
    'Runs of workflows marked as deployments that succeeded on the default branch, each by its last attempt. Null without a marked workflow.',
  'deployments.frequency': 'deployments.total / days of the window.',
  'deployments.failure_rate':
    'Failed deployments / (failed + succeeded). 95 % Wilson interval. What broke later, in production, is not known to CI.',
  'deployments.lead_time':
    'Median, over successful deployments, of their end − the start of the first run that saw their commit. Seconds.',
  'deployments.recovery_time':
    'Median of the time from the end of the first failed deployment to the end of the next successful one of the workflow; counted when it turns green. Seconds. Streaks still red are excluded.',
  'repositories.health':
    'Default branch: lower bound of the 95 % Wilson interval of runs.success_rate × (1 − runs.flip_rate). Null under 10 decided runs: not enough data.',
  'incidents.opened': 'Incidents first seen in the window; those merged into another are excluded.',
  'incidents.open': 'Incidents that are not resolved now, whenever they began.',
  'incidents.resolved': 'Incidents resolved in the window.',
  'incidents.mttr': 'Mean of resolved_at − opened_at over incidents resolved in the window. Seconds.',
  'incidents.mttr_median': 'Median of resolved_at − opened_at over incidents resolved in the window. Seconds.',
  'incidents.time_to_detect':
    'Mean time from the end of the failed run to the incident, over incidents first seen in the window. Seconds.',
  'incidents.noise_share':
    'Incidents first seen in the window whose verdict is flaky or infrastructure / those with any verdict. 95 % Wilson interval. Unknown verdicts are excluded.',
  'fixes.proposal_rate':
    'Incidents first seen in the window with a proposed patch / those for which a fix was tried. 95 % Wilson interval.',
  'fixes.verified_rate':
    "Fix pull requests opened in the window that the repository's CI was green on / those it has decided on (verified, failed, merged or closed). 95 % Wilson interval. Still running ones, and those no CI proves, are excluded.",
  'fixes.acceptance_rate':
    'Merged / (merged + closed by a person + failed), of fix pull requests opened in the window. 95 % Wilson interval. Open and withdrawn ones are excluded.',
  'fixes.withdrawal_rate':
    'Withdrawn by us / all that ended, of fix pull requests opened in the window. 95 % Wilson interval.',
  'fixes.survival_rate':
    'Merged at least 14 days ago and not harmful / merged at least 14 days ago, of those merged in the window. 95 % Wilson interval. Younger merges are excluded.',
  'fixes.harm_rate':
    'Harmful (within 14 days the failure came back, a new one struck the files it touched, or the merge was reverted) / merged in the window. 95 % Wilson interval.',
  'fixes.time_to_fix': 'Median of merge − opening of the incident, over fixes merged in the window. Seconds.',
  'fixes.time_to_fix_p90': 'As fixes.time_to_fix, 90th percentile.',
  'fixes.cost_per_merged_fix':
    'Model cost in the window (US dollars, failures included) / fixes merged in the window. Null without prices or merges.',
} as const;
export type FormulaId = keyof typeof FORMULAS;

/** The formulas of some figures as a Markdown list, for the OpenAPI document. */
export function describeFormulas(ids: readonly FormulaId[]): string {
  return ids.map((id) => `- \`${id}\`: ${FORMULAS[id]}`).join('\n');
}
