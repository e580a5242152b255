import type { ScriptedRun } from '../../demo/github/scripted-runs';
import type { FaultEffect, FaultMatch, Faults } from '../../demo/common/faults';
import type { ForgeKind } from '../../src/forge/forge.types';

/** What a forge says of a pull request. */
export interface PullAtForge {
  readonly number: number;
  readonly state: string;
  readonly draft: boolean;
  readonly merged: boolean;
  readonly title: string;
  readonly body: string;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string };
}

/** Requests of ours that the weather may meet, as each forge spells them. */
export interface RoadRequests {
  /** Of one branch, before we write. */
  readBranch(name: string): FaultMatch;
  readonly makeBranch: FaultMatch;
  /** The request that moves our branch to the new commit. */
  readonly moveBranch: FaultMatch;
  readonly makePull: FaultMatch;
  readonly readPull: FaultMatch;
  readonly closePull: FaultMatch;
  readonly readRuns: FaultMatch;
  readonly readJobs: FaultMatch;
  /** All that is read of a run. */
  readonly readLogs: FaultMatch;
  readonly rerun: FaultMatch;
}

export interface RoadPush {
  readonly branch?: string;
  readonly message?: string;
  readonly as?: string;
}

/**
 * A forge on localhost as the stories of the main road and the fix need it, in words that no forge owns: the same story
 * is told on each. People: `dana`, who owns everything, and `otto`. The contract suite's `ForgeWorld` is told to a driver;
 * this one is told to the whole application, hooks and all.
 */
export interface RoadForge {
  readonly kind: ForgeKind;
  readonly url: string;
  /** What connects the application to it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly faults: Faults;
  readonly requests: RoadRequests;
  /** How it says that somebody asks too often, without an end the asker could wait for where it names none. */
  readonly tooMany: FaultEffect;
  /** How it says that the token was taken back. */
  readonly revoked: FaultEffect;
  /** What it says when it refuses with a status and a reason. */
  refusal(status: number, reason: string): FaultEffect;
  createRepository(path: string, files: Readonly<Record<string, string>>): Promise<unknown>;
  push(path: string, files: Readonly<Record<string, string | null>>, how?: RoadPush): Promise<string>;
  deleteBranch(path: string, name: string): Promise<void>;
  /** A run with the outcome given, as GitHub's stand-in is told of one. Resolves with its id. */
  run(script: ScriptedRun): Promise<number>;
  expireLogs(runId: number): void;
  /** Dana agrees, on the forge's own page; resolves with the callback. */
  authorize(authorizationUrl: string, login?: string): Promise<string>;
  /** All of a repository's pull requests, newest first. */
  pulls(path: string): Promise<readonly PullAtForge[]>;
  branches(path: string): Promise<readonly string[]>;
  headOf(path: string, branch: string): Promise<string>;
  /** Commits a pull request would bring. */
  commitsOf(path: string, number: number): Promise<number>;
  /** Bodies of a pull request's comments by people and applications. */
  comments(path: string, number: number): Promise<readonly string[]>;
  openPull(path: string, spec: { title: string; head: string; base: string }): Promise<number>;
  closePull(path: string, number: number): Promise<void>;
  /** Squashed, as a person would by the button. False when the forge refuses: a draft, a conflict. */
  merge(path: string, number: number): Promise<boolean>;
  /** `admin` may care for hooks, `write` may push where nothing guards the branch, `read` may look. */
  setRole(path: string, login: string, role: 'admin' | 'write' | 'read'): Promise<void>;
  rename(path: string, name: string): Promise<string>;
  transfer(path: string, owner: string): Promise<string>;
  /** Sends up to so many of the newest deliveries again, as its page does. */
  retell(path: string, newest: number): Promise<void>;
  idle(): Promise<void>;
  workStarted(): number;
  close(): Promise<void>;
}

/** A call of a forge's API as one of its users; throws what it refuses. */
export async function callForge(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<Response> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
