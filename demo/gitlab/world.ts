import { Background } from '../common/background';
import { GitLabFaults } from './faults';
import type { GitRoot } from './git';
import { HookSender } from './hook-sender';
import { HookStore } from './hooks';
import { MergeRequestStore } from './merge-requests';
import { CodeStore } from './oauth';
import type { DemoGitLabOptions, Seed } from './options';
import { PipelineEngine } from './pipelines.engine';
import type { PipelineEvents } from './pipelines.engine';
import { PipelineStore } from './pipelines';
import { ProjectTable } from './projects';
import type { Project } from './projects';
import { RateLimits } from './rate-limits';
import { TokenRegistry } from './tokens';
import { UserTable } from './users';
import type { PipelineTrigger } from './pipelines';

// GitLab gives a receiver ten seconds.
const WEBHOOK_TIMEOUT_MS = 10_000;

/** Everything the routes share. `url` is set once, before the first request is answered. */
export class World {
  url = '';
  /** Starts pipelines from `.gitlab-ci.yml`; null when no CI runs here. */
  ci: PipelineTrigger | null = null;
  readonly now: () => Date;
  readonly signingTokens: boolean;
  readonly background = new Background();
  readonly faults = new GitLabFaults();
  readonly tokens: TokenRegistry;
  readonly codes: CodeStore;
  readonly limits: RateLimits;
  readonly users: UserTable;
  readonly projects: ProjectTable;
  readonly hooks: HookStore;
  readonly sender: HookSender;
  readonly pipelines = new PipelineStore();
  readonly mergeRequests = new MergeRequestStore();
  readonly engine: PipelineEngine;
  private readonly turns = new Map<number, Promise<unknown>>();

  constructor(
    readonly seed: Required<Seed>,
    readonly git: GitRoot,
    options: DemoGitLabOptions,
    eventsOf: (world: World) => PipelineEvents,
  ) {
    this.now = options.now ?? (() => new Date());
    this.signingTokens = options.signingTokens ?? true;
    this.tokens = new TokenRegistry(this.now);
    this.codes = new CodeStore(this.now);
    this.limits = new RateLimits(this.now);
    this.users = new UserTable(seed.users, this.now());
    this.projects = new ProjectTable(seed.users, seed.groups);
    this.hooks = new HookStore(this.now, options.disablesHooks ?? true);
    this.sender = new HookSender({
      hooks: this.hooks,
      faults: this.faults,
      background: this.background,
      timeoutMs: options.webhookTimeoutMs ?? WEBHOOK_TIMEOUT_MS,
      now: this.now,
      origin: () => this.url,
    });
    this.engine = new PipelineEngine(this.pipelines, this.background, this.now, eventsOf(this));
    for (const { token, username, scopes } of seed.tokens) this.tokens.personal(username, scopes, token);
  }

  /** What follows from a change happens in the background, in the order of the changes of one project. */
  afterwards(project: Project, work: () => Promise<void>): void {
    const turn = (this.turns.get(project.id) ?? Promise.resolve()).then(work);
    this.turns.set(
      project.id,
      turn.catch(() => undefined),
    );
    this.background.run(() => turn);
  }
}
