import { hookCommit } from './commits.payload';
import { hookTime, seconds } from './json';
import type { Json } from './json';
import type { Job, Pipeline } from './pipelines';
import type { PipelineEvents } from './pipelines.engine';
import { pipelineUrl } from './pipelines.payload';
import { hookProject, hookRepositoryLinks } from './projects.payload';
import { fullPath } from './projects';
import { hookUser } from './users';
import type { World } from './world';

const RUNNER = {
  id: 71,
  description: 'demo-runner',
  runner_type: 'instance_type',
  active: true,
  is_shared: true,
  tags: [],
};

/** What the engine tells, as webhooks. */
export function pipelineEvents(world: World): PipelineEvents {
  return {
    pipeline: (pipeline) => tellPipeline(world, pipeline),
    build: (pipeline, job) => tellBuild(world, pipeline, job),
  };
}

/** Tells the project's hooks of a pipeline's new status. Retried jobs are listed too, as GitLab does. */
async function tellPipeline(world: World, pipeline: Pipeline): Promise<void> {
  const { project } = pipeline;
  const commit = await project.git.commit(pipeline.sha);
  world.sender.send(project.id, 'pipeline_events', {
    object_kind: 'pipeline',
    object_attributes: {
      id: pipeline.id,
      iid: pipeline.iid,
      name: pipeline.name,
      ref: pipeline.ref,
      tag: false,
      sha: pipeline.sha,
      before_sha: pipeline.beforeSha,
      source: pipeline.source,
      status: pipeline.status,
      detailed_status: pipeline.status === 'success' ? 'passed' : pipeline.status,
      stages: pipeline.stages,
      created_at: hookTime(pipeline.createdAt),
      finished_at: hookTime(pipeline.finishedAt),
      duration: rounded(seconds(pipeline.startedAt, pipeline.finishedAt)),
      queued_duration: rounded(seconds(pipeline.createdAt, pipeline.startedAt)),
      variables: [],
      url: pipelineUrl(world, pipeline),
    },
    merge_request: mergeRequestOf(world, pipeline),
    user: hookUser(pipeline.user),
    project: hookProject(world, project),
    commit: hookCommit(world, project, commit),
    ...source(world, pipeline),
    builds: pipeline.jobs.filter(({ plan }) => !plan.isBridge).map(buildOf),
  });
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function mergeRequestOf(world: World, { mergeRequest, project }: Pipeline): Json | null {
  if (!mergeRequest) return null;
  return {
    id: mergeRequest.id,
    iid: mergeRequest.iid,
    title: mergeRequest.title,
    source_branch: mergeRequest.sourceBranch,
    source_project_id: project.id,
    target_branch: mergeRequest.targetBranch,
    target_project_id: project.id,
    state: mergeRequest.state,
    merge_status: 'can_be_merged',
    detailed_merge_status: 'mergeable',
    url: `${world.url}/${fullPath(project)}/-/merge_requests/${mergeRequest.iid}`,
  };
}

/** Only a child names where it comes from. */
function source(world: World, { parent }: Pipeline): Json {
  if (!parent) return {};
  const { project, id } = parent.pipeline;
  const path = fullPath(project);
  return {
    source_pipeline: {
      project: { id: project.id, web_url: `${world.url}/${path}`, path_with_namespace: path },
      pipeline_id: id,
      job_id: parent.job.id,
    },
  };
}

function buildOf(job: Job): Json {
  return {
    id: job.id,
    stage: job.plan.stage,
    name: job.plan.name,
    status: job.status,
    created_at: hookTime(job.createdAt),
    started_at: hookTime(job.startedAt),
    finished_at: hookTime(job.finishedAt),
    duration: seconds(job.startedAt, job.finishedAt),
    queued_duration: seconds(job.queuedAt, job.startedAt),
    failure_reason: job.failureReason,
    when: job.plan.when,
    manual: job.plan.when === 'manual',
    allow_failure: job.allowFailure,
    user: hookUser(job.user),
    runner: job.startedAt === null ? null : RUNNER,
    artifacts_file: {
      filename: job.archive === null ? null : 'artifacts.zip',
      size: job.archive === null ? null : job.archive.length,
    },
    environment: null,
  };
}

/** Tells the project's hooks of a job's new status; trigger jobs are not told of. */
async function tellBuild(world: World, pipeline: Pipeline, job: Job): Promise<void> {
  if (job.plan.isBridge) return;
  const { project } = pipeline;
  const commit = await project.git.commit(pipeline.sha);
  world.sender.send(project.id, 'job_events', {
    object_kind: 'build',
    ref: pipeline.ref,
    tag: false,
    before_sha: pipeline.beforeSha,
    sha: pipeline.sha,
    retries_count: pipeline.jobs.filter(({ plan, retried }) => retried && plan.name === job.plan.name).length,
    build_id: job.id,
    build_name: job.plan.name,
    build_stage: job.plan.stage,
    build_status: job.status,
    ...times('build_', job),
    build_duration: seconds(job.startedAt, job.finishedAt),
    build_queued_duration: seconds(job.queuedAt, job.startedAt),
    build_allow_failure: job.allowFailure,
    // GitLab says so even of a job that has not failed.
    build_failure_reason: job.failureReason ?? 'unknown_failure',
    pipeline_id: pipeline.id,
    runner: job.startedAt === null ? null : RUNNER,
    project_id: project.id,
    project_name: fullPath(project),
    user: hookUser(job.user),
    commit: {
      id: pipeline.id,
      name: pipeline.name,
      sha: pipeline.sha,
      message: commit.message,
      author_name: commit.author.name,
      author_email: commit.author.email,
      status: pipeline.status,
      duration: rounded(seconds(pipeline.startedAt, pipeline.finishedAt)),
      started_at: hookTime(pipeline.startedAt),
      started_at_iso: pipeline.startedAt?.toISOString() ?? null,
      finished_at: hookTime(pipeline.finishedAt),
      finished_at_iso: pipeline.finishedAt?.toISOString() ?? null,
    },
    repository: hookRepositoryLinks(world, project),
    project: hookProject(world, project),
    environment: null,
    ...source(world, pipeline),
  });
}

function times(prefix: string, job: Job): Json {
  const all = { created_at: job.createdAt, started_at: job.startedAt, finished_at: job.finishedAt };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, at]) => [
      [`${prefix}${name}`, hookTime(at)],
      [`${prefix}${name}_iso`, at?.toISOString() ?? null],
    ]),
  );
}
