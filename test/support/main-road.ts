import { authorize } from '../../demo/github/authorize';
import type { ApiClient } from './api-client';
import type { RoadForge } from './road-forge';
import { roadForge, type AnyForge } from './roads';
import type { TestApp } from './test-app';

/** A user whose GitHub account and one repository are connected, hook and all. */
export interface Road {
  readonly caller: ApiClient;
  readonly connectionId: string;
  readonly repository: string;
}

export interface Incident {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly severity: string;
  readonly class: string;
  readonly source: string;
  readonly branch: string | null;
  readonly occurrence_count: number;
  readonly reopened_count: number;
  readonly root_cause: string | null;
  readonly resolution: string | null;
  readonly resolved_at: string | null;
  readonly resolution_time_seconds: number | null;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
}

export interface Run {
  readonly id: string;
  readonly run_id: string;
  readonly run_attempt: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly incident_id: string | null;
  readonly repository_full_name: string;
  readonly branch: string | null;
}

/** Connects the caller's account as `login`, driving the forge's pages over HTTP. */
export async function connectAccount(caller: ApiClient, login = 'dana', forge?: RoadForge): Promise<void> {
  const kind = forge?.kind ?? 'github';
  const begun = await caller.post<{ authorization_url: string }>(`/api/v2/oauth/${kind}/authorize`);
  const { authorization_url: authorizationUrl } = begun.body;
  const agreed = forge?.authorize(authorizationUrl, login) ?? authorize({ authorizationUrl, login });
  const callback = new URL(await agreed);
  const finished = await caller.get(callback.pathname + callback.search, { headers: { accept: 'application/json' } });
  if (finished.status !== 200) throw new Error(`connecting the account failed: ${JSON.stringify(finished.body)}`);
}

/** Connects a repository of the connected account; returns the connection's id. */
export async function connectRepository(caller: ApiClient, repository: string, provider = 'github'): Promise<string> {
  const answer = await caller.post<{ id: string; webhook_status: string }>('/api/v2/repositories/connect', {
    provider,
    repository_full_name: repository,
  });
  if (answer.status !== 201) throw new Error(`connecting ${repository} failed: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

/** A new user with a new repository of `dana`, both connected. */
export async function startRoad(app: TestApp, at: AnyForge, name: string): Promise<Road> {
  const forge = roadForge(at);
  const repository = `dana/${name}`;
  await forge.createRepository(repository, { 'README.md': `# ${name}\n` });
  const caller = await app.user();
  await connectAccount(caller, 'dana', forge);
  return { caller, connectionId: await connectRepository(caller, repository, forge.kind), repository };
}

/** A job that fails as `tsc` does. */
export function typeError(file = 'src/a.ts', extraLine = ''): { name: string; conclusion: 'failure'; log: string } {
  const error = `${file}(3,7): error TS2322: Type 'string' is not assignable to type 'number'.`;
  return {
    name: 'build',
    conclusion: 'failure',
    log: `> tsc --noEmit\n${extraLine}\n${error}\nProcess completed with exit code 2.`,
  };
}

/** Waits until the forge has told all it has to tell and we have done all that follows from it. */
export async function settle(app: TestApp, forge: Pick<RoadForge, 'idle' | 'workStarted'>): Promise<void> {
  let started: number;
  do {
    await forge.idle();
    started = forge.workStarted();
    await app.drain();
    // What a task made the forge do (a redelivery, a run again) is waited for, too.
  } while (forge.workStarted() !== started);
}

/** What waits for its time, be it a back-off or a limit, is due now. */
export async function makeAllDue(app: Pick<TestApp, 'db'>): Promise<void> {
  await app.db.read.query('update graphile_worker._private_jobs set run_at = now()');
}

export async function incidentsOf(road: Pick<Road, 'caller'>, query = ''): Promise<readonly Incident[]> {
  return (await road.caller.get<{ incidents: Incident[] }>(`/api/v2/incidents${query}`)).body.incidents;
}

export async function runsOf(road: Pick<Road, 'caller'>, query = ''): Promise<readonly Run[]> {
  return (await road.caller.get<{ runs: Run[] }>(`/api/v2/workflows/runs${query}`)).body.runs;
}

/** The only one. Throws when there are none or several, so that a test need not. */
export function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`expected one, got ${items.length}`);
  return item;
}

/** A run that the forge has told of and that stays in progress until `release`. */
export async function heldRun(app: TestApp, forge: AnyForge, road: Road): Promise<{ run: Run; release: () => void }> {
  let release = (): void => undefined;
  const hold = new Promise<void>((resolve) => (release = resolve));
  await roadForge(forge).run({ repository: road.repository, jobs: [typeError()], hold });
  for (let tries = 0; tries < 200; tries += 1) {
    await app.drain();
    const [run] = await runsOf(road, '?status=in_progress');
    if (run !== undefined) return { run, release };
  }
  throw new Error('the forge told of no running run');
}
