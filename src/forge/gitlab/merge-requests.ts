import { z } from 'zod';
import type { PullRequestApi, PullRequestSpec } from '../forge.pull-requests';
import type { ForgePullRequest } from '../pull-request.types';
import { numericId } from './api';
import type { GitLabApi } from './api';
import { changeApi } from './changes';
import { writeNote } from './comments';
import { gitlabError, says } from './errors';
import { isDraft, markedTitle, bareTitle, toMergeability, toPullRequest } from './merge-requests.convert';
import { readChangedFiles, readChecks, readCounts } from './merge-requests.reads';
import { gitRef } from './refs';
import { reviewerIds } from './reviewers';
import { mergeRequestListSchema, mergeRequestSchema } from './schemas';
import type { RawMergeRequest } from './schemas';
import type { RepositoryRef } from '../forge.types';

const PAGE = { page: 1, perPage: 100 };
const EXISTS = /already exists/i;
const NO_BRANCH = /branch.*(?:does not exist|can't be blank|not found|is invalid)/i;

/** Merge requests seen and written by one credential. */
export function pullRequestApi(api: GitLabApi): PullRequestApi {
  const read = async (project: number, iid: number): Promise<RawMergeRequest> =>
    (await api.get(mergeRequestSchema, ({ mergeRequests }) => mergeRequests.show(project, iid))).data;

  const told = async (project: number, raw: RawMergeRequest): Promise<ForgePullRequest> =>
    toPullRequest(raw, await readCounts(api, project, raw));

  const edit = (project: number, iid: number, changes: Readonly<Record<string, unknown>>): Promise<RawMergeRequest> =>
    api.write(mergeRequestSchema, ({ mergeRequests }) => mergeRequests.edit(project, iid, changes));

  async function ofBranch(project: number, sourceBranch: string, state: 'opened' | 'all'): Promise<RawMergeRequest[]> {
    const query = { sourceBranch, ...PAGE, ...(state === 'all' ? {} : { state }) };
    const { data } = await api.get(mergeRequestListSchema, ({ mergeRequests }) =>
      mergeRequests.all({ projectId: project, scope: 'all', ...query }),
    );
    return data.filter((raw) => raw.source_branch === sourceBranch && raw.source_project_id === String(project));
  }

  async function findOpen(project: number, spec: PullRequestSpec): Promise<RawMergeRequest | null> {
    const found = await ofBranch(project, spec.headBranch, 'opened');
    return found.find((raw) => raw.target_branch === spec.baseBranch) ?? null;
  }

  /** GitLab takes merge requests that bring nothing, and some versions those of branches that are not there. */
  async function refuseEmpty(repository: RepositoryRef, spec: PullRequestSpec): Promise<void> {
    const { commits } = await changeApi(api).compare(repository, spec.baseBranch, spec.headBranch);
    if (commits.length === 0) throw gitlabError('conflict', 'nothing lies between the branches');
  }

  async function create(project: number, spec: PullRequestSpec): Promise<{ raw: RawMergeRequest; created: boolean }> {
    const { headBranch, baseBranch, body: description } = spec;
    const title = markedTitle(spec.title, spec.isDraft);
    try {
      const raw = await api.write(mergeRequestSchema, ({ mergeRequests }) =>
        mergeRequests.create(project, gitRef(headBranch), gitRef(baseBranch), title, { description }),
      );
      return { raw, created: true };
    } catch (error) {
      if (says(error, [400, 404, 422], NO_BRANCH)) throw gitlabError('not-found', 'a branch is gone');
      // Somebody was faster, or our own answer was lost.
      const other = says(error, [400, 409, 422], EXISTS) ? await findOpen(project, spec) : null;
      if (other === null) throw error;
      return { raw: other, created: false };
    }
  }

  /** The mark is the title's beginning, so that the words stay. */
  async function mark(repository: RepositoryRef, iid: number, wanted: boolean): Promise<void> {
    const project = numericId(repository.externalId);
    const raw = await read(project, iid);
    if (isDraft(raw) !== wanted) await edit(project, iid, { title: markedTitle(raw.title, wanted) });
  }

  return {
    async ensurePullRequest(repository, spec) {
      const project = numericId(repository.externalId);
      const present = await findOpen(project, spec);
      if (present !== null)
        return { pullRequest: await told(project, await read(project, present.iid)), created: false };
      await refuseEmpty(repository, spec);
      const { raw, created } = await create(project, spec);
      return { pullRequest: toPullRequest(raw), created };
    },
    async getPullRequest(repository, number) {
      const project = numericId(repository.externalId);
      return told(project, await read(project, number));
    },
    async findPullRequests(repository, of) {
      const project = numericId(repository.externalId);
      if (!('sha' in of)) return newestFirst(await ofBranch(project, of.headBranch, 'all'));
      const wanted = gitRef(of.sha);
      const { data } = await api.get(mergeRequestListSchema, ({ commits }) =>
        commits.allMergeRequests(project, wanted, PAGE),
      );
      return newestFirst(data);
    },
    async updatePullRequest(repository, number, wanted) {
      const project = numericId(repository.externalId);
      const now = await read(project, number);
      const changes = {
        ...(wanted.title === undefined || wanted.title === bareTitle(now.title)
          ? {}
          : { title: markedTitle(wanted.title, isDraft(now)) }),
        ...(wanted.body === undefined || wanted.body === now.description ? {} : { description: wanted.body }),
        ...(wanted.baseBranch === undefined || wanted.baseBranch === now.target_branch
          ? {}
          : { targetBranch: wanted.baseBranch }),
      };
      return toPullRequest(Object.keys(changes).length === 0 ? now : await edit(project, number, changes));
    },
    ensureReady: (repository, number) => mark(repository, number, false),
    ensureDraft: (repository, number) => mark(repository, number, true),
    async ensureClosed(repository, number) {
      const project = numericId(repository.externalId);
      const now = await read(project, number);
      return toPullRequest(now.state === 'opened' ? await edit(project, number, { stateEvent: 'close' }) : now);
    },
    async mergeability(repository, number) {
      return toMergeability(await read(numericId(repository.externalId), number));
    },
    async listChangedFiles(repository, number) {
      return readChangedFiles(api, numericId(repository.externalId), number);
    },
    async listChecks(repository, sha) {
      return readChecks(api, numericId(repository.externalId), sha);
    },
    async ensureComment(repository, number, comment) {
      return writeNote(api, repository, number, comment);
    },
    async ensureLabels(repository, number, labels) {
      if (labels.length === 0) return;
      await edit(numericId(repository.externalId), number, { addLabels: labels.join(',') });
    },
    async ensureReviewers(repository, number, usernames) {
      if (usernames.length === 0) return;
      const project = numericId(repository.externalId);
      const present = (await read(project, number)).reviewers ?? [];
      const wanted = [...new Set([...present.map(({ id }) => id), ...(await reviewerIds(api, project, usernames))])];
      await api.write(z.unknown(), ({ mergeRequests }) =>
        mergeRequests.edit(project, number, { reviewerIds: wanted.map(Number) }),
      );
    },
  };
}

function newestFirst(raws: readonly RawMergeRequest[]): readonly ForgePullRequest[] {
  return [...raws].sort((a, b) => b.iid - a.iid).map((raw) => toPullRequest(raw));
}
