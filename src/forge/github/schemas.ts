import { z } from 'zod';
import { count, id, optionalText, text, time } from '../wire/values';

/** What GitHub answers and sends, as far as we use it. Extra fields are dropped, used ones are strict. */

const login = z
  .object({ login: z.string().nullish() })
  .nullish()
  .transform((value) => value?.login ?? null);

export const accountSchema = z.object({ id, login: z.string().min(1), name: optionalText, email: optionalText });

export const repositorySchema = z.object({
  id,
  full_name: z.string().min(1).max(300),
  name: text,
  owner: z.object({ login: text }),
  description: optionalText,
  private: z.boolean(),
  archived: z.boolean().nullish(),
  html_url: z.string(),
  default_branch: optionalText,
  language: optionalText,
  stargazers_count: count,
  open_issues_count: count,
  permissions: z
    .object({ admin: z.boolean().nullish(), push: z.boolean().nullish(), pull: z.boolean().nullish() })
    .nullish(),
  created_at: time,
  updated_at: time,
  pushed_at: time,
});
export type RawRepository = z.infer<typeof repositorySchema>;

export const runSchema = z.object({
  id,
  name: optionalText,
  display_title: optionalText,
  path: optionalText,
  run_number: count,
  run_attempt: z.int().positive().nullish(),
  workflow_id: id.nullish(),
  event: text,
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  head_branch: optionalText,
  head_sha: z.string().min(1).max(64),
  head_commit: z
    .object({ message: z.string().nullish(), author: z.object({ name: optionalText }).nullish() })
    .nullish(),
  actor: login,
  triggering_actor: login,
  repository: z.object({ id }).nullish(),
  pull_requests: z
    .array(
      z
        .object({
          number: z.int().positive(),
          base: z.object({ ref: z.string().max(1000), repo: z.object({ id }).nullish() }).nullish(),
        })
        .nullable(),
    )
    .nullish(),
  html_url: z.string(),
  created_at: time,
  run_started_at: time,
  updated_at: time,
});
export type RawRun = z.infer<typeof runSchema>;

/** The `workflow` beside a run in a webhook: newer than the run's own copy, null for deleted workflows. */
export const workflowSchema = z.object({ name: optionalText, path: optionalText }).nullish();
export type RawWorkflow = z.infer<typeof workflowSchema>;

export const stepSchema = z.object({
  number: z.int().nonnegative().nullish(),
  name: optionalText,
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  started_at: time,
  completed_at: time,
});

export const jobSchema = z.object({
  id,
  run_id: id,
  run_attempt: z.int().positive().nullish(),
  name: optionalText,
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  runner_name: optionalText,
  html_url: optionalText,
  started_at: time,
  completed_at: time,
  steps: z.array(stepSchema).nullish(),
});
export type RawJob = z.infer<typeof jobSchema>;

export const hookSchema = z.object({
  id,
  active: z.boolean().nullish(),
  events: z.array(z.string()).nullish(),
  config: z.object({ url: z.string().nullish() }).nullish(),
  created_at: time,
});
export type RawHook = z.infer<typeof hookSchema>;

export const hookDeliverySchema = z.object({
  id,
  guid: z.union([z.string().min(1), z.number()]).transform(String),
  delivered_at: z.string(),
  redelivery: z.boolean().nullish(),
  status_code: z.int().nullish(),
  event: z.string(),
  action: optionalText,
});
export type RawHookDelivery = z.infer<typeof hookDeliverySchema>;

export const repositoryListSchema = z.array(repositorySchema);
export const hookListSchema = z.array(hookSchema);
export const hookDeliveryListSchema = z.array(hookDeliverySchema);
export const runListSchema = z.object({ total_count: z.int().nonnegative(), workflow_runs: z.array(runSchema) });
export const jobListSchema = z.object({ total_count: z.int().nonnegative(), jobs: z.array(jobSchema) });

/** The repository part of a webhook: only what identifies it, since old senders leave the rest out. */
export const hookRepositorySchema = z.object({
  id,
  full_name: z.string().min(1).max(300),
  name: text,
  owner: z.object({ login: text }),
  private: z.boolean(),
  default_branch: optionalText,
});
export type RawHookRepository = z.infer<typeof hookRepositorySchema>;

export const runEventSchema = z.object({
  repository: hookRepositorySchema,
  workflow_run: runSchema,
  workflow: workflowSchema,
});
export const jobEventSchema = z.object({ repository: hookRepositorySchema, workflow_job: jobSchema });
export const repositoryEventSchema = z.object({
  action: z.string(),
  repository: hookRepositorySchema,
  changes: z.object({ default_branch: z.unknown().optional() }).nullish(),
});
export const pingEventSchema = z.object({ hook_id: id.nullish() });
