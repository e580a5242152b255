import { randomUUID } from 'node:crypto';
import type { Json } from './json';

/** The events a hook may want, and the name each has in the list of its deliveries. */
export const TRIGGERS = {
  push_events: 'push_hooks',
  tag_push_events: 'tag_push_hooks',
  issues_events: 'issue_hooks',
  confidential_issues_events: 'confidential_issue_hooks',
  merge_requests_events: 'merge_request_hooks',
  note_events: 'note_hooks',
  confidential_note_events: 'confidential_note_hooks',
  job_events: 'job_hooks',
  pipeline_events: 'pipeline_hooks',
  wiki_page_events: 'wiki_page_hooks',
  deployment_events: 'deployment_hooks',
  releases_events: 'release_hooks',
  feature_flag_events: 'feature_flag_hooks',
  resource_access_token_events: 'resource_access_token_hooks',
  repository_update_events: 'repository_update_hooks',
} as const;

export type Trigger = keyof typeof TRIGGERS;

/** One request of a hook and what came of it. */
export interface HookEvent {
  readonly id: number;
  readonly trigger: Trigger;
  readonly url: string;
  readonly idempotencyKey: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly payload: Json;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
  readonly durationSeconds: number;
  /** The status code as text; `internal error` when nobody answered. */
  readonly responseStatus: string;
  readonly at: Date;
}

export interface Hook {
  readonly id: number;
  readonly uuid: string;
  readonly projectId: number;
  readonly createdAt: Date;
  url: string;
  name: string | null;
  description: string | null;
  token: string | null;
  signingToken: string | null;
  branchFilter: string;
  sslVerification: boolean;
  readonly wants: Set<Trigger>;
  /** Newest first. */
  readonly events: HookEvent[];
  /** Failures in a row. */
  failures: number;
  disabledUntil: Date | null;
}

/** Four failures in a row disable a hook for a while, forty for good. */
const FAILURES_ALLOWED = 3;
const FAILURES_FOR_GOOD = 40;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 86_400_000;

export type AlertStatus = 'executable' | 'temporarily_disabled' | 'disabled';

/** The hooks of all projects, and which of them GitLab has switched off. */
export class HookStore {
  private readonly hooks = new Map<number, Hook>();
  private nextId = 6_001;
  private nextEventId = 70_001;

  constructor(
    private readonly now: () => Date,
    private readonly disables: boolean,
  ) {}

  add(projectId: number, url: string): Hook {
    const hook: Hook = {
      id: this.nextId++,
      uuid: randomUUID(),
      projectId,
      createdAt: this.now(),
      url,
      name: null,
      description: null,
      token: null,
      signingToken: null,
      branchFilter: '',
      sslVerification: true,
      wants: new Set(['push_events']),
      events: [],
      failures: 0,
      disabledUntil: null,
    };
    this.hooks.set(hook.id, hook);
    return hook;
  }

  get(id: number): Hook | undefined {
    return this.hooks.get(id);
  }

  remove(id: number): boolean {
    return this.hooks.delete(id);
  }

  all(): readonly Hook[] {
    return [...this.hooks.values()];
  }

  ofProject(projectId: number): readonly Hook[] {
    return this.all().filter((hook) => hook.projectId === projectId);
  }

  status(hook: Hook): AlertStatus {
    if (!this.disables) return 'executable';
    if (hook.failures >= FAILURES_FOR_GOOD) return 'disabled';
    return hook.disabledUntil !== null && hook.disabledUntil > this.now() ? 'temporarily_disabled' : 'executable';
  }

  record(hook: Hook, event: Omit<HookEvent, 'id'>): HookEvent {
    const recorded = { ...event, id: this.nextEventId++ };
    hook.events.unshift(recorded);
    if (/^2\d\d$/.test(event.responseStatus)) {
      hook.failures = 0;
      hook.disabledUntil = null;
      return recorded;
    }
    hook.failures += 1;
    if (hook.failures > FAILURES_ALLOWED) {
      const pause = FIRST_PAUSE_MS * 2 ** Math.min(30, hook.failures - FAILURES_ALLOWED - 1);
      hook.disabledUntil = new Date(this.now().getTime() + Math.min(pause, LONGEST_PAUSE_MS));
    }
    return recorded;
  }
}
