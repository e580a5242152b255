import type { JobPlan, Pipeline, When } from './pipelines';
import { fullPath } from './projects';
import { writeCleanUp, writePreamble } from './trace';
import type { World } from './world';

/** One scripted job: its outcome and what its trace says. */
export interface ScriptedJob {
  readonly name: string;
  /** Default `test`. */
  readonly stage?: string;
  /** Default `success`. */
  readonly status?: 'success' | 'failed';
  /** Default `script_failure`. */
  readonly failureReason?: string;
  readonly allowFailure?: boolean;
  readonly when?: When;
  readonly needs?: readonly string[];
  /** What its commands printed. */
  readonly log?: string;
  /** The JUnit report it uploads. */
  readonly report?: string;
}

/** A pipeline made up for a test: no CI runs, but every answer, trace and webhook is there. */
export interface ScriptedPipeline {
  /** The project's whole path. */
  readonly project: string;
  /** Default: the default branch. */
  readonly ref?: string;
  /** Default: the head of the branch. Any other commit must exist. */
  readonly sha?: string;
  /** Default `push`. */
  readonly source?: string;
  /** Default: somebody who maintains the project. */
  readonly user?: string;
  readonly jobs: readonly ScriptedJob[];
  /** Jobs of the tries after the first, by name; default: like the try before. */
  readonly retries?: readonly (readonly ScriptedJob[])[];
  /** A pipeline whose file is wrong. */
  readonly yamlErrors?: string;
  /** Keep every job running until it resolves. */
  readonly hold?: Promise<void>;
}

const NO_COMMIT = '0'.repeat(40);

/** Makes the pipeline and starts it; webhooks follow in the background, `idle()` waits for them. */
export function scriptPipeline(world: World, script: ScriptedPipeline): Pipeline {
  const project = world.projects.require(script.project);
  const ref = script.ref ?? project.defaultBranch ?? 'main';
  const sha = script.sha ?? project.git.branches.get(ref);
  if (sha === undefined) throw new Error(`${fullPath(project)} has no branch ${ref}`);
  const stages = [...new Set(script.jobs.map(({ stage = 'test' }) => stage))];
  return world.engine.start(
    {
      project,
      ref,
      sha,
      beforeSha: NO_COMMIT,
      source: script.source ?? 'push',
      user: world.users.require(script.user ?? world.projects.administrator(project)),
      stages,
      name: null,
      yamlErrors: script.yamlErrors ?? null,
      mergeRequest: null,
      parent: null,
    },
    script.yamlErrors === undefined ? script.jobs.map((job) => planOf(script, job)) : [],
  );
}

function planOf(script: ScriptedPipeline, job: ScriptedJob): JobPlan {
  const tries = [script.jobs, ...(script.retries ?? [])];
  const { stage = 'test', when = 'on_success', allowFailure = when === 'manual' } = job;
  return {
    name: job.name,
    stage,
    needs: job.needs ?? null,
    when,
    allowFailure,
    isBridge: false,
    perform: async ({ pipeline, job: { trace, reports }, attempt, signal }) => {
      const given = tries.slice(0, attempt).flatMap((jobs) => jobs.filter(({ name }) => name === job.name));
      const { status = 'success', log = '', report, failureReason } = given.at(-1) ?? job;
      if (report !== undefined) reports.push({ path: 'junit.xml', content: Buffer.from(report) });
      const directory = `/builds/${fullPath(pipeline.project)}`;
      writePreamble(trace, { ref: pipeline.ref, sha: pipeline.sha, directory });
      trace.section('step_script', 'Executing "step_script" stage of the job script');
      if (script.hold) await Promise.race([script.hold, aborted(signal)]);
      if (log !== '') for (const line of log.replace(/\n$/, '').split('\n')) trace.line(line);
      writeCleanUp(trace);
      if (signal.aborted) trace.failed('canceled');
      else if (status === 'success') trace.succeeded();
      else trace.failed('exit code 1');
      return { status, ...(failureReason === undefined ? {} : { failureReason }) };
    },
  };
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
