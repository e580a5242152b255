import type { ForgeDriver } from '../forge';
import type { WriteTurns } from '../write-turns';
import { FIRST_INSTANCE } from '../forge.types';
import { RateLimits } from '../wire/memory';
import { Network, type NetworkSettings } from '../wire/network';
import { WriteQueue } from '../wire/write-queue';
import { createGitLabClient } from './client';
import { gitlabLimits } from './errors';
import { gitlabOAuth } from './oauth';
import { gitlabWebhooks } from './webhook';

/** How to reach one GitLab: gitlab.com, or an instance of one's own. */
export interface GitLabSettings extends NetworkSettings {
  /** Its name among the GitLabs of this installation. */
  readonly instance?: string;
  /** Of the instance, without a slash at the end; may have a path (`https://host/gitlab`). */
  readonly baseUrl: string;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly redirectUri: string;
  /** Scopes to ask for. */
  readonly scopes: readonly string[];
  /** Longest wait for one answer, in milliseconds; traces and archives get six times as long. */
  readonly requestTimeoutMs: number;
  readonly userAgent: string;
  /** Milliseconds between writes that create something; default one second. */
  readonly writeIntervalMs?: number;
}

/**
 * The driver for GitLab.com and GitLab of one's own. One an instance and process: it holds the known limits. `turns` are shared with
 * every other process that writes with the same credentials; null: there is none.
 */
export function createGitLabDriver(
  settings: GitLabSettings,
  now: () => Date = () => new Date(),
  turns: WriteTurns | null = null,
): ForgeDriver {
  const network = new Network({ ...settings, home: settings.baseUrl });
  const shared = {
    network,
    limits: new RateLimits(gitlabLimits),
    writes: new WriteQueue(settings.writeIntervalMs, turns),
    now,
  };
  return {
    kind: 'gitlab',
    instance: settings.instance ?? FIRST_INSTANCE,
    webUrl: settings.baseUrl,
    webhooks: gitlabWebhooks,
    oauth: gitlabOAuth(settings, network, now),
    connect: (credential) => createGitLabClient(settings, shared, credential),
  };
}
