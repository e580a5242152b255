import { latest } from './actions.store';
import type { Run } from './actions.store';
import type { GitHubFaults } from './faults';
import { Git } from './git';
import type { FileChanges } from './git';
import type { Delivery, Hook } from './hooks';
import { repositorySchema } from './payloads';
import type { Repository, Role } from './payloads';
import { branchMoved } from './push-events';
import type { BranchListener } from './push-events';
import type { RateLimits } from './rate-limits';
import { deleteRepository, setCollaborator, transferRepository } from './repositories.routes';
import { splitName } from './repositories';
import { changeRepository } from './repository-changes';
import { scriptRun } from './scripted-runs';
import type { ScriptedRun } from './scripted-runs';
import { readRepository } from './world';
import type { World } from './world';

/** What a test or the demo can do to the stand-in besides calling it over HTTP. Repositories are named `owner/name`. */
export interface DemoGitHub {
  /** Web and API origin in one, `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** The first seeded OAuth app. */
  readonly oauthApp: { readonly clientId: string; readonly clientSecret: string };
  readonly faults: GitHubFaults;
  readonly limits: RateLimits;
  readonly runs: DemoRuns;
  readonly hooks: DemoHooks;
  /** A personal token of a seeded person. */
  token(login: string, scopes?: readonly string[]): string;
  /** A token as an OAuth app gets it, without the dance. Default app: the first seeded one. */
  oauthToken(login: string, scopes: readonly string[], clientId?: string): string;
  /** Ends a token as its owner would on the web. */
  revokeToken(token: string): void;
  createRepository(fullName: string, options?: NewRepository): Promise<Repository>;
  repository(fullName: string): Promise<Repository>;
  /** Commits files (null deletes) and moves the branch; webhooks and CI follow in the background. Returns the commit. */
  push(fullName: string, files: FileChanges, options?: PushOptions): Promise<string>;
  rename(fullName: string, newName: string): Promise<Repository>;
  transfer(fullName: string, newOwner: string): Promise<Repository>;
  delete(fullName: string): Promise<void>;
  setPrivate(fullName: string, isPrivate: boolean): Promise<void>;
  /** `none` takes the person's access away. */
  setCollaborator(fullName: string, login: string, role: Role): Promise<void>;
  /** Resolves when CI and webhook sending have nothing more to do. */
  idle(): Promise<void>;
  /** How much background work (webhooks, CI) was started so far. */
  workStarted(): number;
  close(): Promise<void>;
}

export interface NewRepository {
  readonly private?: boolean;
  readonly description?: string;
  /** The first commit's files. Without any the repository is empty. */
  readonly files?: FileChanges;
}

export interface PushOptions {
  readonly message?: string;
  /** Default: the default branch. A new branch starts at the head of the default branch. */
  readonly branch?: string;
  /** Who pushes; default: the owner or an administrator. */
  readonly as?: string;
}

export interface DemoRuns {
  /** Makes a run whose outcome is given, and tells its webhooks. */
  create(script: ScriptedRun): Promise<Run>;
  list(fullName: string): readonly Run[];
  /** What has not ended, of all repositories: one line each, with the step it is in. */
  unfinished(): readonly string[];
  /** Sets when a run was made: to test reruns that come too late. */
  setCreatedAt(runId: number, createdAt: Date): void;
  /** As if the retention period had passed. */
  expireLogs(runId: number): void;
}

export interface DemoHooks {
  list(fullName: string): readonly Hook[];
  /** Newest first. */
  deliveries(fullName: string): readonly Delivery[];
  /** What nobody took, of all repositories. */
  undelivered(): readonly Delivery[];
  /** As if somebody deleted the hook on the web. */
  remove(hookId: number): void;
  /** Sends any event, body as given. */
  send(fullName: string, event: string, payload: Record<string, unknown>): void;
}

