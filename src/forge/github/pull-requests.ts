import { z } from 'zod';
import { ForgeError } from '../forge.errors';
import type { ForgeErrorKind } from '../forge.errors';
import type { PullRequestApi, PullRequestSpec } from '../forge.pull-requests';
import type { RepositoryRef } from '../forge.types';
import type { ForgePullRequest } from '../pull-request.types';
import type { GitHubApi } from './api';
import { readChangedFiles, readChecks } from './pull-requests.reads';
import { writeComment } from './comments';
import { toMergeability, toPullRequest } from './pull-requests.convert';
import { mergeStateSchema, pullListSchema, pullSchema } from './pull-requests.schemas';
import type { RawPull } from './pull-requests.schemas';
import { encodedRef } from './refs';

const PAGE_SIZE = 100;
const READY = `mutation($id: ID!) {
  markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { id isDraft } }
}`;

const DRAFT = `mutation($id: ID!) {
  convertPullRequestToDraft(input: {pullRequestId: $id}) { pullRequest { id isDraft } }
}`;

const EXISTS = /pull request already exists/i;
const NO_DRAFTS = /draft pull requests are not supported/i;
const NOTHING_BETWEEN = /no commits between|no history in common/i;
const NO_BRANCH = /PullRequest (?:head|base) invalid/i;

function says(error: unknown, words: RegExp): error is ForgeError {
  return error instanceof ForgeError && error.status === 422 && words.test(error.reason ?? '');
}

function as(kind: ForgeErrorKind, error: ForgeError): ForgeError {
  return new ForgeError('github', kind, {
    ...(error.status === null ? {} : { status: error.status }),
    ...(error.reason === null ? {} : { reason: error.reason }),
  });
}

/** GitHub answers every refused pull request with 422 and says why in words only. */
export function toPullRequestError(error: unknown): unknown {
  if (says(error, NOTHING_BETWEEN)) return as('conflict', error);
  if (says(error, NO_BRANCH)) return as('not-found', error);
  return error;
}

