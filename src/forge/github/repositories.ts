import type { RepositoryApi } from '../forge';
import { ForgeError } from '../forge.errors';
import type { ForgeRepository, Page } from '../forge.types';
import type { RepositoryQuery } from '../repository-list.types';
import { nextLink, urlId, urlPath } from './api';
import type { GitHubApi } from './api';
import { toAccount, toRepository } from './convert';
import { accountSchema, repositoryListSchema, repositorySchema } from './schemas';

const PAGE_SIZE = 100;
/** A search walks at most this many pages of 100: GitHub cannot search in "what I may see", so we filter. */
const SEARCH_PAGES = 30;

type Counted = Omit<RepositoryQuery, 'cursor'>;

/** GitHub counts pages alone, however many there are. */
function pageOf({ cursor, page }: RepositoryQuery): number {
  if (cursor === undefined) return page;
  const [, text] = /^page:(\d{1,9})$/.exec(cursor) ?? [];
  if (text === undefined) throw new ForgeError('github', 'not-found', { reason: 'no page begins there' });
  return Number(text);
}

/** Repositories and accounts of one credential. */
export function repositoryApi(api: GitHubApi): RepositoryApi {
  async function page(query: Counted): Promise<Page<ForgeRepository>> {
    const { data, headers } = await api.get(repositoryListSchema, '/user/repos', {
      sort: query.sort,
      direction: query.direction,
      per_page: query.perPage,
      page: query.page,
    });
    return { items: data.map(toRepository), hasNext: nextLink(headers) !== null };
  }

  /** Filters page by page until the wanted page and one match more are found. */
  async function search(query: Counted, wanted: string): Promise<Page<ForgeRepository>> {
    const needle = wanted.toLowerCase();
    const end = query.page * query.perPage;
    const matches: ForgeRepository[] = [];
    for (let at = 1; at <= SEARCH_PAGES && matches.length <= end; at += 1) {
      const found = await page({ ...query, page: at, perPage: PAGE_SIZE });
      matches.push(...found.items.filter((item) => item.path.toLowerCase().includes(needle)));
      if (!found.hasNext) break;
    }
    return { items: matches.slice(end - query.perPage, end), hasNext: matches.length > end };
  }

  return {
    async account() {
      return toAccount((await api.get(accountSchema, '/user')).data, api.webUrl);
    },
    async grantedScopes() {
      const { headers } = await api.get(accountSchema, '/user');
      const scopes = headers['x-oauth-scopes'];
      return typeof scopes === 'string' ? scopes.split(/[\s,]+/).filter((scope) => scope !== '') : null;
    },
    async listRepositories(query) {
      const wanted = query.search?.trim() ?? '';
      const counted = { ...query, page: pageOf(query) };
      const found = await (wanted === '' ? page(counted) : search(counted, wanted));
      return { ...found, nextCursor: found.hasNext ? `page:${counted.page + 1}` : null };
    },
    async findRepository(path) {
      return toRepository((await api.get(repositorySchema, `/repos/${urlPath(path.trim())}`)).data);
    },
    async getRepository(externalId) {
      return toRepository((await api.get(repositorySchema, `/repositories/${urlId(externalId)}`)).data);
    },
  };
}
