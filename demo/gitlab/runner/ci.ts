import type { NewPipeline } from '../pipelines.engine';
import type { JobContext, JobPlan, JobResult, Pipeline, PipelineTrigger } from '../pipelines';
import { fullPath } from '../projects';
import type { Project } from '../projects';
import type { World } from '../world';
import { readCiFile } from './ci-file';
import type { CiFile } from './ci-file';
import type { Variables } from './expression';
import { runJob } from './job';
import { selectJobs } from './select';
import type { SelectedJob } from './select';

const FILE = '.gitlab-ci.yml';
const NO_COMMIT = '0'.repeat(40);

type Origin = Pick<
  NewPipeline,
  'project' | 'ref' | 'sha' | 'beforeSha' | 'source' | 'user' | 'mergeRequest' | 'parent'
>;
type Planned = { readonly file: CiFile; readonly jobs: readonly SelectedJob[] } | { readonly invalid: string };

/** Makes pipelines from a project's own file: each job's commands become real processes on this machine. */
export function ciTrigger(world: World, nodeModules: string): PipelineTrigger {
  const ci = new Ci(world, nodeModules);
  return {
    pushed: async (project, branch, before, after, by) => {
      await ci.start({ ...origin(project, branch, after), beforeSha: before ?? NO_COMMIT, source: 'push', user: by });
    },
    mergeRequest: async (mr, by) => {
      const ref = `refs/merge-requests/${mr.iid}/head`;
      const from = {
        ...origin(mr.project, ref, mr.headSha),
        source: 'merge_request_event',
        user: by,
        mergeRequest: mr,
      };
      await ci.start(from);
    },
    start: (project, branch, sha, by) => ci.start({ ...origin(project, branch, sha), source: 'api', user: by }),
  };
}

function origin(project: Project, ref: string, sha: string) {
  return { project, ref, sha, beforeSha: NO_COMMIT, mergeRequest: null, parent: null };
}

class Ci {
  constructor(
    private readonly world: World,
    private readonly nodeModules: string,
  ) {}

  /** Null when there is no file, or none of its jobs belongs into such a pipeline. */
  async start(from: Origin): Promise<Pipeline | null> {
    const planned = await this.plan(from, FILE);
    // What is wrong with a file is told once, by the pipeline of the branch.
    if (planned === null || ('invalid' in planned && from.mergeRequest !== null)) return null;
    return this.world.engine.start(...this.inputOf(from, planned));
  }

  private async plan(from: Origin, path: string): Promise<Planned | null> {
    const { git } = from.project;
    const entry = (await git.filesOf(from.sha)).get(path);
    if (!entry) return null;
    const read = readCiFile((await git.blob(entry.sha)).toString('utf8'));
    // A pipeline keeps the first of them; linting tells them all.
    if ('invalid' in read) return { invalid: read.invalid[0] ?? '' };
    try {
      const jobs = selectJobs(read.file, await this.variables(from));
      return jobs.length === 0 ? null : { file: read.file, jobs };
    } catch (error) {
      return { invalid: error instanceof Error ? error.message : String(error) };
    }
  }

  private inputOf(from: Origin, planned: Planned): [NewPipeline, readonly JobPlan[]] {
    if ('invalid' in planned) return [{ ...from, stages: [], name: null, yamlErrors: planned.invalid }, []];
    const { file, jobs } = planned;
    const stages = file.stages.filter((stage) => jobs.some(({ job }) => job.stage === stage));
    const plans = jobs.map((selected) => this.planOf(from, file, selected));
    plans.sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
    return [{ ...from, stages, name: null, yamlErrors: null }, plans];
  }

  private planOf(from: Origin, file: CiFile, { job, when, allowFailure, variables }: SelectedJob): JobPlan {
    const { trigger } = job;
    return {
      name: job.name,
      stage: job.stage,
      needs: job.needs ?? null,
      when,
      allowFailure,
      isBridge: trigger !== undefined,
      perform: async (context) => {
        if (trigger) return this.startChild(from, trigger.include, trigger.strategy === 'depend', context);
        const own = { ...(await this.variables(from)), ...file.variables, ...job.variables, ...variables };
        const names = { CI_JOB_NAME: job.name, CI_JOB_STAGE: job.stage, CI_PIPELINE_ID: String(context.pipeline.id) };
        return runJob({ job, variables: { ...own, ...names }, nodeModules: this.nodeModules }, context);
      },
    };
  }

  /** A child pipeline of the file named; with `strategy: depend` the trigger job ends as the child does. */
  private async startChild(from: Origin, path: string, depends: boolean, context: JobContext): Promise<JobResult> {
    const { pipeline, job } = context;
    const child = { ...from, source: 'parent_pipeline', user: job.user, parent: { pipeline, job } };
    const planned = await this.plan(child, path.replace(/^\//, ''));
    if (planned === null) return { status: 'failed', failureReason: 'downstream_pipeline_creation_failed' };
    const made = (downstream: Pipeline): void => {
      job.downstream = downstream;
    };
    const [input, plans] = this.inputOf(child, planned);
    if (!depends) {
      made(this.world.engine.start(input, plans));
      return { status: 'success' };
    }
    const ended = await this.world.engine.startNow(input, plans, made);
    return { status: ended.status === 'success' ? 'success' : 'failed', failureReason: 'downstream_pipeline_failed' };
  }

  /** What GitLab tells rules and commands of a pipeline. */
  private async variables(from: Origin): Promise<Variables> {
    const { project, ref, sha, source, mergeRequest, user } = from;
    const commit = await project.git.commit(sha);
    const name = mergeRequest ? mergeRequest.sourceBranch : ref;
    return {
      CI: 'true',
      GITLAB_CI: 'true',
      CI_SERVER_URL: this.world.url,
      CI_API_V4_URL: `${this.world.url}/api/v4`,
      CI_PIPELINE_SOURCE: source,
      CI_COMMIT_SHA: sha,
      CI_COMMIT_SHORT_SHA: sha.slice(0, 8),
      CI_COMMIT_REF_NAME: name,
      CI_COMMIT_REF_SLUG: name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .slice(0, 63),
      CI_COMMIT_MESSAGE: commit.message,
      CI_COMMIT_TITLE: commit.message.split('\n')[0] ?? '',
      CI_DEFAULT_BRANCH: project.defaultBranch ?? '',
      CI_PROJECT_ID: String(project.id),
      CI_PROJECT_NAME: project.path,
      CI_PROJECT_PATH: fullPath(project),
      CI_PROJECT_URL: `${this.world.url}/${fullPath(project)}`,
      GITLAB_USER_LOGIN: user.username,
      ...(mergeRequest
        ? {
            CI_MERGE_REQUEST_IID: String(mergeRequest.iid),
            CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: mergeRequest.sourceBranch,
            CI_MERGE_REQUEST_TARGET_BRANCH_NAME: mergeRequest.targetBranch,
          }
        : { CI_COMMIT_BRANCH: ref }),
      ...this.openRequests(project, ref),
    };
  }

  private openRequests(project: Project, ref: string): Variables {
    const open = this.world.mergeRequests
      .ofProject(project.id)
      .filter(({ state, sourceBranch }) => state === 'opened' && sourceBranch === ref)
      .map(({ iid }) => `${fullPath(project)}!${iid}`);
    return open.length === 0 ? {} : { CI_OPEN_MERGE_REQUESTS: open.join(',') };
  }
}
