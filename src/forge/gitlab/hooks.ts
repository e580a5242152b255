import { z } from 'zod';
import type { HookApi } from '../forge';
import { ForgeError } from '../forge.errors';
import type { ForgeHook, ForgeHookDelivery, HookSpec } from '../forge.types';
import { hasNext, numericId } from './api';
import type { GitLabApi } from './api';
import { toHook } from './convert';
import { isNotFound } from './errors';
import { DEFAULT_EVENTS, HOOK_EVENTS } from './events';
import { toHookDelivery } from './hook-deliveries';
import { hookEventListSchema, hookListSchema, hookSchema } from './schemas';
import type { RawHook } from './schemas';
import { signingTokenOf, tokenOf } from './secrets';

/** GitLab allows a hundred hooks a project. */
const HOOK_PAGES = 2;
/** GitLab tells twenty deliveries at a time, of the last seven days. */
const EVENTS_PER_PAGE = 20;

/** Both ways of signing: servers that know no signing token leave it out without a word. */
function bodyOf(spec: HookSpec): Readonly<Record<string, string | boolean>> {
  const wanted = spec.events ?? DEFAULT_EVENTS;
  return {
    token: tokenOf(spec.secret),
    signing_token: signingTokenOf(spec.secret),
    enable_ssl_verification: true,
    ...Object.fromEntries(Object.entries(HOOK_EVENTS).map(([name, attribute]) => [attribute, wanted.includes(name)])),
  };
}

/** Webhooks of the projects one credential maintains. */
export function hookApi(api: GitLabApi): HookApi {
  async function findByUrl(project: number, url: string): Promise<RawHook | null> {
    const { items } = await api.pages(hookListSchema, HOOK_PAGES, ({ hooks }, page) => hooks.all(project, page));
    return oldest(items.filter((hook) => hook.url === url));
  }

  async function update(project: number, hookId: string, spec: HookSpec): Promise<RawHook> {
    return api.write(hookSchema, ({ hooks }) => hooks.edit(project, Number(hookId), spec.url, bodyOf(spec) as never));
  }

  /** GitLab takes a second hook with the same address, so the oldest is kept and ours goes when it is not that. */
  async function create(project: number, spec: HookSpec): Promise<RawHook> {
    const made = await api.write(hookSchema, ({ hooks }) => hooks.add(project, spec.url, bodyOf(spec) as never));
    const first = await findByUrl(project, spec.url);
    if (first === null || first.id === made.id) return made;
    await remove(project, made.id);
    return update(project, first.id, spec);
  }

  /** A hook GitLab switched off for failing comes back with the first request that is answered. */
  async function heal(project: number, raw: RawHook): Promise<RawHook> {
    if (toHook(raw).isActive) return raw;
    try {
      await api.command('POST', `projects/${project}/hooks/${raw.id}/test/push_events`);
    } catch (error) {
      // Our door did not answer, the project has no commit to tell of, or GitLab wants no more tests this minute.
      if (!(error instanceof ForgeError) || error.kind === 'unauthorized') throw error;
      return raw;
    }
    return (await api.get(hookSchema, ({ hooks }) => hooks.show(project, Number(raw.id)))).data;
  }

  async function remove(project: number, hookId: string): Promise<boolean> {
    try {
      await api.write(z.unknown(), ({ hooks }) => hooks.remove(project, Number(hookId)));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  return {
    async ensureHook(repository, spec) {
      const project = numericId(repository.externalId);
      const existing = await findByUrl(project, spec.url);
      const raw = existing === null ? await create(project, spec) : await update(project, existing.id, spec);
      return toHook(await heal(project, raw));
    },
    async getHook(repository, hookExternalId): Promise<ForgeHook | null> {
      const [project, hook] = [numericId(repository.externalId), numericId(hookExternalId)];
      try {
        return toHook((await api.get(hookSchema, ({ hooks }) => hooks.show(project, hook))).data);
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    async deleteHook(repository, hookExternalId) {
      return remove(numericId(repository.externalId), String(numericId(hookExternalId)));
    },
    async listHookDeliveries(repository, hookExternalId, { since, limit }) {
      const url = `projects/${numericId(repository.externalId)}/hooks/${numericId(hookExternalId)}/events`;
      const deliveries: ForgeHookDelivery[] = [];
      for (let page = 1; deliveries.length < limit; page += 1) {
        const { data, headers } = await api.getUrl(hookEventListSchema, url, { page, per_page: EVENTS_PER_PAGE });
        const wanted = data.map(toHookDelivery).filter((delivery) => delivery.deliveredAt >= since);
        deliveries.push(...wanted);
        if (wanted.length < data.length || !hasNext(headers)) break;
      }
      return deliveries.slice(0, limit);
    },
    async redeliver(repository, hookExternalId, deliveryExternalId) {
      const hook = `projects/${numericId(repository.externalId)}/hooks/${numericId(hookExternalId)}`;
      await api.command('POST', `${hook}/events/${numericId(deliveryExternalId)}/resend`);
    },
  };
}

function oldest(hooks: readonly RawHook[]): RawHook | null {
  return [...hooks].sort((a, b) => Number(a.id) - Number(b.id))[0] ?? null;
}