export function createHandle(
  world: World,
  listeners: readonly BranchListener[],
  close: () => Promise<void>,
): DemoGitHub {
  const { repositories } = world;
  const entryOf = (fullName: string) => repositories.require(fullName);
  const handle: DemoGitHub = {
    url: world.url,
    oauthApp: firstApp(world),
    faults: world.faults,
    limits: world.limits,
    runs: runHandle(world),
    hooks: hookHandle(world),
    token: (login, scopes = ['repo', 'workflow', 'user']) =>
      world.tokens.issue({ login, scopes, clientId: null }).value,
    oauthToken: (login, scopes, clientId = firstApp(world).clientId) =>
      world.tokens.issue({ login, scopes, clientId }).value,
    revokeToken: (token) => {
      world.tokens.revoke(token);
    },
    repository: (fullName) => readRepository(world, entryOf(fullName)),
    createRepository: async (fullName, options = {}) => {
      const { owner, name } = splitName(fullName);
      const org = world.seed.organizations.find(({ login }) => login === owner);
      const created = await world.upstream.call(repositorySchema, {
        as: org?.members[0] ?? owner,
        method: 'POST',
        path: org ? `/orgs/${owner}/repos` : '/user/repos',
        body: { name, private: options.private ?? false, description: options.description ?? null },
      });
      const entry = repositories.learn(created);
      if (options.files) await handle.push(fullName, options.files, { message: 'Initial commit' });
      return readRepository(world, entry);
    },
    push: async (fullName, files, options = {}) => {
      const entry = entryOf(fullName);
      const branch = options.branch ?? entry.defaultBranch;
      const by = options.as ?? repositories.administrator(entry);
      const from = branch === entry.defaultBranch ? undefined : entry.defaultBranch;
      const message = options.message ?? 'Update';
      const { before, after } = await new Git(world, entry).push(branch, files, { message, as: by, from });
      world.background.run(() => branchMoved(world, listeners, { entry, branch, before, after, by }));
      return after;
    },
    rename: async (fullName, newName) => {
      const entry = entryOf(fullName);
      await changeRepository(world, entry, repositories.administrator(entry), { name: newName });
      return readRepository(world, entry);
    },
    transfer: async (fullName, newOwner) => {
      const entry = entryOf(fullName);
      await transferRepository(world, entry.id, newOwner, repositories.administrator(entry));
      return readRepository(world, entry);
    },
    delete: async (fullName) => {
      const entry = entryOf(fullName);
      await deleteRepository(world, entry.id, repositories.administrator(entry));
    },
    setPrivate: async (fullName, isPrivate) => {
      const entry = entryOf(fullName);
      await changeRepository(world, entry, repositories.administrator(entry), { private: isPrivate });
    },
    setCollaborator: (fullName, login, role) => setCollaborator(world, entryOf(fullName).id, login, role),
    idle: () => world.background.idle(),
    workStarted: () => world.background.started,
    close,
  };
  return handle;
}

function firstApp(world: World): { clientId: string; clientSecret: string } {
  const [app] = world.seed.oauthApps;
  return { clientId: app?.clientId ?? '', clientSecret: app?.clientSecret ?? '' };
}

function runHandle(world: World): DemoRuns {
  const find = (id: number): Run => {
    const run = world.actions.run(id);
    if (!run) throw new Error(`there is no run ${id}`);
    return run;
  };
  return {
    create: (script) => scriptRun(world, world.engine, script),
    list: (fullName) => world.actions.runsOf(world.repositories.require(fullName).id),
    unfinished: () =>
      world.repositories
        .all()
        .flatMap((entry) => world.actions.runsOf(entry.id).flatMap((run) => unfinished(entry.fullName, run))),
    setCreatedAt: (runId, createdAt) => {
      find(runId).createdAt = createdAt;
    },
    expireLogs: (runId) => {
      for (const attempt of find(runId).attempts) for (const job of attempt.jobs) job.hasLogs = false;
    },
  };
}

function unfinished(fullName: string, run: Run): readonly string[] {
  const attempt = latest(run);
  if (attempt.status === 'completed') return [];
  const steps = attempt.jobs.flatMap((job) =>
    job.steps.filter(({ status }) => status === 'in_progress').map((step) => `${job.name} / ${step.name}`),
  );
  return [`${fullName} run ${run.number}.${attempt.number} ${attempt.status} ${steps.join(', ')}`];
}

function hookHandle(world: World): DemoHooks {
  const list = (fullName: string): readonly Hook[] => world.hooks.ofRepository(world.repositories.require(fullName).id);
  return {
    list,
    deliveries: (fullName) => list(fullName).flatMap((hook) => hook.deliveries),
    undelivered: () => world.hooks.undelivered(),
    remove: (hookId) => {
      world.hooks.remove(hookId);
    },
    send: (fullName, event, payload) => {
      world.sender.send(world.repositories.require(fullName).id, event, payload);
    },
  };
}
