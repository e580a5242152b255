import type { ForgeEvent, PullRequestChange, RepositoryFacts } from '../forge.types';
import { revertsOf } from '../reverts';
import { childRunId } from './children';
import { isPrivate, ownerOf, toJob, toRef, toRun } from './convert';
import { toPullRequest } from './merge-requests.convert';
import { toRunState } from './states';
import type {
  RawHookProject,
  RawJobEvent,
  RawMergeRequestEvent,
  RawPipelineEvent,
  RawPushEvent,
} from './webhook.schemas';

const BRANCH = 'refs/heads/';
const MAX_REVERTS = 100;
const DEFAULT_BRANCH = 'main';

/** What every webhook tells of its project. */
export function toFacts(raw: RawHookProject): RepositoryFacts {
  return {
    name: raw.path_with_namespace.slice(ownerOf(raw.path_with_namespace).length + 1),
    ownerName: ownerOf(raw.path_with_namespace),
    isPrivate: isPrivate(raw.visibility_level),
    defaultBranch: raw.default_branch ?? DEFAULT_BRANCH,
  };
}

/**
 * A pipeline as its hook tells it. It does not say which attempt it is, nor, of a merge request's pipeline with merged
 * results, which commit people pushed: the run has to be read before it is believed. So it is with a child, which is a run
 * only where its end is not its parent's.
 */
export function toRunEvent(raw: RawPipelineEvent): ForgeEvent | string {
  const { object_attributes: pipeline, project, merge_request: merge } = raw;
  const parent = pipeline.source === 'parent_pipeline' ? (raw.source_pipeline?.pipeline_id ?? null) : null;
  if (pipeline.source === 'parent_pipeline' && (parent === null || toRunState(pipeline).status !== 'completed')) {
    return 'a child pipeline: looked at when it has ended';
  }
  const run = toRun(
    {
      ...pipeline,
      name: null,
      yaml_errors: null,
      user: raw.user,
      web_url: pipeline.url ?? `${project.web_url}/-/pipelines/${pipeline.id}`,
      started_at: null,
      updated_at: pipeline.finished_at ?? pipeline.created_at,
    },
    {
      ...(parent === null ? {} : { externalId: childRunId(parent, pipeline.id) }),
      attempt: 1,
      state: toRunState(pipeline),
      startedAt: pipeline.created_at,
      completedAt: pipeline.finished_at,
      commitMessage: raw.commit?.message ?? null,
      branch: pipeline.tag === true ? null : (merge?.source_branch ?? pipeline.ref),
      commitSha: pipeline.sha,
      mergeRequest: merge ? { number: merge.iid, baseBranch: merge.target_branch } : null,
    },
  );
  return { type: 'run', repository: toRef(project), run, isWhole: false };
}

/** A job. Its retries tell its attempt, so that an old try told late cannot overwrite the new one. */
export function toJobEvent(raw: RawJobEvent): ForgeEvent | string {
  if ((raw.source_pipeline?.project?.id ?? null) === raw.project.id) {
    return 'a job of a child pipeline: told with its parent';
  }
  const job = toJob(
    {
      id: raw.build_id,
      name: raw.build_name,
      stage: raw.build_stage,
      status: raw.build_status,
      failure_reason: raw.build_failure_reason,
      allow_failure: raw.build_allow_failure,
      web_url: `${raw.project.web_url}/-/jobs/${raw.build_id}`,
      created_at: null,
      started_at: raw.build_started_at,
      finished_at: raw.build_finished_at,
      runner: raw.runner,
      artifacts_expire_at: null,
    },
    { externalId: raw.pipeline_id, attempt: raw.retries_count + 1 },
  );
  return { type: 'job', repository: toRef(raw.project), job };
}

/** The event of a push, or why it is none to us. */
export function toPushEvent(raw: RawPushEvent): ForgeEvent | string {
  if (!raw.ref.startsWith(BRANCH)) return 'push to something that is no branch';
  return {
    type: 'push',
    repository: toRef(raw.project),
    branch: raw.ref.slice(BRANCH.length),
    beforeSha: commitOf(raw.before),
    afterSha: commitOf(raw.after),
    // GitLab does not say.
    isForced: false,
    pusher: raw.user_username ?? raw.user_name,
    reverts: (raw.commits ?? [])
      .flatMap(({ id, message }) => revertsOf({ sha: id, message: message ?? '' }))
      .slice(0, MAX_REVERTS),
  };
}

/** GitLab writes zeros for a branch that was not, or is no more. */
function commitOf(id: string): string | null {
  return /^0+$/.test(id) ? null : id;
}

/** Actions not listed (approvals) change nothing we keep. */
const CHANGES: Readonly<Record<string, PullRequestChange>> = {
  open: 'opened',
  reopen: 'reopened',
  close: 'closed',
  merge: 'closed',
  update: 'edited',
};

function changeOf({ object_attributes: pull, changes }: RawMergeRequestEvent): PullRequestChange | undefined {
  const action = pull.action ?? '';
  if (action !== 'update') return Object.hasOwn(CHANGES, action) ? CHANGES[action] : undefined;
  // New commits are told by where the branch was before.
  if (pull.oldrev !== null) return 'updated';
  const isDraft = changes?.draft?.current ?? null;
  return isDraft === null ? 'edited' : isDraft ? 'drafted' : 'ready';
}

/** The event of a merge request, or why it is none to us. */
export function toMergeRequestEvent(raw: RawMergeRequestEvent): ForgeEvent | string {
  const { object_attributes: pull, project } = raw;
  const change = changeOf(raw);
  if (change === undefined) return 'merge request action changes nothing we keep';
  const endedAt = pull.state === 'closed' || pull.state === 'merged' ? pull.updated_at : null;
  const pullRequest = toPullRequest({
    ...pull,
    description: pull.description ?? '',
    sha: pull.last_commit?.id ?? null,
    // Only its number is told; who opens one is its author.
    author: pull.action === 'open' ? raw.user : null,
    labels: (raw.labels ?? []).flatMap(({ title }) => title ?? []),
    web_url: pull.url ?? `${project.web_url}/-/merge_requests/${pull.iid}`,
    closed_at: pull.state === 'closed' ? endedAt : null,
    merged_at: pull.state === 'merged' ? endedAt : null,
    user_notes_count: 0,
    merge_status: null,
    detailed_merge_status: null,
  });
  return { type: 'pull-request', repository: toRef(project), change, pullRequest, actor: raw.user };
}
