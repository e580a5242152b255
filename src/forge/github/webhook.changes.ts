import { z } from 'zod';
import type { ForgeEvent, PullRequestChange } from '../forge.types';
import { revertsOf } from '../reverts';
import { toRef } from './convert';
import { toPullRequest } from './pull-requests.convert';
import { pullSchema } from './pull-requests.schemas';
import { sha } from './refs';
import { hookRepositorySchema } from './schemas';
import { optionalText } from '../wire/values';

const BRANCH = 'refs/heads/';
const MAX_REVERTS = 100;

export const pushEventSchema = z.object({
  repository: hookRepositorySchema,
  ref: z.string().max(1000),
  before: sha,
  after: sha,
  forced: z.boolean().nullish(),
  pusher: z.object({ name: optionalText }).nullish(),
  commits: z.array(z.object({ id: sha, message: z.string() })).nullish(),
  sender: z.object({ login: optionalText }).nullish(),
});

export const pullRequestEventSchema = z.object({
  action: z.string(),
  repository: hookRepositorySchema,
  pull_request: pullSchema,
  sender: z.object({ login: optionalText }).nullish(),
});

/** The event of a push, or why it is none to us. */
export function toPushEvent(raw: z.infer<typeof pushEventSchema>): ForgeEvent | string {
  if (!raw.ref.startsWith(BRANCH)) return 'push to something that is no branch';
  return {
    type: 'push',
    repository: toRef(raw.repository),
    branch: raw.ref.slice(BRANCH.length),
    beforeSha: commitOf(raw.before),
    afterSha: commitOf(raw.after),
    isForced: raw.forced ?? false,
    pusher: raw.sender?.login ?? raw.pusher?.name ?? null,
    reverts: (raw.commits ?? []).flatMap(({ id, message }) => revertsOf({ sha: id, message })).slice(0, MAX_REVERTS),
  };
}

/** GitHub writes zeros for a branch that was not, or is no more. */
function commitOf(id: string): string | null {
  return /^0+$/.test(id) ? null : id;
}

/** Actions not listed (reviews, locks, milestones, queues, …) change nothing we keep. */
const CHANGES: Readonly<Record<string, PullRequestChange>> = {
  opened: 'opened',
  synchronize: 'updated',
  edited: 'edited',
  labeled: 'edited',
  unlabeled: 'edited',
  ready_for_review: 'ready',
  converted_to_draft: 'drafted',
  closed: 'closed',
  reopened: 'reopened',
};

/** The event of a pull request, or why it is none to us. */
export function toPullRequestEvent(raw: z.infer<typeof pullRequestEventSchema>): ForgeEvent | string {
  const change = Object.hasOwn(CHANGES, raw.action) ? CHANGES[raw.action] : undefined;
  if (change === undefined) return 'pull request action changes nothing we keep';
  return {
    type: 'pull-request',
    repository: toRef(raw.repository),
    change,
    pullRequest: toPullRequest(raw.pull_request),
    actor: raw.sender?.login ?? null,
  };
}
