import { z } from 'zod';
import type { RepositoryApi } from '../forge';
import type { RepositoryQuery, RepositorySort } from '../repository-list.types';
import { hasNext, numericId, projectPath } from './api';
import type { GitLabApi } from './api';
import { toAccount, toRepository } from './convert';
import { gitlabError, isNotFound } from './errors';
import { accountSchema, projectListSchema, projectSchema } from './schemas';

const SORTS: Readonly<Record<RepositorySort, string>> = {
  updated: 'last_activity_at',
  pushed: 'last_activity_at',
  created: 'created_at',
  full_name: 'path',
};
/** GitLab refuses offsets beyond this: there such a list ends. By id, the order of creation, it walks on without counting. */
const LARGEST_OFFSET = 50_000;

const scopesSchema = z.object({ scope: z.union([z.array(z.string()), z.string()]).nullish() });

/** Where a page begins: counted, or after a project (null: at the beginning). */
type Place = { readonly page: number } | { readonly id: number | null };

function placeOf({ cursor, page, sort }: RepositoryQuery): Place {
  const [, name, text] = /^(page|id):(\d{1,15})$/.exec(cursor ?? '') ?? [];
  if (cursor !== undefined && name === undefined) throw gitlabError('not-found', 'no page begins there');
  if (name === 'id') return { id: Number(text) };
  const wanted = name === 'page' ? Number(text) : page;
  return sort === 'created' && wanted === 1 ? { id: null } : { page: wanted };
}

function beyond(id: number | null, direction: 'asc' | 'desc'): { idAfter?: number; idBefore?: number } {
  if (id === null) return {};
  return direction === 'asc' ? { idAfter: id } : { idBefore: id };
}

function cursorAfter(from: Place, items: readonly { readonly id: string }[], perPage: number): string | null {
  if (!('page' in from)) return `id:${items.at(-1)?.id ?? ''}`;
  return (from.page + 1) * perPage > LARGEST_OFFSET ? null : `page:${from.page + 1}`;
}

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
    async listRepositories(query) {
      const { perPage, sort, direction, search } = query;
      const from = placeOf(query);
      const wanted = search?.trim() ?? '';
      if ('page' in from && from.page * perPage > LARGEST_OFFSET)
        return { items: [], hasNext: false, nextCursor: null };
      const { data, headers } = await api.get(projectListSchema, ({ projects }) =>
        projects.all({
          ...('page' in from
            ? { pagination: 'offset', page: from.page, orderBy: SORTS[sort] as 'created_at' }
            : // One page a call: the library would walk to the end.
              { pagination: 'keyset', maxPages: 1, orderBy: 'id', ...beyond(from.id, direction) }),
          membership: true,
          perPage,
          sort: direction,
          ...(wanted === '' ? {} : { search: wanted, searchNamespaces: true }),
        }),
      );
      const further = hasNext(headers);
      return {
        items: data.map(toRepository),
        hasNext: further,
        nextCursor: further ? cursorAfter(from, data, perPage) : null,
      };
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
