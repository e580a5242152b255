import type { AccessLevel } from './access';
import type { GitLabFaults } from './faults';
import type { FileChanges } from './git';
import type { Hook, HookEvent } from './hooks';
import type { MergeRequest } from './merge-requests';
import { isSettled } from './pipelines';
import type { Pipeline } from './pipelines';
import { fullPath } from './projects';
import type { Project, Protection } from './projects';
import { commitFiles, createProject } from './project-changes';
import type { NewProject } from './project-changes';
import { branchMoved } from './pushes';
import type { RateLimits } from './rate-limits';
import { scriptPipeline } from './scripted-pipelines';
import type { ScriptedPipeline } from './scripted-pipelines';
import type { World } from './world';

/** What a test or the demo can do to the stand-in besides calling it over HTTP. Projects are named by whole path. */
export interface DemoGitLab {
  /** Web and API origin in one, `http://127.0.0.1:PORT`; the API is below `/api/v4`. */
  readonly url: string;
  /** The first seeded OAuth application. */
  readonly oauthApp: { readonly clientId: string; readonly clientSecret: string };
  readonly faults: GitLabFaults;
  readonly limits: RateLimits;
  readonly pipelines: DemoPipelines;
  readonly hooks: DemoHooks;
  /** A personal token of a seeded person. */
  token(username: string, scopes?: readonly string[]): string;
  /** A pair as an OAuth application gets it, without the dance. Default application: the first seeded one. */
  oauthToken(username: string, scopes?: readonly string[], clientId?: string): { access: string; refresh: string };
  /** Ends a token, with its other half, as its owner would on the web. */
  revokeToken(token: string): void;
  /** How often applications asked for a refresh so far, granted or not. */
  refreshes(): number;
  createProject(path: string, options?: NewProject): Promise<Project>;
  project(path: string): Project;
  /** Commits files (null deletes) and moves the branch; webhooks and CI follow in the background. Returns the commit. */
  push(path: string, files: FileChanges, options?: PushOptions): Promise<string>;
  deleteBranch(path: string, branch: string): void;
  rename(path: string, newPath: string): Project;
  transfer(path: string, newNamespace: string): Project;
  archive(path: string): void;
  delete(path: string): void;
  /** null takes the person's own access away; what a group gives stays. */
  setMember(path: string, username: string, level: AccessLevel | null): void;
  /** null lets every developer push. */
  protect(path: string, branch: string, protection: Protection | null): void;
  requirePipeline(path: string, required: boolean): void;
  mergeRequests(path: string): readonly MergeRequest[];
  /** Resolves when CI and webhook sending have nothing more to do. */
  idle(): Promise<void>;
  /** How much background work (webhooks, CI) was started so far. */
  workStarted(): number;
  close(): Promise<void>;
}

export interface PushOptions {
  readonly message?: string;
  /** Default: the default branch. A new branch starts at the head of the default branch. */
  readonly branch?: string;
  /** Who pushes; default: somebody who maintains the project. */
  readonly as?: string;
}

export interface DemoPipelines {
  /** Makes a pipeline whose outcome is given, and tells its webhooks. */
  create(script: ScriptedPipeline): Pipeline;
  list(path: string): readonly Pipeline[];
  /** What has not ended, of all projects: one line each. */
  unfinished(): readonly string[];
  /** As if the traces had been erased. */
  eraseTraces(pipelineId: number): void;
  /** As if it were older than the instance lets jobs be retried. */
  archive(pipelineId: number): void;
}

export interface DemoHooks {
  list(path: string): readonly Hook[];
  /** Newest first. */
  events(path: string): readonly HookEvent[];
  /** What no receiver took, of all projects. */
  undelivered(): readonly HookEvent[];
  /** Sends a recorded event of a project's hook again; unlike a person's, as often as it likes. */
  resend(path: string, event: HookEvent): Promise<void>;
  /** As if somebody deleted the hook on the web. */
  remove(hookId: number): void;
  /** Sends any body as the event of a trigger. */
  send(
    path: string,
    trigger: 'push_events' | 'pipeline_events' | 'job_events' | 'merge_requests_events',
    payload: Readonly<Record<string, unknown>>,
  ): void;
}

