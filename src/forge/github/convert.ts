import { RUN_CONCLUSIONS, RUN_STATUSES } from '../forge.types';
import type {
  ForgeAccount,
  ForgeHook,
  ForgeHookDelivery,
  ForgeJob,
  ForgeRepository,
  ForgeRun,
  ForgeStep,
  RepositoryFacts,
  RepositoryRef,
  RunConclusion,
  RunStatus,
} from '../forge.types';
import type {
  accountSchema,
  RawHook,
  RawHookDelivery,
  RawHookRepository,
  RawJob,
  RawRepository,
  RawRun,
  RawWorkflow,
} from './schemas';
import { clean, COMMIT_MESSAGE_LIMIT } from '../wire/values';
import type { z } from 'zod';

/** GitHub's own default since 2020; stands in for an empty repository that states none. */
const DEFAULT_BRANCH = 'main';

/** Status and conclusion in our vocabulary, such that a conclusion exists only with `completed`. */
export function toState(
  status: string | null | undefined,
  conclusion: string | null | undefined,
): { status: RunStatus; conclusion: RunConclusion | null } {
  const known = RUN_STATUSES.find((candidate) => candidate === status);
  // A status GitHub invents later: finished if it has a conclusion, else the one that claims least.
  const decided = known ?? (conclusion ? 'completed' : 'pending');
  if (decided !== 'completed' || !conclusion) return { status: decided, conclusion: null };
  // An unknown conclusion must neither open an incident nor resolve one.
  return { status: decided, conclusion: RUN_CONCLUSIONS.find((candidate) => candidate === conclusion) ?? 'neutral' };
}

/** `webUrl` tells github.com from an Enterprise server, whose no-reply addresses have its own name in them. */
export function toAccount(raw: z.infer<typeof accountSchema>, webUrl: string): ForgeAccount {
  const { hostname } = new URL(webUrl);
  const commitEmail = `${raw.id}+${raw.login}@users.noreply.${hostname}`;
  return { externalId: raw.id, username: raw.login, displayName: raw.name, email: raw.email, commitEmail };
}

export function toRef(raw: { id: string; full_name: string }): RepositoryRef {
  return { externalId: raw.id, path: raw.full_name };
}

export function toRepository(raw: RawRepository): ForgeRepository {
  return {
    ...toRef(raw),
    name: raw.name,
    ownerName: raw.owner.login,
    description: raw.description,
    isPrivate: raw.private,
    isArchived: raw.archived ?? false,
    url: raw.html_url,
    defaultBranch: raw.default_branch ?? DEFAULT_BRANCH,
    language: raw.language,
    starCount: raw.stargazers_count,
    openIssueCount: raw.open_issues_count,
    permissions: {
      admin: raw.permissions?.admin ?? false,
      push: raw.permissions?.push ?? false,
      // It was shown to us, so it may be read.
      pull: raw.permissions?.pull ?? true,
    },
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    pushedAt: raw.pushed_at,
  };
}

/** What every webhook tells of its repository. */
export function toRepositoryFacts(raw: RawHookRepository): RepositoryFacts {
  return {
    name: raw.name,
    ownerName: raw.owner.login,
    isPrivate: raw.private,
    defaultBranch: raw.default_branch ?? DEFAULT_BRANCH,
  };
}

export function toRun(raw: RawRun, workflow?: RawWorkflow): ForgeRun {
  const state = toState(raw.status, raw.conclusion);
  // Required workflows carry the ref they were read at: `path@refs/heads/main`.
  const path = (raw.path ?? workflow?.path ?? null)?.split('@', 1)[0] ?? null;
  const message = raw.head_commit?.message;
  return {
    externalId: raw.id,
    attempt: raw.run_attempt ?? 1,
    number: raw.run_number,
    workflowExternalId: raw.workflow_id ?? null,
    workflowName: raw.name ?? workflow?.name ?? path ?? raw.display_title ?? 'workflow',
    workflowPath: path,
    event: raw.event,
    ...state,
    branch: raw.head_branch,
    commitSha: raw.head_sha,
    commitMessage: message === null || message === undefined ? null : clean(message, COMMIT_MESSAGE_LIMIT),
    author: raw.triggering_actor ?? raw.actor ?? raw.head_commit?.author?.name ?? null,
    pullRequestNumbers: [...new Set((raw.pull_requests ?? []).flatMap((pull) => (pull ? [pull.number] : [])))],
    baseBranch: baseOf(raw),
    url: raw.html_url,
    startedAt: raw.run_started_at ?? raw.created_at,
    // GitHub states no end; the last touch is what its own page shows.
    completedAt: state.status === 'completed' ? raw.updated_at : null,
    updatedAt: raw.updated_at,
  };
}

/** In a fork GitHub names the pull requests to the repository it was forked from, whose branches are not ours. */
function baseOf({ repository, pull_requests: pulls }: RawRun): string | null {
  const ours = (pulls ?? []).flatMap((pull) => {
    const base = pull?.base;
    const isOurs = repository?.id === undefined || base?.repo?.id === undefined || base.repo.id === repository.id;
    return base !== undefined && base !== null && isOurs ? [base.ref] : [];
  });
  const [base, ...others] = new Set(ours);
  return others.length === 0 ? (base ?? null) : null;
}

/** Steps in order, one per number: GitHub repeats a number after a runner restarted, and the later telling wins. */
function toSteps(raw: NonNullable<RawJob['steps']>): ForgeStep[] {
  const steps = raw.map((step, index) => {
    const number = step.number ?? index + 1;
    return {
      number,
      name: step.name ?? `Step ${number}`,
      ...toState(step.status, step.conclusion),
      startedAt: step.started_at,
      completedAt: step.completed_at,
    };
  });
  return [...new Map(steps.map((step) => [step.number, step])).values()].sort((a, b) => a.number - b.number);
}

/** `attempt` is what the caller asked for; used where the job itself states none (servers before 2022). */
export function toJob(raw: RawJob, attempt = 1): ForgeJob {
  const state = toState(raw.status, raw.conclusion);
  return {
    externalId: raw.id,
    runExternalId: raw.run_id,
    runAttempt: raw.run_attempt ?? attempt,
    name: raw.name ?? `Job ${raw.id}`,
    ...state,
    runner: raw.runner_name,
    url: raw.html_url,
    startedAt: raw.started_at,
    completedAt: state.status === 'completed' ? raw.completed_at : null,
    steps: toSteps(raw.steps ?? []),
  };
}

export function toHook(raw: RawHook): ForgeHook {
  return {
    externalId: raw.id,
    url: raw.config?.url ?? '',
    isActive: raw.active ?? true,
    events: raw.events ?? [],
    createdAt: raw.created_at,
  };
}

export function toHookDelivery(raw: RawHookDelivery): ForgeHookDelivery {
  // 0 stands for "no answer came".
  const statusCode = raw.status_code === 0 ? null : (raw.status_code ?? null);
  return {
    externalId: raw.id,
    deliveryId: raw.guid,
    event: raw.event,
    action: raw.action,
    deliveredAt: new Date(raw.delivered_at),
    isRedelivery: raw.redelivery ?? false,
    statusCode,
    ok: statusCode !== null && statusCode >= 200 && statusCode < 300,
  };
}
