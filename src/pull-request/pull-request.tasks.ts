import { z } from 'zod';
import { defineTask } from '../queue/task';
import { toldConnection } from '../queue/task-connection';

const openSchema = z.object({
  attempt_id: z.uuid(),
  connection_id: toldConnection,
  /** Whether it stays a draft; null: as the repository's policy says. */
  draft: z.boolean().nullable().default(null),
});
export type OpenPullRequest = z.infer<typeof openSchema>;

/** Brings an attempt's patch to the forge: a new pull request, or the next commit on the one there is. */
export const openPullRequest = defineTask('pull-request.open', openSchema);

const settleSchema = z.object({ pull_request_id: z.uuid(), connection_id: toldConnection });
export type SettlePullRequest = z.infer<typeof settleSchema>;

/** What is enqueued about a pull request. */
export function aboutOf(row: { readonly id: string; readonly repository_connection_id: string }): SettlePullRequest {
  return { pull_request_id: row.id, connection_id: row.repository_connection_id };
}

/** Brings the forge to the phase a pull request is in. */
export const settlePullRequest = defineTask('pull-request.settle', settleSchema);

/** Thinks of the next attempt. In no lane: a model may take minutes, and nothing is written. */
export const retryFix = defineTask('pull-request.retry', settleSchema);

const createSchema = z.object({
  incident_id: z.uuid(),
  run_id: z.uuid(),
  user_id: z.uuid(),
  connection_id: toldConnection,
  /** Overrides the repository's `use_ai`; null: as it says. */
  use_ai: z.boolean().nullable(),
  /** Overrides the policy's `draft`; null: as it says. */
  draft: z.boolean().nullable().default(null),
  /** Where the pull request goes; null: as the failing branch asks for. */
  base_branch: z.string().nullable().default(null),
});
export type CreatePullRequest = z.infer<typeof createSchema>;

/** Looks for a fix because a person asked for one. */
export const createPullRequest = defineTask('pull-request.create', createSchema, { maxAttempts: 3 });

const suggestSchema = z.object({
  attempt_id: z.uuid(),
  connection_id: toldConnection,
  pull_request_number: z.int(),
});
export type SuggestPatch = z.infer<typeof suggestSchema>;

/** Tells a fork's pull request what its author may take over. */
export const suggestPatch = defineTask('pull-request.suggest', suggestSchema);

/** Tells a failing branch's pull request what keeps fixes from being proposed. */
export const tellBlocked = defineTask('pull-request.tell-blocked', suggestSchema);

/** Looks for fixes whose CI nobody has heard of; every 5 minutes. */
export const proveFixes = defineTask('pull-request.prove', z.object({}), { cron: '*/5 * * * *', maxAttempts: 1 });

/** Looks at open pull requests of which nothing was heard: a webhook may be lost for good. Every 5 minutes. */
export const lookAtOpen = defineTask('pull-request.look', z.object({}), { cron: '*/5 * * * *', maxAttempts: 1 });

/**
 * Writes of one account go out one after the other, over all workers: forges limit what a token makes, whatever the
 * repository. A user has one account at a forge.
 */
export const writeLane = (userId: string): string => `pull-request:${userId}`;