/** Pull requests seen and written by one credential. */
export function pullRequestApi(api: GitHubApi): PullRequestApi {
  const read = async (base: string, number: number): Promise<RawPull> =>
    (await api.get(pullSchema, `${base}/pulls/${number}`)).data;

  async function list(base: string, query: Readonly<Record<string, string>>): Promise<readonly RawPull[]> {
    return (await api.get(pullListSchema, `${base}/pulls`, { per_page: PAGE_SIZE, ...query })).data;
  }

  async function findOpen(base: string, spec: PullRequestSpec): Promise<RawPull | null> {
    const found = await list(base, {
      head: `${ownerOf(base)}:${spec.headBranch}`,
      base: spec.baseBranch,
      state: 'open',
    });
    // Servers that do not know the filter answer everything.
    return found.find((pull) => pull.head.ref === spec.headBranch && pull.base.ref === spec.baseBranch) ?? null;
  }

  /** REST knows the mark and cannot change it. */
  async function mark(repository: RepositoryRef, number: number, isDraft: boolean): Promise<void> {
    await api.inRepository(repository, async (base) => {
      const { draft, node_id: node } = await read(base, number);
      if ((draft === true) !== isDraft && typeof node === 'string')
        await api.mutate(isDraft ? DRAFT : READY, { id: node });
    });
  }

  async function create(base: string, spec: PullRequestSpec, draft: boolean): Promise<RawPull> {
    const { title, body, headBranch: head, baseBranch } = spec;
    try {
      return await api.write('POST', pullSchema, `${base}/pulls`, { title, body, head, base: baseBranch, draft });
    } catch (error) {
      if (draft && says(error, NO_DRAFTS)) return create(base, spec, false);
      throw toPullRequestError(error);
    }
  }

  async function ensure(base: string, spec: PullRequestSpec): Promise<{ raw: RawPull; created: boolean }> {
    const present = await findOpen(base, spec);
    if (present !== null) return { raw: present, created: false };
    try {
      return { raw: await create(base, spec, spec.isDraft), created: true };
    } catch (error) {
      // Somebody was faster, or our own answer was lost.
      const other = says(error, EXISTS) ? await findOpen(base, spec) : null;
      if (other === null) throw error;
      return { raw: other, created: false };
    }
  }

  const change = (base: string, number: number, changes: object): Promise<RawPull> =>
    api.write('PATCH', pullSchema, `${base}/pulls/${number}`, changes);

  return {
    async ensurePullRequest(repository, spec) {
      return api.inRepository(repository, async (base) => {
        const { raw, created } = await ensure(base, spec);
        return { pullRequest: toPullRequest(raw), created };
      });
    },
    async getPullRequest(repository, number) {
      return api.inRepository(repository, async (base) => toPullRequest(await read(base, number)));
    },
    async findPullRequests(repository, of) {
      return api.inRepository(repository, async (base) => {
        if ('sha' in of) {
          const url = `${base}/commits/${encodedRef(of.sha)}/pulls`;
          return newestFirst((await api.get(pullListSchema, url, { per_page: PAGE_SIZE })).data);
        }
        const found = await list(base, { head: `${ownerOf(base)}:${of.headBranch}`, state: 'all' });
        return newestFirst(found.filter((pull) => pull.head.ref === of.headBranch));
      });
    },
    async updatePullRequest(repository, number, wanted) {
      return api.inRepository(repository, async (base) => {
        const now = await read(base, number);
        const changes = {
          ...(wanted.title === undefined || wanted.title === now.title ? {} : { title: wanted.title }),
          ...(wanted.body === undefined || wanted.body === now.body ? {} : { body: wanted.body }),
          ...(wanted.baseBranch === undefined || wanted.baseBranch === now.base.ref ? {} : { base: wanted.baseBranch }),
        };
        try {
          return toPullRequest(Object.keys(changes).length === 0 ? now : await change(base, number, changes));
        } catch (error) {
          throw toPullRequestError(error);
        }
      });
    },
    ensureReady: (repository, number) => mark(repository, number, false),
    ensureDraft: (repository, number) => mark(repository, number, true),
    async ensureClosed(repository, number) {
      return api.inRepository(repository, async (base) => {
        const now = await read(base, number);
        return toPullRequest(now.state === 'closed' ? now : await change(base, number, { state: 'closed' }));
      });
    },
    async mergeability(repository, number) {
      return api.inRepository(repository, async (base) =>
        toMergeability((await api.get(mergeStateSchema, `${base}/pulls/${number}`)).data),
      );
    },
    async listChangedFiles(repository, number) {
      return api.inRepository(repository, (base) => readChangedFiles(api, base, number));
    },
    async listChecks(repository, sha) {
      return api.inRepository(repository, (base) => readChecks(api, base, sha));
    },
    async ensureComment(repository, number, comment) {
      return api.inRepository(repository, (base) => writeComment(api, base, number, comment));
    },
    async ensureLabels(repository, number, labels) {
      if (labels.length === 0) return;
      await api.inRepository(repository, (base) =>
        api.write('POST', z.unknown(), `${base}/issues/${number}/labels`, { labels }),
      );
    },
    async ensureReviewers(repository, number, reviewers) {
      if (reviewers.length === 0) return;
      await api.inRepository(repository, (base) =>
        api.write('POST', z.unknown(), `${base}/pulls/${number}/requested_reviewers`, { reviewers }),
      );
    },
  };
}

/** GitHub names heads with their owner: the first part of the path we were given the base for. */
function ownerOf(base: string): string {
  return base.split('/')[2] ?? '';
}

function newestFirst(pulls: readonly RawPull[]): readonly ForgePullRequest[] {
  return [...pulls].sort((a, b) => b.number - a.number).map(toPullRequest);
}
