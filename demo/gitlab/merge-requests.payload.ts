import { hookCommit, titleOf } from './commits.payload';
import { diffFiles } from './diffs';
import type { FileDiff } from './diffs';
import { hookTime, time } from './json';
import type { Json } from './json';
import { isDraft } from './merge-requests';
import type { MergeRequest, Note } from './merge-requests';
import { hasConflicts, headPipeline, mergeStatus } from './merge-status';
import { pipelineBody, pipelineItem } from './pipelines.payload';
import { fullPath } from './projects';
import type { Project } from './projects';
import { hookProjectLinks, hookRepository, hookSideLinks } from './projects.payload';
import { basicUser, hookUser } from './users';
import type { User } from './users';
import type { World } from './world';

export function mergeRequestUrl(world: World, mr: MergeRequest): string {
  return `${world.url}/${fullPath(mr.project)}/-/merge_requests/${mr.iid}`;
}

/** What the request changes: its head against where the sides part. */
export async function changesOf(mr: MergeRequest): Promise<readonly FileDiff[]> {
  const { git } = mr.project;
  return diffFiles(git, await git.filesOf(mr.baseSha), await git.filesOf(mr.headSha));
}

/** A merge request in a list, or by itself (`isWhole`) with its pipeline and what the caller may do. */
export async function mergeRequestBody(
  world: World,
  project: Project,
  mr: MergeRequest,
  username: string,
  isWhole: boolean,
): Promise<Json> {
  const person = (user: User | null): Json | null => (user === null ? null : basicUser(user, world.url));
  const people = (users: readonly User[]): readonly Json[] => users.map((user) => basicUser(user, world.url));
  const [detailed, conflicts] = [await mergeStatus(world, mr), await hasConflicts(mr)];
  const path = fullPath(project);
  return {
    id: mr.id,
    iid: mr.iid,
    project_id: project.id,
    title: mr.title,
    description: mr.description,
    state: mr.state,
    created_at: time(mr.createdAt),
    updated_at: time(mr.updatedAt),
    merged_by: person(mr.mergedBy),
    merge_user: person(mr.mergedBy),
    merged_at: time(mr.mergedAt),
    closed_by: person(mr.closedBy),
    closed_at: time(mr.closedAt),
    target_branch: mr.targetBranch,
    source_branch: mr.sourceBranch,
    user_notes_count: mr.notes.filter(({ isSystem }) => !isSystem).length,
    upvotes: 0,
    downvotes: 0,
    author: basicUser(mr.author, world.url),
    assignees: people(mr.assignees),
    assignee: person(mr.assignees[0] ?? null),
    reviewers: people(mr.reviewers),
    source_project_id: project.id,
    target_project_id: project.id,
    labels: mr.labels,
    draft: isDraft(mr),
    imported: false,
    imported_from: 'none',
    work_in_progress: isDraft(mr),
    milestone: null,
    merge_when_pipeline_succeeds: false,
    merge_status: conflicts ? 'cannot_be_merged' : 'can_be_merged',
    detailed_merge_status: detailed,
    merge_after: null,
    sha: mr.headSha,
    merge_commit_sha: mr.mergeCommitSha,
    squash_commit_sha: mr.squashCommitSha,
    discussion_locked: null,
    should_remove_source_branch: null,
    force_remove_source_branch: mr.removeSourceBranch,
    prepared_at: time(mr.createdAt),
    reference: `!${mr.iid}`,
    references: { short: `!${mr.iid}`, relative: `!${mr.iid}`, full: `${path}!${mr.iid}` },
    web_url: mergeRequestUrl(world, mr),
    time_stats: { time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null },
    squash: mr.squash,
    squash_on_merge: mr.squash,
    task_completion_status: { count: 0, completed_count: 0 },
    has_conflicts: conflicts,
    blocking_discussions_resolved: true,
    ...(isWhole ? await wholePart(world, mr, username) : {}),
  };
}

