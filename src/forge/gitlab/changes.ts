import { z } from 'zod';
import type { ChangeApi } from '../forge';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { pathsOf, toCommit } from './convert';
import { gitRef } from './refs';
import { commitListSchema, commitSchema, diffListSchema, sha } from './schemas';
import type { RawCommit } from './schemas';

const comparisonSchema = z.object({
  commit: z.object({ id: sha }).nullish(),
  commits: commitListSchema.nullish().transform((value) => value ?? []),
  diffs: diffListSchema.nullish().transform((value) => value ?? []),
  compare_timeout: z.boolean().nullish(),
});
const idSchema = z.object({ id: sha });

/** Commits told; a break is found among few. */
const COMMITS = 100;
/** GitLab tells the diffs of at most this many files (`diff_max_files`), and says nothing when there are more. */
const FILES = 1000;
/** Files of one commit. */
const DIFF_PAGES = 10;

/** Comparisons and commits seen by one credential. */
export function changeApi(api: GitLabApi): ChangeApi {
  return {
    async compare(repository, base, head) {
      const project = numericId(repository.externalId);
      const [from, to] = [gitRef(base), gitRef(head)];
      const { data } = await api.get(comparisonSchema, ({ repositories }) => repositories.compare(project, from, to));
      const { data: common } = await api.get(idSchema, ({ repositories }) =>
        repositories.mergeBase(project, [from, to]),
      );
      const commits = newestFirst(data.commits, data.commit?.id ?? null);
      return {
        mergeBaseSha: common.id,
        commits: commits.slice(0, COMMITS).map((commit) => toCommit(commit, null)),
        files: pathsOf(data.diffs),
        isComplete: data.compare_timeout !== true && commits.length <= COMMITS && data.diffs.length < FILES,
      };
    },
    async getCommit(repository, ref) {
      const project = numericId(repository.externalId);
      const wanted = gitRef(ref);
      const { data } = await api.get(commitSchema, ({ commits }) => commits.show(project, wanted));
      const { items, isComplete } = await api.pages(diffListSchema, DIFF_PAGES, ({ commits }, page) =>
        commits.showDiff(project, data.id, page),
      );
      return toCommit(data, isComplete ? pathsOf(items) : null);
    },
  };
}

/** GitLab tells them oldest first today, and did otherwise; the head is known to be the newest. */
function newestFirst(commits: readonly RawCommit[], head: string | null): readonly RawCommit[] {
  return commits[0]?.id === head ? commits : [...commits].reverse();
}
