import { commitBody } from './commits.payload';
import type { Commit } from './git';
import { seconds, time } from './json';
import type { Json } from './json';
import { currentJobs } from './pipelines';
import type { Job, Pipeline } from './pipelines';
import { fullPath } from './projects';
import type { Project } from './projects';
import { basicUser } from './users';
import type { World } from './world';

export function pipelineUrl(world: World, pipeline: Pipeline): string {
  return `${world.url}/${fullPath(pipeline.project)}/-/pipelines/${pipeline.id}`;
}

/** A pipeline in a list. */
export function pipelineItem(world: World, pipeline: Pipeline): Json {
  return {
    id: pipeline.id,
    iid: pipeline.iid,
    project_id: pipeline.project.id,
    sha: pipeline.sha,
    ref: pipeline.ref,
    status: pipeline.status,
    source: pipeline.source,
    created_at: time(pipeline.createdAt),
    updated_at: time(pipeline.updatedAt),
    web_url: pipelineUrl(world, pipeline),
    name: pipeline.name,
  };
}

const LABELS: Readonly<Record<string, string>> = { success: 'passed' };

/** A pipeline by itself. */
export function pipelineBody(world: World, pipeline: Pipeline): Json {
  const text = LABELS[pipeline.status] ?? pipeline.status;
  const duration = seconds(pipeline.startedAt, pipeline.finishedAt);
  const queued = seconds(pipeline.createdAt, pipeline.startedAt);
  return {
    ...pipelineItem(world, pipeline),
    before_sha: pipeline.beforeSha,
    tag: false,
    yaml_errors: pipeline.yamlErrors,
    user: basicUser(pipeline.user, world.url),
    started_at: time(pipeline.startedAt),
    finished_at: time(pipeline.finishedAt),
    committed_at: null,
    duration: duration === null ? null : Math.round(duration),
    queued_duration: queued === null ? null : Math.round(queued),
    coverage: null,
    detailed_status: {
      icon: `status_${pipeline.status}`,
      text,
      label: text,
      group: pipeline.status,
      tooltip: text,
      has_details: true,
      details_path: `/${fullPath(pipeline.project)}/-/pipelines/${pipeline.id}`,
      illustration: null,
      favicon: `/assets/ci_favicons/favicon_status_${pipeline.status}.png`,
    },
    archived: pipeline.archived,
  };
}

const RUNNER = {
  id: 71,
  description: 'demo-runner',
  ip_address: null,
  active: true,
  paused: false,
  is_shared: true,
  runner_type: 'instance_type',
  name: null,
  online: true,
  status: 'online',
};

/** What a job and a bridge have in common. */
async function processable(world: World, pipeline: Pipeline, job: Job): Promise<Json> {
  const commit: Commit = await pipeline.project.git.commit(pipeline.sha);
  return {
    id: job.id,
    status: job.status,
    stage: job.plan.stage,
    name: job.plan.name,
    ref: pipeline.ref,
    tag: false,
    coverage: null,
    allow_failure: job.allowFailure,
    created_at: time(job.createdAt),
    started_at: time(job.startedAt),
    finished_at: time(job.finishedAt),
    erased_at: null,
    duration: seconds(job.startedAt, job.finishedAt),
    queued_duration: seconds(job.queuedAt, job.startedAt),
    ...(job.failureReason === null ? {} : { failure_reason: job.failureReason }),
    user: basicUser(job.user, world.url),
    commit: commitBody(world, pipeline.project, commit),
    pipeline: pipelineItem(world, pipeline),
    web_url: `${world.url}/${fullPath(pipeline.project)}/-/jobs/${job.id}`,
    project: { ci_job_token_scope_enabled: false },
  };
}

/** A job as lists and single answers show it. */
export async function jobBody(world: World, pipeline: Pipeline, job: Job): Promise<Json> {
  const trace = { file_type: 'trace', size: job.trace.text.length, filename: 'job.log', file_format: null };
  const archive = job.archive && { filename: 'artifacts.zip', size: job.archive.length };
  return {
    ...(await processable(world, pipeline, job)),
    ...(archive ? { artifacts_file: archive } : {}),
    artifacts: [
      ...(archive ? [{ file_type: 'archive', ...archive, file_format: 'zip' }] : []),
      ...job.reports.map(({ content }) => ({
        file_type: 'junit',
        size: content.length,
        filename: 'junit.xml.gz',
        file_format: 'gzip',
      })),
      ...(job.trace.text === '' ? [] : [trace]),
    ],
    runner: job.startedAt === null ? null : RUNNER,
    runner_manager: null,
    artifacts_expire_at: null,
    archived: pipeline.archived,
    source: pipeline.source,
    tag_list: [],
  };
}

/** A trigger job, with the pipeline it started. */
export async function bridgeBody(world: World, pipeline: Pipeline, job: Job): Promise<Json> {
  const { downstream } = job;
  return {
    ...(await processable(world, pipeline, job)),
    archived: pipeline.archived,
    source: pipeline.source,
    downstream_pipeline: downstream === null ? null : pipelineItem(world, downstream),
  };
}

/** Jobs of every pipeline of a commit as its statuses, newest first. */
export function commitStatuses(world: World, project: Project, sha: string): readonly Json[] {
  return world.pipelines.ofCommit(project.id, sha).flatMap((pipeline) =>
    currentJobs(pipeline).map((job) => ({
      id: job.id,
      sha,
      ref: pipeline.ref,
      status: job.status,
      name: job.plan.name,
      target_url: `${world.url}/${fullPath(project)}/-/jobs/${job.id}`,
      description: null,
      created_at: time(job.createdAt),
      started_at: time(job.startedAt),
      finished_at: time(job.finishedAt),
      allow_failure: job.allowFailure,
      coverage: null,
      pipeline_id: pipeline.id,
      author: basicUser(job.user, world.url),
    })),
  );
}
