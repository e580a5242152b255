import { defined, oneOf, rangeOf, text } from '../../ui/search';

export const STATUSES = ['requested', 'queued', 'pending', 'waiting', 'in_progress', 'completed'] as const;
export const CONCLUSIONS = [
  'success',
  'failure',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'neutral',
  'stale',
  'startup_failure',
] as const;

export interface RunsSearch {
  readonly status?: (typeof STATUSES)[number];
  readonly conclusion?: (typeof CONCLUSIONS)[number];
  readonly repository?: string;
  readonly branch?: string;
  readonly workflow?: string;
  readonly range?: string;
}

/** The filters of the list, as they stand in the address. */
export function runsSearch(search: Record<string, unknown>): RunsSearch {
  return defined({
    status: oneOf(search.status, STATUSES),
    conclusion: oneOf(search.conclusion, CONCLUSIONS),
    repository: text(search.repository),
    branch: text(search.branch),
    workflow: text(search.workflow),
    range: rangeOf(search.range),
  });
}

export interface RunSearch {
  /** The job whose log is shown. */
  readonly job?: string;
  /** `whole`: the job's log from its first to its last line; otherwise its telling lines. */
  readonly log?: 'whole';
  /** The line of the whole log that somebody pointed at. */
  readonly line?: number;
}

export function runSearch(search: Record<string, unknown>): RunSearch {
  const line = Number(search.line);
  return defined({
    job: text(search.job),
    log: oneOf(search.log, ['whole'] as const),
    line: Number.isInteger(line) && line > 0 ? line : undefined,
  });
}
