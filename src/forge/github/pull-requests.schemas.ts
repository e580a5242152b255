import { z } from 'zod';
import { sha } from './refs';
import { count, id, optionalText, text, time } from '../wire/values';

/** Pull requests, comments and checks, as far as we use them. */

/** A number that lists leave out. */
const told = z.int().nonnegative().nullish();
const side = z.object({ ref: z.string().min(1), sha, repo: z.object({ id }).nullish() });

export const pullSchema = z.object({
  number: z.int().positive(),
  node_id: z.string().min(1).nullish(),
  title: text,
  body: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  head: side,
  base: side,
  user: z.object({ login: optionalText }).nullish(),
  labels: z.array(z.object({ name: optionalText })).nullish(),
  html_url: z.string(),
  merge_commit_sha: z.string().nullish(),
  created_at: time,
  updated_at: time,
  closed_at: time,
  merged_at: time,
  // Only the answer about one pull request tells these.
  commits: told,
  comments: told,
  additions: told,
  deletions: told,
  changed_files: told,
});
export type RawPull = z.infer<typeof pullSchema>;
export const pullListSchema = z.array(pullSchema);

/** Only the answer about one pull request tells these; null while GitHub still computes. */
export const mergeStateSchema = z.object({
  state: z.enum(['open', 'closed']),
  mergeable: z.boolean().nullish(),
  mergeable_state: optionalText,
});

export const changedFileListSchema = z.array(
  z.object({
    filename: z.string().min(1),
    previous_filename: z.string().min(1).nullish(),
    status: z.string(),
    additions: count,
    deletions: count,
  }),
);

export const commentSchema = z.object({
  id,
  body: z.string().nullish(),
  html_url: z.string(),
  user: z.object({ id }).nullish(),
});
export const commentListSchema = z.array(commentSchema);

export const checkListSchema = z.object({
  total_count: z.int().nonnegative(),
  check_runs: z.array(
    z.object({
      name: text,
      status: z.string().nullish(),
      conclusion: z.string().nullish(),
      details_url: optionalText,
      html_url: optionalText,
    }),
  ),
});

/** Statuses of other services, the newest of each context. */
export const statusListSchema = z.object({
  statuses: z.array(z.object({ context: text, state: z.string(), target_url: optionalText })),
});
