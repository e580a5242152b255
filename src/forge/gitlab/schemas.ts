import { z } from 'zod';
import { count, id, optionalText, text, time } from '../wire/values';

/** What GitLab answers and sends, as far as we use it. Extra fields are dropped, used ones are strict. */

export const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

const username = z
  .object({ username: z.string().nullish() })
  .nullish()
  .transform((value) => value?.username ?? null);

export const accountSchema = z.object({
  id,
  username: z.string().min(1),
  name: optionalText,
  email: optionalText,
  /** `<id>-<name>@users.noreply.<host>`, as the instance spells it. */
  commit_email: optionalText,
});

const access = z.object({ access_level: z.int().nonnegative() }).nullish();

export const projectSchema = z.object({
  id,
  path_with_namespace: z.string().min(1).max(1000),
  name: text,
  path: text,
  namespace: z.object({ full_path: text }).nullish(),
  description: optionalText,
  visibility: z.string().nullish(),
  archived: z.boolean().nullish(),
  web_url: z.string(),
  default_branch: optionalText,
  star_count: count,
  open_issues_count: count,
  permissions: z.object({ project_access: access, group_access: access }).nullish(),
  created_at: time,
  updated_at: time,
  last_activity_at: time,
});
export type RawProject = z.infer<typeof projectSchema>;
export const projectListSchema = z.array(projectSchema);

export const pipelineSchema = z.object({
  id,
  iid: count,
  status: z.string(),
  source: optionalText,
  ref: optionalText,
  tag: z.boolean().nullish(),
  sha: z.string().min(1).max(64),
  name: optionalText,
  web_url: z.string(),
  yaml_errors: optionalText,
  user: username,
  created_at: time,
  started_at: time,
  updated_at: time,
  finished_at: time,
});
export type RawPipeline = z.infer<typeof pipelineSchema>;
export const pipelineListSchema = z.array(pipelineSchema);

export const jobSchema = z.object({
  id,
  name: optionalText,
  stage: optionalText,
  status: z.string(),
  failure_reason: optionalText,
  allow_failure: z.boolean().nullish(),
  archived: z.boolean().nullish(),
  web_url: optionalText,
  created_at: time,
  started_at: time,
  finished_at: time,
  runner: z.object({ description: optionalText }).nullish(),
  commit: z.object({ message: z.string().nullish(), author_name: optionalText }).nullish(),
  artifacts: z.array(z.object({ file_type: z.string(), filename: optionalText, size: count })).nullish(),
  artifacts_expire_at: time,
});
export type RawJob = z.infer<typeof jobSchema>;
export const jobListSchema = z.array(jobSchema);

/** A job that starts another pipeline. */
export const bridgeSchema = jobSchema.extend({
  downstream_pipeline: z.object({ id, project_id: id.nullish(), status: z.string().nullish() }).nullish(),
});
export type RawBridge = z.infer<typeof bridgeSchema>;
export const bridgeListSchema = z.array(bridgeSchema);

/** What GitLab read of the JUnit reports of a pipeline's jobs, a suite a job. */
export const testReportSchema = z.object({
  test_suites: z.array(
    z.object({
      name: text,
      test_cases: z
        .array(
          z.object({
            status: z.string(),
            name: text,
            classname: optionalText,
            file: optionalText,
            execution_time: z.number().nonnegative().nullish(),
          }),
        )
        .catch([]),
    }),
  ),
});
export type RawTestSuite = z.infer<typeof testReportSchema>['test_suites'][number];

/** What linting a CI file says. */
export const lintSchema = z.object({ valid: z.boolean(), errors: z.array(z.string()).catch([]) });

export const commitSchema = z.object({
  id: sha,
  message: z.string().nullish(),
  author_name: optionalText,
  committed_date: time,
  web_url: optionalText,
  parent_ids: z.array(sha).nullish(),
});
export type RawCommit = z.infer<typeof commitSchema>;
export const commitListSchema = z.array(commitSchema);

export const diffSchema = z.object({
  old_path: z.string().min(1),
  new_path: z.string().min(1),
  new_file: z.boolean().nullish(),
  renamed_file: z.boolean().nullish(),
  deleted_file: z.boolean().nullish(),
  diff: z.string().nullish(),
});
export type RawDiff = z.infer<typeof diffSchema>;
export const diffListSchema = z.array(diffSchema);

export const mergeRequestSchema = z.object({
  iid: z.int().positive(),
  title: text,
  description: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  state: z.enum(['opened', 'closed', 'locked', 'merged']),
  draft: z.boolean().nullish(),
  work_in_progress: z.boolean().nullish(),
  source_branch: z.string().min(1),
  target_branch: z.string().min(1),
  source_project_id: id.nullish(),
  target_project_id: id.nullish(),
  sha: sha.nullish(),
  diff_refs: z.object({ base_sha: sha.nullish(), start_sha: sha.nullish() }).nullish(),
  author: username,
  reviewers: z.array(z.object({ id })).nullish(),
  labels: z.array(z.string()).nullish(),
  web_url: z.string(),
  merge_commit_sha: sha.nullish(),
  squash_commit_sha: sha.nullish(),
  created_at: time,
  updated_at: time,
  closed_at: time,
  merged_at: time,
  user_notes_count: count,
  merge_status: optionalText,
  detailed_merge_status: optionalText,
  has_conflicts: z.boolean().nullish(),
});
export type RawMergeRequest = z.infer<typeof mergeRequestSchema>;
export const mergeRequestListSchema = z.array(mergeRequestSchema);

export const hookSchema = z.looseObject({
  id,
  url: z.string(),
  alert_status: optionalText,
  disabled_until: time,
  created_at: time,
});
export type RawHook = z.infer<typeof hookSchema>;
export const hookListSchema = z.array(hookSchema);

export const hookEventSchema = z.object({
  id,
  trigger: z.string(),
  request_headers: z.record(z.string(), z.unknown()).catch({}),
  response_headers: z.record(z.string(), z.unknown()).nullish().catch(null),
  response_status: z.union([z.string(), z.number()]).nullish(),
  created_at: time,
});
export type RawHookEvent = z.infer<typeof hookEventSchema>;
export const hookEventListSchema = z.array(hookEventSchema);
