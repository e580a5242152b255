import type { When } from '../pipelines';
import type { CiFile, CiJob, CiRule } from './ci-file';
import { holds } from './expression';
import type { Variables } from './expression';

/** A job that belongs into a pipeline, with what its rule decided. */
export interface SelectedJob {
  readonly job: CiJob;
  readonly when: When;
  readonly allowFailure: boolean;
  readonly variables: Variables;
}

/** The jobs a pipeline has, by `workflow`, `rules`, `only` and `except`. Throws for a rule that cannot be read. */
export function selectJobs(file: CiFile, given: Variables): readonly SelectedJob[] {
  const variables = { ...file.variables, ...given };
  if (file.workflow !== null) {
    const rule = firstRule(file.workflow, variables);
    if (!rule || rule.when === 'never') return [];
  }
  const selected = file.jobs.flatMap((job) => select(job, variables) ?? []);
  // A pipeline of nothing but `.pre` and `.post` is none.
  return selected.some(({ job }) => job.stage !== '.pre' && job.stage !== '.post') ? selected : [];
}

function firstRule(rules: readonly CiRule[], variables: Variables): CiRule | undefined {
  return rules.find((rule) => rule.if === undefined || holds(rule.if, variables));
}

function select(job: CiJob, variables: Variables): SelectedJob | null {
  const known = { ...variables, ...job.variables };
  if (job.rules !== undefined) {
    const rule = firstRule(job.rules, known);
    const when = rule?.when ?? job.when;
    if (!rule || when === 'never') return null;
    const allowFailure = rule.allow_failure ?? (typeof job.allow_failure === 'boolean' && job.allow_failure);
    return { job, when, allowFailure, variables: rule.variables ?? {} };
  }
  if (job.when === 'never' || !byRefs(job, variables)) return null;
  // Without rules a manual job blocks nobody.
  const allowFailure = typeof job.allow_failure === 'boolean' ? job.allow_failure : job.when === 'manual';
  return { job, when: job.when, allowFailure, variables: {} };
}

/** `only` and `except`; a job with neither runs for branches, not for merge requests. */
function byRefs(job: CiJob, variables: Variables): boolean {
  const only = job.only ?? ['branches', 'tags'];
  return only.some((ref) => fits(ref, variables)) && !(job.except ?? []).some((ref) => fits(ref, variables));
}

function fits(ref: string, variables: Variables): boolean {
  const branch = variables.CI_COMMIT_BRANCH;
  if (ref === 'branches') return branch !== undefined;
  if (ref === 'merge_requests') return variables.CI_PIPELINE_SOURCE === 'merge_request_event';
  if (ref === 'pushes') return variables.CI_PIPELINE_SOURCE === 'push';
  const pattern = /^\/(.*)\/(\w*)$/.exec(ref);
  if (pattern && branch !== undefined) return new RegExp(pattern[1] ?? '', pattern[2]).test(branch);
  return ref === branch;
}
