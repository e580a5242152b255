import type { Run, RunPullRequest } from '../actions.store';
import { Git } from '../git';
import { testMerge } from '../merges';
import { Problem } from '../problem';
import type { PullListener } from '../pulls.types';
import type { BranchListener } from '../push-events';
import type { RepositoryEntry } from '../repositories';
import type { World } from '../world';
import { ciPlanner } from './runner';
import { isTriggered, readWorkflow } from './workflow-file';

const WORKFLOW_PATH = /^\.github\/workflows\/[^/]+\.ya?ml$/;

export interface Trigger {
  readonly entry: RepositoryEntry;
  readonly event: string;
  /** The branch whose filters decide; for a pull request, its base. */
  readonly matchBranch: string;
  readonly headBranch: string;
  readonly sha: string;
  readonly actor: string;
  readonly pullRequests?: readonly RunPullRequest[];
  /** What happened to the pull request; workflows choose by it. */
  readonly action?: string;
  /** A pull request's test merge: its tree is what runs. */
  readonly checkout?: NonNullable<Run['checkout']>;
  /** Only this workflow (a dispatch). */
  readonly workflowPath?: string;
}

/** Starts the runs an event asks for: one for each workflow file of that commit. */
export async function trigger(world: World, nodeModules: string, event: Trigger): Promise<void> {
  const { entry, sha } = event;
  const git = new Git(world, entry);
  const commit = await git.commit(sha);
  for (const file of await git.files(event.checkout?.treeSha ?? commit.treeSha)) {
    if (!WORKFLOW_PATH.test(file.path)) continue;
    if (event.workflowPath !== undefined && event.workflowPath !== file.path) continue;
    const text = (await git.blob(file.sha)).toString('utf8');
    const read = readWorkflow(text);
    // A file that cannot be read cannot say when to run: GitHub shows a failed run for each push.
    const runs =
      'invalid' in read ? event.event === 'push' : isTriggered(read.file, event.event, event.matchBranch, event.action);
    const name = 'invalid' in read ? file.path : (read.file.name ?? file.path);
    const workflow = world.actions.ensureWorkflow(entry.id, file.path, name);
    if (!runs) continue;
    const run = world.actions.addRun({
      repositoryId: entry.id,
      workflow,
      event: event.event,
      branch: event.headBranch,
      commit,
      actor: event.actor,
      displayTitle: commit.message.split('\n')[0] ?? '',
      pullRequests: event.pullRequests ?? [],
      ...(event.checkout === undefined ? {} : { checkout: event.checkout }),
    });
    world.engine.start(run, ciPlanner(world, entry, text, nodeModules));
  }
}

/** Runs CI for every branch that moved. */
export function ciListener(world: World, nodeModules: string): BranchListener {
  return async ({ entry, branch, after, by }) => {
    if (after === null) return;
    await trigger(world, nodeModules, {
      entry,
      event: 'push',
      matchBranch: branch,
      headBranch: branch,
      sha: after,
      actor: by,
    });
  };
}

/** Runs CI for pull requests, on GitHub's test merge; a pull request in conflict with its base has none. */
export function pullCiListener(world: World, nodeModules: string): PullListener {
  return async ({ entry, pull, action, by }) => {
    if (pull.state === 'closed') return;
    const { number, baseRef, baseSha, headRef, headSha } = pull;
    const merged = await testMerge(world, entry, baseSha, headSha);
    if (merged === null) return;
    await trigger(world, nodeModules, {
      entry,
      event: 'pull_request',
      matchBranch: baseRef,
      headBranch: headRef,
      sha: headSha,
      actor: by,
      action,
      pullRequests: [{ id: number, number, headRef, headSha, baseRef, baseSha }],
      checkout: { ...merged, ref: `refs/pull/${number}/merge` },
    });
  };
}

/** Starts one workflow by hand: its file on that branch must say `on: workflow_dispatch`. */
export function dispatcher(world: World, nodeModules: string): NonNullable<World['dispatch']> {
  return async (entry, workflow, branch, by) => {
    const sha = await new Git(world, entry).head(branch);
    if (sha === null) throw new Problem(422, `No ref found for: ${branch}`);
    const before = world.actions.runsOf(entry.id).length;
    await trigger(world, nodeModules, {
      entry,
      event: 'workflow_dispatch',
      matchBranch: branch,
      headBranch: branch,
      sha,
      actor: by,
      workflowPath: workflow.path,
    });
    if (world.actions.runsOf(entry.id).length === before) {
      throw new Problem(422, "Workflow does not have 'workflow_dispatch' trigger");
    }
  };
}
