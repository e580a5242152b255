import type {
  ForgeAccount,
  ForgeCommit,
  ForgeHook,
  ForgeJob,
  ForgeRepository,
  ForgeRun,
  RepositoryRef,
} from '../forge.types';
import { clean, COMMIT_MESSAGE_LIMIT } from '../wire/values';
import type { z } from 'zod';
import { HOOK_EVENTS } from './events';
import type { accountSchema, RawCommit, RawDiff, RawHook, RawJob, RawPipeline, RawProject } from './schemas';
import { toJobState, toRunState } from './states';
import type { State } from './states';

/** GitLab's own default since 2021; stands in for an empty repository that states none. */
const DEFAULT_BRANCH = 'main';
/** Guest 10, Planner 15, Reporter 20, Developer 30, Maintainer 40, Owner 50. */
const DEVELOPER = 30;
const MAINTAINER = 40;

export function toAccount(raw: z.infer<typeof accountSchema>, baseUrl: string): ForgeAccount {
  const commitEmail = raw.commit_email ?? `${raw.id}-${raw.username}@users.noreply.${new URL(baseUrl).hostname}`;
  return { externalId: raw.id, username: raw.username, displayName: raw.name, email: raw.email, commitEmail };
}

/** The project's own access or the group's, whichever is more: so GitLab counts, too. */
function levelOf({ permissions }: RawProject): number {
  return Math.max(permissions?.project_access?.access_level ?? 0, permissions?.group_access?.access_level ?? 0);
}

export function toRepository(raw: RawProject): ForgeRepository {
  const level = levelOf(raw);
  return {
    externalId: raw.id,
    path: raw.path_with_namespace,
    name: raw.path,
    ownerName: raw.namespace?.full_path ?? ownerOf(raw.path_with_namespace),
    description: raw.description,
    isPrivate: isPrivate(raw.visibility),
    isArchived: raw.archived ?? false,
    url: raw.web_url,
    defaultBranch: raw.default_branch ?? DEFAULT_BRANCH,
    language: null,
    starCount: raw.star_count,
    openIssueCount: raw.open_issues_count,
    // Hooks take a Maintainer. It was shown to us, so it may be read.
    permissions: { admin: level >= MAINTAINER, push: level >= DEVELOPER, pull: true },
    createdAt: raw.created_at,
    updatedAt: raw.updated_at ?? raw.last_activity_at,
    pushedAt: raw.last_activity_at,
  };
}

/** `internal` is what every account of the instance may read: no secret, but no public page either. */
export function isPrivate(visibility: string | number | null | undefined): boolean {
  return visibility !== 'public' && visibility !== 20;
}

/** Everything before the last slash. */
export function ownerOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end === -1 ? path : path.slice(0, end);
}

/** GitLab tells hooks whole seconds and the API milliseconds; cut, two tellings of one moment are equal. */
export function second(time: Date | null): Date | null {
  return time === null ? null : new Date(Math.floor(time.getTime() / 1000) * 1000);
}

/** What the pipeline itself does not say. */
export interface RunContext {
  /** Where it is not the pipeline's own id. */
  readonly externalId?: string;
  /** Where it is not the name all pipelines have. */
  readonly workflowName?: string;
  readonly attempt: number;
  readonly state: State;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
  readonly commitMessage: string | null;
  /** The branch a person pushed to, and its newest commit: of a merge request's pipeline not what was built. */
  readonly branch: string | null;
  readonly commitSha: string;
  readonly mergeRequest: { readonly number: number; readonly baseBranch: string | null } | null;
}

/** One name for all pipelines of a project: GitLab has one CI file, and names that vary from pipeline to pipeline. */
export const WORKFLOW_NAME = 'Pipeline';

export function toRun(raw: RawPipeline, context: RunContext): ForgeRun {
  const { attempt, state, mergeRequest } = context;
  return {
    externalId: context.externalId ?? raw.id,
    attempt,
    number: raw.iid,
    workflowExternalId: null,
    workflowName: context.workflowName ?? WORKFLOW_NAME,
    workflowPath: '.gitlab-ci.yml',
    event: raw.source ?? 'unknown',
    ...state,
    branch: context.branch,
    commitSha: context.commitSha,
    commitMessage: context.commitMessage === null ? null : clean(context.commitMessage, COMMIT_MESSAGE_LIMIT),
    author: raw.user,
    pullRequestNumbers: mergeRequest === null ? [] : [mergeRequest.number],
    baseBranch: mergeRequest?.baseBranch ?? null,
    url: raw.web_url,
    startedAt: second(context.startedAt),
    completedAt: state.status === 'completed' ? second(context.completedAt) : null,
    updatedAt: raw.updated_at,
  };
}

/** The state of the newest attempt is the pipeline's own. */
export function stateOf(raw: RawPipeline): State {
  return toRunState({ status: raw.status, yaml_errors: raw.yaml_errors });
}

/** `name` stands in where a job carries another one outside its own pipeline. */
export function toJob(raw: RawJob, run: { externalId: string; attempt: number }, name?: string): ForgeJob {
  const state = toJobState(raw);
  const startedAt = second(raw.started_at);
  const completedAt = state.status === 'completed' ? second(raw.finished_at) : null;
  return {
    externalId: raw.id,
    runExternalId: run.externalId,
    runAttempt: run.attempt,
    name: name ?? raw.name ?? `Job ${raw.id}`,
    ...state,
    runner: raw.runner?.description ?? null,
    url: raw.web_url,
    startedAt,
    completedAt,
    // A job's script is one step to GitLab; its stage is what people look for.
    steps: raw.stage === null ? [] : [{ number: 1, name: raw.stage, ...state, startedAt, completedAt }],
  };
}

export function toCommit(raw: RawCommit, files: readonly string[] | null): ForgeCommit {
  return {
    sha: raw.id,
    // Git keeps the line break at the end of a message, other forges do not tell it.
    message: clean((raw.message ?? '').replace(/\n+$/, ''), COMMIT_MESSAGE_LIMIT),
    author: raw.author_name,
    committedAt: raw.committed_date,
    url: raw.web_url,
    files,
  };
}

/** Paths that differ, of a rename both. */
export function pathsOf(diffs: readonly RawDiff[]): string[] {
  return [...new Set(diffs.flatMap(({ old_path: before, new_path: now }) => [now, before]))];
}

export function toHook(raw: RawHook): ForgeHook {
  const events = Object.entries(HOOK_EVENTS).flatMap(([name, attribute]) => (raw[attribute] === true ? [name] : []));
  return {
    externalId: raw.id,
    url: raw.url,
    // Servers before 15 do not say; they did not switch hooks off either.
    isActive: raw.alert_status === null || raw.alert_status === 'executable',
    events,
    createdAt: raw.created_at,
  };
}

export function toRef(raw: { id: string; path_with_namespace: string }): RepositoryRef {
  return { externalId: raw.id, path: raw.path_with_namespace };
}
