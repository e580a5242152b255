import type { ForgeDriver } from '../forge';
import type { WriteTurns } from '../write-turns';
import { FIRST_INSTANCE } from '../forge.types';
import { createGitHubClient } from './client';
import { githubLimits } from './errors';
import { AnswerCache, RateLimits } from '../wire/memory';
import { githubOAuth } from './oauth';
import { githubWebhooks } from './webhook';
import { Network, type NetworkSettings } from '../wire/network';
import { WriteQueue } from '../wire/write-queue';

/** How to reach one GitHub. For GitHub Enterprise the two URLs are `https://host` and `https://host/api/v3`. */
export interface GitHubSettings extends NetworkSettings {
  /** Its name among the GitHubs of this installation. */
  readonly instance?: string;
  /** Where people log in, without a slash at the end (`https://github.com`). */
  readonly webUrl: string;
  /** Base of the REST API, without a slash at the end (`https://api.github.com`). */
  readonly apiUrl: string;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly redirectUri: string;
  /** Scopes to ask for. */
  readonly scopes: readonly string[];
  /** Longest wait for one answer, in milliseconds; log downloads get six times as long. */
  readonly requestTimeoutMs: number;
  readonly userAgent: string;
  /** Milliseconds between writes that create something; default one second. */
  readonly writeIntervalMs?: number;
}

/**
 * The driver for GitHub and GitHub Enterprise. One an instance and process: it holds the answer cache and the known limits. `turns` are
 * shared with every other process that writes with the same credentials; null: there is none.
 */
export function createGitHubDriver(
  settings: GitHubSettings,
  now: () => Date = () => new Date(),
  turns: WriteTurns | null = null,
): ForgeDriver {
  const network = new Network({ ...settings, home: settings.apiUrl });
  const shared = {
    network,
    cache: new AnswerCache(),
    limits: new RateLimits(githubLimits),
    writes: new WriteQueue(settings.writeIntervalMs, turns),
    now,
  };
  return {
    kind: 'github',
    instance: settings.instance ?? FIRST_INSTANCE,
    webUrl: settings.webUrl,
    webhooks: githubWebhooks,
    oauth: githubOAuth(settings, network, now),
    connect: (credential) => createGitHubClient(settings, shared, credential),
  };
}
