import type { ActionsEngine, PlannedJob, PlannedStep, Planner } from './actions.engine';
import type { Conclusion, Run } from './actions.store';
import { Git } from './git';
import type { World } from './world';

/** One step of a scripted job. */
export interface ScriptedStep {
  readonly name: string;
  /** Default `success`. */
  readonly conclusion?: Conclusion;
  /** The step's log, without timestamps. */
  readonly log?: string;
}

/** One scripted job: its outcome and what its log says. */
export interface ScriptedJob {
  readonly name: string;
  /** Default `success`. */
  readonly conclusion?: Conclusion;
  /** Default: one step named `Run`, with the job's `log` and outcome, between GitHub's own first and last step. */
  readonly steps?: readonly ScriptedStep[];
  readonly log?: string;
}

/** A run made up for a test: no CI runs, but every answer, log and webhook is there. */
export interface ScriptedRun {
  /** `owner/name`. */
  readonly repository: string;
  readonly workflow?: { readonly name: string; readonly path: string };
  /** Default: the default branch. */
  readonly branch?: string;
  /** Default: the head of the branch. Any other commit must exist. */
  readonly headSha?: string;
  /** Default `push`. */
  readonly event?: string;
  /** Default: the repository's owner or an administrator. */
  readonly actor?: string;
  readonly jobs: readonly ScriptedJob[];
  /** Jobs of the attempts after the first; default: like the attempt before. */
  readonly reruns?: readonly (readonly ScriptedJob[])[];
  /** A run whose workflow file cannot be run. */
  readonly startupFailure?: string;
  /** Keep the run in progress until `release` resolves. */
  readonly hold?: Promise<void>;
}

/** Makes the run and starts it; webhooks follow in the background, `idle()` waits for them. */
export async function scriptRun(world: World, engine: ActionsEngine, script: ScriptedRun): Promise<Run> {
  const entry = world.repositories.require(script.repository);
  const git = new Git(world, entry);
  const branch = script.branch ?? entry.defaultBranch;
  const sha = script.headSha ?? (await git.head(branch));
  if (sha === null) throw new Error(`${script.repository} has no branch ${branch}`);
  const { name, path } = script.workflow ?? { name: 'CI', path: '.github/workflows/ci.yml' };
  const commit = await git.commit(sha);
  const run = world.actions.addRun({
    repositoryId: entry.id,
    workflow: world.actions.ensureWorkflow(entry.id, path, name),
    event: script.event ?? 'push',
    branch,
    commit,
    actor: script.actor ?? world.repositories.administrator(entry),
    displayTitle: commit.message.split('\n')[0] ?? '',
    pullRequests: [],
  });
  engine.start(run, plannerOf(script));
  return run;
}

function plannerOf(script: ScriptedRun): Planner {
  return (_run, attempt) => {
    if (script.startupFailure !== undefined) return { invalid: script.startupFailure };
    const attempts = [script.jobs, ...(script.reruns ?? [])];
    const jobs = attempts[attempt - 1] ?? attempts.at(-1) ?? [];
    return { jobs: jobs.map((job) => plannedJob(job, script.hold)) };
  };
}

function plannedJob(job: ScriptedJob, hold: Promise<void> | undefined): PlannedJob {
  const own: readonly ScriptedStep[] = job.steps ?? [
    { name: 'Run', conclusion: job.conclusion ?? 'success', log: job.log ?? '' },
  ];
  return {
    key: job.name,
    name: job.name,
    needs: [],
    labels: ['ubuntu-latest'],
    timeoutMs: 3_600_000,
    steps: [
      {
        name: 'Set up job',
        perform: async (write, signal): Promise<Conclusion> => {
          write("Current runner version: 'demo (scripted, nothing was run)'");
          if (hold) await Promise.race([hold, aborted(signal)]);
          return 'success';
        },
      },
      ...own.map(plannedStep),
      {
        name: 'Complete job',
        always: true,
        perform: (write) => {
          write('Cleaning up orphan processes');
          return 'success';
        },
      },
    ],
  };
}

function plannedStep(step: ScriptedStep): PlannedStep {
  return {
    name: step.name,
    perform: (write) => {
      for (const line of (step.log ?? '').split('\n')) write(line);
      return step.conclusion ?? 'success';
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
