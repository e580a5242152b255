import { z } from 'zod';
import { count, id, optionalText, text, time } from '../wire/values';
import { sha } from './schemas';

/** What GitLab's hooks send, as far as we use it. */

const user = z
  .object({ username: z.string().nullish() })
  .nullish()
  .transform((value) => value?.username ?? null);

export const hookProjectSchema = z.object({
  id,
  name: text,
  path_with_namespace: z.string().min(1).max(1000),
  web_url: z.string(),
  default_branch: optionalText,
  visibility_level: z.int().nullish(),
});
export type RawHookProject = z.infer<typeof hookProjectSchema>;

const commit = z.object({ message: z.string().nullish() }).nullish();

/** Where a child pipeline comes from. */
const source = z.object({ pipeline_id: id.nullish(), project: z.object({ id: id.nullish() }).nullish() }).nullish();

export const pipelineEventSchema = z.object({
  source_pipeline: source,
  object_attributes: z.object({
    id,
    iid: count,
    status: z.string(),
    source: optionalText,
    ref: optionalText,
    tag: z.boolean().nullish(),
    sha: z.string().min(1).max(64),
    created_at: time,
    finished_at: time,
    url: optionalText,
  }),
  merge_request: z
    .object({ iid: z.int().positive(), source_branch: optionalText, target_branch: optionalText })
    .nullish(),
  user,
  project: hookProjectSchema,
  commit,
});
export type RawPipelineEvent = z.infer<typeof pipelineEventSchema>;

export const jobEventSchema = z.object({
  build_id: id,
  build_name: optionalText,
  build_stage: optionalText,
  build_status: z.string(),
  build_started_at: time,
  build_finished_at: time,
  build_allow_failure: z.boolean().nullish(),
  build_failure_reason: optionalText,
  pipeline_id: id,
  retries_count: count,
  runner: z.object({ description: optionalText }).nullish(),
  source_pipeline: source,
  // Servers before 15.1 send no project, and nothing else that would tell its path.
  project: hookProjectSchema,
});
export type RawJobEvent = z.infer<typeof jobEventSchema>;

export const pushEventSchema = z.object({
  ref: z.string().max(1000),
  before: sha,
  after: sha,
  user_username: optionalText,
  user_name: optionalText,
  project: hookProjectSchema,
  commits: z.array(z.object({ id: sha, message: z.string().nullish() })).nullish(),
});
export type RawPushEvent = z.infer<typeof pushEventSchema>;

export const mergeRequestEventSchema = z.object({
  user,
  project: hookProjectSchema,
  labels: z.array(z.object({ title: optionalText })).nullish(),
  changes: z
    .object({ draft: z.object({ current: z.boolean().nullish() }).nullish() })
    .nullish()
    .catch(null),
  object_attributes: z.object({
    iid: z.int().positive(),
    action: optionalText,
    oldrev: optionalText,
    title: text,
    description: z.string().nullish(),
    state: z.enum(['opened', 'closed', 'locked', 'merged']),
    draft: z.boolean().nullish(),
    work_in_progress: z.boolean().nullish(),
    source_branch: z.string().min(1),
    target_branch: z.string().min(1),
    source_project_id: id.nullish(),
    target_project_id: id.nullish(),
    last_commit: z.object({ id: sha }).nullish(),
    url: optionalText,
    merge_commit_sha: sha.nullish(),
    created_at: time,
    updated_at: time,
  }),
});
export type RawMergeRequestEvent = z.infer<typeof mergeRequestEventSchema>;
