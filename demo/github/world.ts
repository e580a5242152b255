import type { ActionsEngine } from './actions.engine';
import { ActionsStore } from './actions.store';
import type { Workflow } from './actions.store';
import { ArtifactStore } from './artifacts';
import { Background } from '../common/background';
import { GitHubFaults } from './faults';
import { HookSender } from './hook-deliveries';
import { HookStore } from './hooks';
import type { Seed } from './options';
import { completeRepository, completeUser, repositorySchema, timestamp, without } from './payloads';
import type { Json, Repository, Role, User } from './payloads';
import { Protections } from './protections';
import { PullStore } from './pulls.store';
import type { MergeCommit, PullListener } from './pulls.types';
import { RateLimits } from './rate-limits';
import { RepositoryTable } from './repositories';
import type { RepositoryEntry } from './repositories';
import { TokenRegistry } from './tokens';
import type { Upstream } from './upstream';

/** Everything the routes share. `url`, `upstream` and `engine` are set once, before the first request is answered. */
export class World {
  url: string;
  upstream: Upstream;
  engine: ActionsEngine;
  /** Starts a workflow by hand on a branch; null when no CI runs here. */
  dispatch: ((entry: RepositoryEntry, workflow: Workflow, branch: string, by: string) => Promise<void>) | null = null;
  readonly background = new Background();
  readonly tokens = new TokenRegistry();
  readonly limits = new RateLimits();
  readonly faults = new GitHubFaults();
  readonly hooks = new HookStore();
  readonly actions = new ActionsStore();
  readonly artifacts = new ArtifactStore();
  readonly pulls = new PullStore();
  readonly protections = new Protections();
  /** Who wants to know what happens to pull requests, besides webhooks (CI). */
  readonly pullListeners: PullListener[] = [];
  /** Test merges already made, by repository, base and head. */
  readonly merges = new Map<string, Promise<MergeCommit | null>>();
  readonly repositories: RepositoryTable;
  readonly sender: HookSender;

  constructor(
    readonly seed: Required<Seed>,
    options: { readonly webhookTimeoutMs: number },
  ) {
    this.repositories = new RepositoryTable(seed.organizations);
    this.sender = new HookSender(this.hooks, this.faults, this.background, options.webhookTimeoutMs);
  }
}

/** The repository as it is now, complete; `role` adds the caller's permissions. */
export async function readRepository(world: World, entry: RepositoryEntry, role?: Role): Promise<Repository> {
  const as = world.repositories.administrator(entry);
  const raw = await world.upstream.call(repositorySchema, { as, method: 'GET', path: `/repositories/${entry.id}` });
  return completeRepository(withPush(raw, entry), world.url, role);
}

/** The repository with the time of its last push. */
export function withPush(repository: Repository, entry: RepositoryEntry): Repository {
  return entry.pushedAt === null ? repository : { ...repository, pushed_at: timestamp(entry.pushedAt) };
}

/** A person as `simple-user`. */
export async function readUser(world: World, login: string): Promise<User> {
  return completeUser(without(await world.upstream.user(login), 'name', 'email'), world.url);
}

/** Sends an event to every hook of the repository that wants it; repository and sender are filled in. */
export async function emit(
  world: World,
  entry: RepositoryEntry,
  event: { name: string; sender: string; payload: Json; repository?: Repository },
): Promise<void> {
  if (!world.hooks.anyWants(entry.id, event.name)) return;
  const repository = event.repository ?? (await readRepository(world, entry));
  const sender = await readUser(world, event.sender);
  world.sender.send(entry.id, event.name, { ...event.payload, repository, sender });
}
