import { z } from 'zod';
import type { RepositoryApi } from '../forge';
import type { RepositorySort } from '../forge.types';
import { hasNext, numericId, projectPath } from './api';
import type { GitLabApi } from './api';
import { toAccount, toRepository } from './convert';
import { isNotFound } from './errors';
import { accountSchema, projectListSchema, projectSchema } from './schemas';

const SORTS: Readonly<Record<RepositorySort, string>> = {
  updated: 'last_activity_at',
  pushed: 'last_activity_at',
  created: 'created_at',
  full_name: 'path',
};
/** GitLab refuses offsets beyond this; an account that is a member of more projects has to search. */
const LARGEST_OFFSET = 50_000;

const scopesSchema = z.object({ scope: z.union([z.array(z.string()), z.string()]).nullish() });

/** Projects and accounts of one credential. */
export function repositoryApi(api: GitLabApi): RepositoryApi {
  return {
    async account() {
      const { data } = await api.get(accountSchema, ({ users }) => users.showCurrentUser());
      return toAccount(data, api.baseUrl);
    },
    async grantedScopes() {
      try {
        const { scope } = await api.tokenInfo(scopesSchema);
        if (scope === null || scope === undefined) return null;
        return Array.isArray(scope) ? scope : scope.split(/\s+/);
      } catch (error) {
        // Personal access tokens are unknown there.
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    async listRepositories({ page, perPage, sort, direction, search }) {
      const wanted = search?.trim() ?? '';
      if (page * perPage > LARGEST_OFFSET) return { items: [], hasNext: false };
      const { data, headers } = await api.get(projectListSchema, ({ projects }) =>
        projects.all({
          pagination: 'offset',
          membership: true,
          page,
          perPage,
          orderBy: SORTS[sort] as 'created_at',
          sort: direction,
          ...(wanted === '' ? {} : { search: wanted, searchNamespaces: true }),
        }),
      );
      return { items: data.map(toRepository), hasNext: hasNext(headers) };
    },
    async findRepository(path) {
      const wanted = projectPath(path.trim());
      return toRepository((await api.get(projectSchema, ({ projects }) => projects.show(wanted))).data);
    },
    async getRepository(externalId) {
      const wanted = numericId(externalId);
      return toRepository((await api.get(projectSchema, ({ projects }) => projects.show(wanted))).data);
    },
  };
}
