import { storableText } from '../../common/storable';
import type { ForgeJob, ForgeRun } from '../../forge/forge.types';

/** Longest text kept of each kind; a commit message of 10 MB has been seen, and branch names are indexed. */
const MAX = { message: 10_000, name: 255, url: 2_000 } as const;

/** Cleaning twice changes nothing, so cleaned tellings compare equal. */
function clean(text: string, max: number): string {
  return storableText(text.slice(0, max));
}

function cleanOrNull(text: string | null, max: number): string | null {
  return text === null ? null : clean(text, max);
}

/** A run as it may be stored. */
export function cleanRun(run: ForgeRun): ForgeRun {
  return {
    ...run,
    workflowName: clean(run.workflowName, MAX.name),
    workflowPath: cleanOrNull(run.workflowPath, MAX.url),
    branch: cleanOrNull(run.branch, MAX.name),
    commitMessage: cleanOrNull(run.commitMessage, MAX.message),
    baseBranch: cleanOrNull(run.baseBranch, MAX.name),
    author: cleanOrNull(run.author, MAX.name),
    event: clean(run.event, MAX.name),
    url: clean(run.url, MAX.url),
    commitSha: clean(run.commitSha, MAX.name),
  };
}

/** A job as it may be stored. */
export function cleanJob(job: ForgeJob): ForgeJob {
  return {
    ...job,
    name: clean(job.name, MAX.name),
    runner: cleanOrNull(job.runner, MAX.name),
    url: cleanOrNull(job.url, MAX.url),
    steps: job.steps.map((step) => ({ ...step, name: clean(step.name, MAX.name) })),
  };
}
