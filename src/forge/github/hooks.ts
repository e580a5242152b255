import type { HookApi } from '../forge';
import { ForgeError } from '../forge.errors';
import type { ForgeHook, ForgeHookDelivery, HookSpec } from '../forge.types';
import { nextLink, urlId } from './api';
import type { GitHubApi } from './api';
import { toHook, toHookDelivery } from './convert';
import { hookDeliveryListSchema, hookListSchema, hookSchema } from './schemas';
import { githubWebhooks } from './webhook';

const PAGE_SIZE = 100;
/** GitHub allows 20 hooks an event, Enterprise 250; 10 pages hold both. */
const HOOK_PAGES = 10;

function isNotFound(error: unknown): boolean {
  return error instanceof ForgeError && error.kind === 'not-found';
}

function bodyOf(spec: HookSpec): object {
  return {
    active: true,
    events: spec.events ?? githubWebhooks.defaultEvents,
    config: { url: spec.url, content_type: 'json', insecure_ssl: '0', secret: spec.secret },
  };
}

interface DeliveryPage {
  readonly items: readonly ForgeHookDelivery[];
  /** Query of the next page; null on the last. */
  readonly next: Readonly<Record<string, string>> | null;
}

/** Webhooks of the repositories one credential administers. */
export function hookApi(api: GitHubApi): HookApi {
  async function findByUrl(base: string, url: string): Promise<string | null> {
    for (let page = 1; page <= HOOK_PAGES; page += 1) {
      const { data, headers } = await api.get(hookListSchema, `${base}/hooks`, { per_page: PAGE_SIZE, page });
      const found = data.find((hook) => hook.config?.url === url);
      if (found !== undefined) return found.id;
      if (nextLink(headers) === null) break;
    }
    return null;
  }

  async function update(base: string, hookId: string, spec: HookSpec): Promise<ForgeHook> {
    return toHook(await api.write('PATCH', hookSchema, `${base}/hooks/${hookId}`, bodyOf(spec)));
  }

  async function create(base: string, spec: HookSpec): Promise<ForgeHook> {
    try {
      return toHook(await api.write('POST', hookSchema, `${base}/hooks`, { name: 'web', ...bodyOf(spec) }));
    } catch (error) {
      // Somebody was faster: two workers ensure the same hook.
      const isTaken = error instanceof ForgeError && error.status === 422 && /already exists/i.test(error.reason ?? '');
      const other = isTaken ? await findByUrl(base, spec.url) : null;
      if (other === null) throw error;
      return update(base, other, spec);
    }
  }

  async function deliveryPage(url: string, query: Readonly<Record<string, string>>): Promise<DeliveryPage> {
    const { data, headers } = await api.get(hookDeliveryListSchema, url, { per_page: PAGE_SIZE, ...query });
    const link = nextLink(headers);
    // GitHub gives a cursor; GitHub-like servers give a page.
    return { items: data.map(toHookDelivery), next: link === null ? null : Object.fromEntries(link.searchParams) };
  }

  return {
    async ensureHook(repository, spec) {
      return api.inRepository(repository, async (base) => {
        const existing = await findByUrl(base, spec.url);
        return existing === null ? create(base, spec) : update(base, existing, spec);
      });
    },
    async getHook(repository, hookExternalId) {
      try {
        return await api.inRepository(repository, async (base) =>
          toHook((await api.get(hookSchema, `${base}/hooks/${urlId(hookExternalId)}`)).data),
        );
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    async deleteHook(repository, hookExternalId) {
      try {
        await api.inRepository(repository, async (base) =>
          api.command('DELETE', `${base}/hooks/${urlId(hookExternalId)}`),
        );
        return true;
      } catch (error) {
        if (isNotFound(error)) return false;
        throw error;
      }
    },
    async listHookDeliveries(repository, hookExternalId, { since, limit }) {
      return api.inRepository(repository, async (base) => {
        const url = `${base}/hooks/${urlId(hookExternalId)}/deliveries`;
        const deliveries: ForgeHookDelivery[] = [];
        let next: Readonly<Record<string, string>> | null = {};
        while (next !== null && deliveries.length < limit) {
          const found: DeliveryPage = await deliveryPage(url, next);
          const wanted = found.items.filter((delivery) => delivery.deliveredAt >= since);
          deliveries.push(...wanted);
          next = wanted.length < found.items.length || wanted.length === 0 ? null : found.next;
        }
        return deliveries.slice(0, limit);
      });
    },
    async redeliver(repository, hookExternalId, deliveryExternalId) {
      await api.inRepository(repository, async (base) =>
        api.command('POST', `${base}/hooks/${urlId(hookExternalId)}/deliveries/${urlId(deliveryExternalId)}/attempts`),
      );
    },
  };
}