async function wholePart(world: World, mr: MergeRequest, username: string): Promise<Json> {
  const pipeline = headPipeline(world, mr);
  const target = mr.project.git.branches.get(mr.targetBranch) ?? mr.baseSha;
  return {
    subscribed: false,
    changes_count: String((await changesOf(mr)).length),
    latest_build_started_at: time(pipeline?.startedAt ?? null),
    latest_build_finished_at: time(pipeline?.finishedAt ?? null),
    first_deployed_to_production_at: null,
    pipeline: pipeline && pipelineItem(world, pipeline),
    head_pipeline: pipeline && pipelineBody(world, pipeline),
    diff_refs: { base_sha: mr.baseSha, head_sha: mr.headSha, start_sha: target },
    merge_error: null,
    first_contribution: false,
    user: { can_merge: world.projects.levelOf(mr.project, username) >= mergeLevel(world, mr) },
  };
}

/** The level one needs to merge into the target. */
export function mergeLevel(world: World, mr: MergeRequest): number {
  return world.projects.protection(mr.project, mr.targetBranch)?.merge ?? 30;
}

export function noteBody(world: World, mr: MergeRequest, note: Note): Json {
  return {
    id: note.id,
    type: null,
    body: note.body,
    author: basicUser(note.author, world.url),
    created_at: time(note.createdAt),
    updated_at: time(note.updatedAt),
    system: note.isSystem,
    noteable_id: mr.id,
    noteable_type: 'MergeRequest',
    project_id: mr.project.id,
    resolvable: false,
    confidential: false,
    internal: false,
    imported: false,
    imported_from: 'none',
    noteable_iid: mr.iid,
    commands_changes: {},
  };
}

const STATES = { opened: 1, closed: 2, merged: 3 } as const;

export interface MergeRequestHook {
  readonly action: 'open' | 'close' | 'reopen' | 'update' | 'merge';
  readonly by: User;
  readonly changes?: Json;
  /** The head before a push. */
  readonly oldrev?: string;
}

/** Tells the project's hooks what happened to a merge request. */
export async function tellMergeRequest(world: World, mr: MergeRequest, event: MergeRequestHook): Promise<void> {
  const { project } = mr;
  const head = await project.git.commit(mr.headSha);
  const side = hookSideLinks(world, project);
  const labels = mr.labels.map((title) => hookLabel(project, title));
  const people = (users: readonly User[]) => users.map(hookUser);
  world.sender.send(project.id, 'merge_requests_events', {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: hookUser(event.by),
    project: hookProjectLinks(world, project),
    repository: hookRepository(world, project),
    object_attributes: {
      id: mr.id,
      iid: mr.iid,
      target_branch: mr.targetBranch,
      source_branch: mr.sourceBranch,
      source_project_id: project.id,
      author_id: mr.author.id,
      assignee_ids: mr.assignees.map(({ id }) => id),
      assignee_id: mr.assignees[0]?.id ?? null,
      reviewer_ids: mr.reviewers.map(({ id }) => id),
      title: mr.title,
      created_at: hookTime(mr.createdAt),
      updated_at: hookTime(mr.updatedAt),
      last_edited_at: null,
      last_edited_by_id: null,
      milestone_id: null,
      state_id: STATES[mr.state],
      state: mr.state,
      blocking_discussions_resolved: true,
      work_in_progress: isDraft(mr),
      draft: isDraft(mr),
      first_contribution: false,
      merge_status: (await hasConflicts(mr)) ? 'cannot_be_merged' : 'can_be_merged',
      target_project_id: project.id,
      description: mr.description,
      prepared_at: hookTime(mr.createdAt),
      total_time_spent: 0,
      time_change: 0,
      human_total_time_spent: null,
      human_time_change: null,
      human_time_estimate: null,
      url: mergeRequestUrl(world, mr),
      source: side,
      target: side,
      last_commit: { ...hookCommit(world, project, head), title: titleOf(head) },
      labels,
      action: event.action,
      detailed_merge_status: await mergeStatus(world, mr),
      merge_commit_sha: mr.mergeCommitSha,
      ...(event.oldrev === undefined ? {} : { oldrev: event.oldrev }),
    },
    labels,
    changes: event.changes ?? {},
    assignees: people(mr.assignees),
    reviewers: people(mr.reviewers),
  });
}

function hookLabel(project: Project, title: string): Json {
  return {
    id: project.labels.get(title) ?? 0,
    title,
    color: '#6699cc',
    project_id: project.id,
    created_at: hookTime(project.createdAt),
    updated_at: hookTime(project.createdAt),
    template: false,
    description: null,
    type: 'ProjectLabel',
    group_id: null,
  };
}
