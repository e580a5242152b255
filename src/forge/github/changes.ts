import { z } from 'zod';
import type { ChangeApi } from '../forge';
import type { ForgeCommit } from '../forge.types';
import type { GitHubApi } from './api';
import { clean, COMMIT_MESSAGE_LIMIT, optionalText, time } from '../wire/values';

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const person = z.object({ name: optionalText, date: time }).nullish();
const fileSchema = z.object({ filename: z.string().min(1), previous_filename: z.string().min(1).nullish() });

const commitSchema = z.object({
  sha,
  html_url: optionalText,
  commit: z.object({ message: z.string().nullish(), author: person, committer: person }),
  author: z.object({ login: z.string().nullish() }).nullish(),
  files: z.array(fileSchema).nullish(),
});

const comparisonSchema = z.object({
  merge_base_commit: z.object({ sha }),
  total_commits: z.int().nonnegative(),
  commits: z.array(commitSchema),
  files: z.array(fileSchema).nullish(),
});

/** Commits asked for. A break is found among few; a pull request of more is not read commit by commit. */
const COMMITS = 100;
/** GitHub lists at most this many files of a comparison, and says nothing when there are more. */
const FILES = 300;

/** What git itself forbids in names of branches; the rest is encoded. */
const REF = /^(?!-)(?!.*\.\.)[^\s~^:?*[\\]{1,255}$/;

/** Comparisons and commits seen by one credential. */
export function changeApi(api: GitHubApi): ChangeApi {
  return {
    async compare(repository, base, head) {
      return api.inRepository(repository, async (path) => {
        const range = `${encoded(base)}...${encoded(head)}`;
        const { data } = await api.get(comparisonSchema, `${path}/compare/${range}`, { per_page: COMMITS });
        const files = data.files ?? [];
        return {
          mergeBaseSha: data.merge_base_commit.sha,
          commits: data.commits.map(toCommit).reverse(),
          files: pathsOf(files),
          isComplete: data.commits.length >= data.total_commits && files.length < FILES,
        };
      });
    },
    async getCommit(repository, commit) {
      return api.inRepository(repository, async (path) =>
        toCommit((await api.get(commitSchema, `${path}/commits/${encoded(commit)}`)).data),
      );
    },
  };
}

function encoded(ref: string): string {
  // A name git cannot have names nothing; the forge answers 404 for the one that is sent instead.
  return encodeURIComponent(REF.test(ref) ? ref : 'no-such-ref');
}

function toCommit(raw: z.infer<typeof commitSchema>): ForgeCommit {
  const { message, author, committer } = raw.commit;
  return {
    sha: raw.sha,
    message: clean(message ?? '', COMMIT_MESSAGE_LIMIT),
    author: raw.author?.login ?? author?.name ?? null,
    committedAt: committer?.date ?? author?.date ?? null,
    url: raw.html_url,
    files: raw.files === null || raw.files === undefined ? null : pathsOf(raw.files),
  };
}

function pathsOf(files: readonly z.infer<typeof fileSchema>[]): string[] {
  const paths = files.flatMap(({ filename, previous_filename: previous }) =>
    previous === null || previous === undefined ? [filename] : [filename, previous],
  );
  return [...new Set(paths)];
}