export function createHandle(world: World, close: () => Promise<void>): DemoGitLab {
  const { projects } = world;
  const [app] = world.seed.oauthApps;
  const oauthApp = { clientId: app?.clientId ?? '', clientSecret: app?.clientSecret ?? '' };
  const handle: DemoGitLab = {
    url: world.url,
    oauthApp,
    faults: world.faults,
    limits: world.limits,
    pipelines: pipelineHandle(world),
    hooks: hookHandle(world),
    token: (username, scopes = ['api']) => world.tokens.personal(username, scopes).value,
    oauthToken: (username, scopes = ['api'], clientId = oauthApp.clientId) => {
      const { value, refresh } = world.tokens.issue({ username, scopes, clientId, redirectUri: '' });
      return { access: value, refresh };
    },
    revokeToken: (token) => {
      world.tokens.revoke(token);
    },
    refreshes: () => world.tokens.refreshes,
    createProject: async (path, options = {}) => {
      const project = await createProject(world, path, options);
      if (options.files) await handle.push(path, options.files, { message: 'Initial commit' });
      return project;
    },
    project: (path) => projects.require(path),
    push: (path, files, options = {}) => {
      const project = projects.require(path);
      const as = options.as ?? projects.administrator(project);
      return commitFiles(world, project, files, { ...options, as });
    },
    deleteBranch: (path, branch) => {
      const project = projects.require(path);
      const before = project.git.branches.get(branch);
      if (before === undefined) throw new Error(`there is no branch ${branch}`);
      project.git.branches.delete(branch);
      const by = world.users.require(projects.administrator(project));
      branchMoved(world, { project, branch, before, after: null, by });
    },
    rename: (path, newPath) => {
      const project = projects.require(path);
      projects.move(project, project.namespace, newPath);
      return project;
    },
    transfer: (path, newNamespace) => {
      const project = projects.require(path);
      projects.move(project, newNamespace, project.path);
      return project;
    },
    archive: (path) => {
      projects.require(path).archived = true;
    },
    delete: (path) => {
      projects.remove(projects.require(path));
    },
    setMember: (path, username, level) => {
      const { members } = projects.require(path);
      if (level === null) members.delete(username);
      else members.set(username, level);
    },
    protect: (path, branch, protection) => {
      const { protections } = projects.require(path);
      if (protection === null) protections.delete(branch);
      else protections.set(branch, protection);
    },
    requirePipeline: (path, required) => {
      projects.require(path).onlyWhenPipelineSucceeds = required;
    },
    mergeRequests: (path) => world.mergeRequests.ofProject(projects.require(path).id),
    idle: () => world.background.idle(),
    workStarted: () => world.background.started,
    close,
  };
  return handle;
}

function pipelineHandle(world: World): DemoPipelines {
  return {
    create: (script) => scriptPipeline(world, script),
    list: (path) => world.pipelines.ofProject(world.projects.require(path).id),
    unfinished: () =>
      world.pipelines
        .all()
        .filter(({ status }) => !isSettled(status) && status !== 'manual')
        .map(({ project, id, status }) => `${fullPath(project)} pipeline ${id} ${status}`),
    eraseTraces: (pipelineId) => {
      for (const job of world.pipelines.get(pipelineId)?.jobs ?? []) job.trace.erase();
    },
    archive: (pipelineId) => {
      const pipeline = world.pipelines.get(pipelineId);
      if (!pipeline) throw new Error(`there is no pipeline ${pipelineId}`);
      pipeline.archived = true;
    },
  };
}

function hookHandle(world: World): DemoHooks {
  const list = (path: string): readonly Hook[] => world.hooks.ofProject(world.projects.require(path).id);
  return {
    list,
    events: (path) => list(path).flatMap(({ events }) => events),
    undelivered: () =>
      world.projects
        .all()
        .flatMap(({ id }) => world.hooks.ofProject(id))
        .flatMap(({ events }) => events)
        .filter(({ responseStatus }) => !responseStatus.startsWith('2')),
    resend: async (path, event) => {
      const hook = list(path).find(({ events }) => events.includes(event));
      if (hook === undefined) throw new Error(`no hook of ${path} has sent that`);
      await world.sender.resend(hook, event);
    },
    remove: (hookId) => {
      world.hooks.remove(hookId);
    },
    send: (path, trigger, payload) => {
      world.sender.send(world.projects.require(path).id, trigger, payload);
    },
  };
}
