import { z } from 'zod';
import type { ForgeCheck, ForgeFileChange } from '../forge.pull-requests';
import type { PullRequestCounts } from '../pull-request.types';
import { id, optionalText, text } from '../wire/values';
import type { GitLabApi } from './api';
import { toCheck, toFileChange } from './merge-requests.convert';
import { gitRef } from './refs';
import { commitListSchema, diffListSchema } from './schemas';
import type { RawMergeRequest } from './schemas';

/** 3,000 files. */
const FILE_PAGES = 30;
const COMMIT_PAGES = 10;
const CHECK_PAGES = 10;

const statusListSchema = z.array(
  z.object({
    id,
    name: text,
    status: z.string(),
    target_url: optionalText,
    allow_failure: z.boolean().nullish(),
  }),
);

export async function readChangedFiles(
  api: GitLabApi,
  project: number,
  iid: number,
): Promise<readonly ForgeFileChange[]> {
  const { items } = await api.pages(diffListSchema, FILE_PAGES, ({ mergeRequests }, page) =>
    mergeRequests.allDiffs(project, iid, page),
  );
  return items.map(toFileChange);
}

/** How much one brings, counted; GitLab tells only the number of files and of notes. */
export async function readCounts(api: GitLabApi, project: number, raw: RawMergeRequest): Promise<PullRequestCounts> {
  const files = await readChangedFiles(api, project, raw.iid);
  const { items } = await api.pages(commitListSchema, COMMIT_PAGES, ({ mergeRequests }, page) =>
    mergeRequests.allCommits(project, raw.iid, page),
  );
  return {
    commits: items.length,
    comments: raw.user_notes_count,
    addedLines: files.reduce((sum, { addedLines }) => sum + addedLines, 0),
    removedLines: files.reduce((sum, { removedLines }) => sum + removedLines, 0),
    changedFiles: files.length,
  };
}

/** GitLab keeps jobs and other services' statuses in one list; of each name the newest counts. */
export async function readChecks(api: GitLabApi, project: number, sha: string): Promise<readonly ForgeCheck[]> {
  const wanted = gitRef(sha);
  const { items } = await api.pages(statusListSchema, CHECK_PAGES, ({ commits }, page) =>
    // Gitbeaker's types forget that this list has pages.
    commits.allStatuses(project, wanted, page as never),
  );
  const newest = new Map<string, (typeof items)[number]>();
  for (const status of items) {
    const known = newest.get(status.name);
    if (known === undefined || Number(status.id) > Number(known.id)) newest.set(status.name, status);
  }
  return [...newest.values()].map(toCheck);
}
