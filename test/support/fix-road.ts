import type { DemoGitHub } from '../../demo/github/server';
import { BREAKING_CHANGE, SHOP_FILES } from '../../demo/story/shop';
import type { ScriptedJob } from '../../demo/github/scripted-runs';
import { connectAccount, connectRepository, incidentsOf, only, settle, startRoad, type Road } from './main-road';
import type { PullAtForge } from './road-forge';
import { roadForge, type AnyForge } from './roads';
import type { TestApp } from './test-app';
import { MISSPELT, WRONG } from './misspelt';
import { GREEN } from './verdict-road';

export { MISSPELT, WRONG } from './misspelt';

/** A fix pull request as the API shows it. */
export interface FixPull {
  readonly id: string;
  readonly pr_number: number;
  readonly branch_name: string;
  readonly base_branch: string;
  readonly state: string;
  readonly draft: boolean;
  readonly merged: boolean;
  readonly verified: string;
  readonly fixer: string | null;
  readonly body: string;
  readonly closed_reason: string | null;
  readonly unproven_reason: string | null;
  readonly harm: { readonly kind: string; readonly files: string[]; readonly commit_sha: string | null } | null;
  readonly attempts: readonly { readonly head_sha: string; readonly result: string }[];
  readonly checks: readonly { readonly name: string; readonly conclusion: string | null }[];
}

export interface FixAttempt {
  readonly outcome: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly diff: string | null;
  readonly fixer: string | null;
  readonly gates: readonly { readonly gate: string; readonly passed: boolean; readonly reason: string }[];
  readonly workflow_run_id: string;
}

/** The misspelt name's fix, proven at the first attempt. */
export const PROVEN_FIX = {
  state: 'open',
  draft: false,
  verified: 'verified',
  base_branch: 'main',
  fixer: 'tsc-suggestion',
  attempts: [{ result: 'passed' }],
} as const;

export type PullAtGitHub = PullAtForge;

/** A connected shop whose CI (the real compiler) is green on main. */
export async function startShop(app: TestApp, github: DemoGitHub, name: string): Promise<Road> {
  const repository = `dana/${name}`;
  await github.createRepository(repository, { files: SHOP_FILES });
  await github.idle();
  const caller = await app.user();
  await connectAccount(caller);
  const road = { caller, connectionId: await connectRepository(caller, repository), repository };
  await push(app, github, road, { 'README.md': '# Shop\n' });
  return road;
}

/** A commit, its CI, and all that follows from both, several times over: each of our own pushes has a CI run, too. */
export async function push(
  app: TestApp,
  forge: AnyForge,
  road: Road,
  files: Readonly<Record<string, string>>,
  branch = 'main',
): Promise<string> {
  const sha = await forge.push(road.repository, files, { branch });
  await settleAll(app, forge);
  return sha;
}

export async function breakMain(app: TestApp, forge: AnyForge, road: Road): Promise<string> {
  return push(app, forge, road, BREAKING_CHANGE);
}

/** Failure, judgement, fix, pull request, its CI, and the verdict on it: each may set off the next, until nothing is. */
export async function settleAll(app: TestApp, forge: AnyForge): Promise<void> {
  let started: number;
  do {
    started = roadForge(forge).workStarted();
    await settle(app, forge);
  } while (roadForge(forge).workStarted() !== started);
}

export async function fixesOf(road: Road): Promise<readonly FixPull[]> {
  const { id } = only(await incidentsOf(road));
  return (await road.caller.get<{ pull_requests: FixPull[] }>(`/api/v2/incidents/${id}/prs`)).body.pull_requests;
}

export async function attemptsOf(road: Road): Promise<readonly FixAttempt[]> {
  const { id } = only(await incidentsOf(road));
  return (await road.caller.get<{ attempts: FixAttempt[] }>(`/api/v2/incidents/${id}/fix-attempts`)).body.attempts;
}

/** A call of GitHub's API as one of its users. */
export async function atGitHub<T>(
  github: DemoGitHub,
  method: string,
  path: string,
  body?: object,
  login = 'dana',
): Promise<T> {
  const answer = await fetch(`${github.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${github.token(login)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** A connected repository whose main was green. */
export async function startGreen(app: TestApp, forge: AnyForge, name: string): Promise<Road> {
  const road = await startRoad(app, forge, name);
  await decide(app, forge, road, [GREEN]);
  return road;
}

/** The misspelt property on a branch, the run that shows it, and all that follows. */
export async function fail(
  app: TestApp,
  forge: AnyForge,
  road: Road,
  branch = 'main',
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  await forge.push(road.repository, { 'src/a.ts': WRONG, ...files }, { branch });
  await decide(app, forge, road, [MISSPELT], branch);
}

/** What the CI says of a branch's head, and all that follows. */
export async function decide(
  app: TestApp,
  forge: AnyForge,
  { repository }: Road,
  jobs: readonly ScriptedJob[],
  branch = 'main',
): Promise<void> {
  await roadForge(forge).run({ repository, branch, jobs });
  await settleAll(app, forge);
}

export const pullsOf = (forge: AnyForge, { repository }: Road): Promise<readonly PullAtForge[]> =>
  roadForge(forge).pulls(repository);

/** Names of branches at the forge that are ours. */
export async function ownBranchesOf(forge: AnyForge, { repository }: Road): Promise<string[]> {
  return (await roadForge(forge).branches(repository)).filter((name) => name.startsWith('devflowfix/'));
}

/** Bodies of a pull request's comments. */
export const commentsOn = (forge: AnyForge, { repository }: Road, number: number): Promise<readonly string[]> =>
  roadForge(forge).comments(repository, number);
