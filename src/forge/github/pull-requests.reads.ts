import type { ForgeCheck, ForgeFileChange } from '../forge.pull-requests';
import { nextLink } from './api';
import type { GitHubApi } from './api';
import { isNotFound } from './contents';
import { toCheck, toFileChange, toStatusCheck } from './pull-requests.convert';
import { changedFileListSchema, checkListSchema, statusListSchema } from './pull-requests.schemas';
import { encodedRef } from './refs';

const PAGE_SIZE = 100;
/** GitHub lists 3,000 files of a pull request and no more. */
const FILE_PAGES = 30;
/** A thousand checks of one commit is GitHub's own limit. */
const CHECK_PAGES = 10;

export async function readChangedFiles(
  api: GitHubApi,
  base: string,
  number: number,
): Promise<readonly ForgeFileChange[]> {
  const files: ForgeFileChange[] = [];
  for (let page = 1; page <= FILE_PAGES; page += 1) {
    const url = `${base}/pulls/${number}/files`;
    const { data, headers } = await api.get(changedFileListSchema, url, { per_page: PAGE_SIZE, page });
    files.push(...data.map(toFileChange));
    if (nextLink(headers) === null) break;
  }
  return files;
}

/** Check runs and other services' statuses together: a repository may use either, or both. */
export async function readChecks(api: GitHubApi, base: string, sha: string): Promise<readonly ForgeCheck[]> {
  const commit = `${base}/commits/${encodedRef(sha)}`;
  const checks: ForgeCheck[] = [];
  for (let page = 1; page <= CHECK_PAGES; page += 1) {
    const query = { per_page: PAGE_SIZE, page, filter: 'latest' };
    const { data, headers } = await api.get(checkListSchema, `${commit}/check-runs`, query);
    checks.push(...data.check_runs.map(toCheck));
    if (nextLink(headers) === null) break;
  }
  try {
    const { data } = await api.get(statusListSchema, `${commit}/status`, { per_page: PAGE_SIZE });
    checks.push(...data.statuses.map(toStatusCheck));
  } catch (error) {
    // GitHub-like servers know check runs only.
    if (!isNotFound(error)) throw error;
  }
  return checks;
}
