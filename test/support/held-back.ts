import type { DemoGitHub } from '../../demo/github/server';
import type { ApiClient } from './api-client';
import { settle, typeError, type Road } from './main-road';
import type { TestApp } from './test-app';

/** A repository as `/api/v2/usage/repositories` tells of it. */
export interface UsedRepository {
  readonly id: string;
  readonly repository_full_name: string;
  readonly calls_per_hour: number | null;
  readonly calls_in_hour: number | null;
  readonly limited_until: string | null;
  readonly days: readonly { readonly day: string; readonly calls: number; readonly refused: number }[];
}

/** The caller's id. */
export async function idOf(caller: ApiClient): Promise<string> {
  return (await caller.get<{ id: string }>('/api/v2/auth/me')).body.id;
}

/** What an admin sees of the forge's calls for an account's repositories. */
export async function usedBy(admin: ApiClient, userId: string): Promise<readonly UsedRepository[]> {
  const answer = await admin.get<{ repositories: UsedRepository[] }>(`/api/v2/users/${userId}/usage/repositories`);
  return answer.body.repositories;
}

/** A run of the repository fails as `tsc` does, and all that may follow has. */
export async function failRun(app: TestApp, github: DemoGitHub, { repository }: Road): Promise<void> {
  await github.runs.create({ repository, jobs: [typeError()] });
  await settle(app, github);
}

/** Which of a caller's tasks were given up. */
export async function deadTasksOf(caller: ApiClient): Promise<readonly unknown[]> {
  return (await caller.get<{ tasks: unknown[] }>('/api/v2/tasks?status=dead')).body.tasks;
}
