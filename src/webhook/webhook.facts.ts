import { z } from 'zod';
import { RUN_CONCLUSIONS, RUN_STATUSES } from '../forge/forge.types';
import type { ForgeJob, ForgeRun, ForgeStep, RepositoryRef } from '../forge/forge.types';
import type { ToldRevert } from '../forge/reverts';
import { defineFact } from '../queue/task';
import { DELIVERY_SOURCES } from './webhook.entity';

// Times travel as ISO text and come out as dates again.
const time = z.coerce.date().nullable();
const status = z.enum(RUN_STATUSES);
const conclusion = z.enum(RUN_CONCLUSIONS).nullable();
const text = z.string().nullable();

const repository = z.object({ externalId: z.string(), path: z.string() }) satisfies z.ZodType<RepositoryRef>;

const run = z.object({
  externalId: z.string(),
  attempt: z.int(),
  number: z.int(),
  workflowExternalId: text,
  workflowName: z.string(),
  workflowPath: text,
  event: z.string(),
  status,
  conclusion,
  branch: text,
  commitSha: z.string(),
  commitMessage: text,
  author: text,
  pullRequestNumbers: z.array(z.int()),
  // Tasks that were written before this was told have none.
  baseBranch: text.default(null),
  url: z.string(),
  startedAt: time,
  completedAt: time,
  updatedAt: time,
}) satisfies z.ZodType<ForgeRun>;

const step = z.object({
  number: z.int(),
  name: z.string(),
  status,
  conclusion,
  startedAt: time,
  completedAt: time,
}) satisfies z.ZodType<ForgeStep>;

const job = z.object({
  externalId: z.string(),
  runExternalId: z.string(),
  runAttempt: z.int(),
  name: z.string(),
  status,
  conclusion,
  runner: text,
  url: text,
  startedAt: time,
  completedAt: time,
  steps: z.array(step),
}) satisfies z.ZodType<ForgeJob>;

/** What a forge told about a workflow run or job, with the connection it concerns. Dates, not texts, for subscribers. */
export const webhookReceivedSchema = z.object({
  /** Id of the stored delivery (ours, not the forge's). */
  delivery_id: z.uuid(),
  connection_id: z.uuid(),
  user_id: z.uuid(),
  source: z.enum(DELIVERY_SOURCES),
  event: z.discriminatedUnion('type', [
    // Tasks that were written before this was told came from a forge that tells all.
    z.object({ type: z.literal('run'), repository, run, isWhole: z.boolean().default(true) }),
    z.object({ type: z.literal('job'), repository, job }),
  ]),
});
export type WebhookReceived = z.infer<typeof webhookReceivedSchema>;

/** A verified delivery about a branch or a pull request, as far as anybody wants to know: where to look. */
const changeReceivedSchema = z.object({
  delivery_id: z.uuid(),
  connection_id: z.uuid(),
  user_id: z.uuid(),
  change: z.discriminatedUnion('of', [
    z.object({
      of: z.literal('branch'),
      branch: z.string(),
      reverts: z
        .array(
          z.object({
            by: z.string(),
            sha: text,
            pullRequestNumber: z.int().nullable(),
          }) satisfies z.ZodType<ToldRevert>,
        )
        .default([]),
    }),
    z.object({ of: z.literal('pull-request'), number: z.int() }),
  ]),
});
export type ChangeReceived = z.infer<typeof changeReceivedSchema>;

/**
 * A branch moved, or something happened to a pull request. Apart from `webhook.received`, so that the many who hear of
 * runs are not told of every push.
 */
export const changeReceived = defineFact('webhook.change-received', changeReceivedSchema);

/** A verified delivery about a workflow run or job. Told at least once; subscribers must be idempotent. */
export const webhookReceived = defineFact('webhook.received', webhookReceivedSchema);
