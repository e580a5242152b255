import type { Page } from 'playwright-core';
import { newId } from '../../src/common/ids';
import { only } from './main-road';
import { goWithin, keepPicture } from './dashboard';
import type { TestApp } from './test-app';

/**
 * In the settings: three system tasks that gave up, one of them about `repository`, which is shown alone for a while; one of them run
 * again, then the others in one go, and all of them done. Returns what the first row said, how many rows were of the repository,
 * what was told of those in one go, and how all of them stand.
 */
export async function runDeadAgain(
  page: Page,
  app: TestApp,
  repository: string,
): Promise<{
  readonly shown: string;
  readonly ofRepository: number;
  readonly told: string;
  readonly done: readonly string[];
}> {
  const connections = await app.db.read.query<{ id: string }[]>(
    'select id from repository_connections where repository_full_name = $1',
    [repository],
  );
  const { id: connection } = only(connections);
  for (let made = 0; made < 3; made += 1) {
    await app.db.read.query(
      `insert into tasks (id, kind, status, attempts, payload, error, started_at, finished_at, repository_connection_id)
       values ($1, 'auth.clean-up', 'dead', 3, '{}',
         '{"code": "forge.unavailable", "message": "The forge does not answer."}', now(), now(), $2)`,
      [newId(), made === 0 ? connection : null],
    );
  }
  await page.goto(`${app.url}/settings/sessions`);
  await goWithin(page, '/settings/tasks');
  const rows = page.getByRole('table', { name: 'Background tasks' }).locator('tbody tr');
  await rows.nth(2).waitFor();
  await keepPicture(page, 'settings-tasks-dead');
  await page.getByLabel('Repository').selectOption({ label: repository });
  await rows.nth(1).waitFor({ state: 'detached' });
  // The other rows are gone before those of the repository have come.
  await rows.first().waitFor();
  const ofRepository = await rows.count();
  await keepPicture(page, 'settings-tasks-of-repository');
  await page.getByLabel('Repository').selectOption({ label: 'All repositories' });
  await rows.nth(2).waitFor();
  const shown = await rows.first().innerText();
  await rows.first().getByRole('button', { name: 'Run auth.clean-up again' }).click();
  await rows.nth(2).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Run all again' }).click();
  await page.getByText('No task gave up').waitFor();
  const told = await page.getByRole('status').filter({ hasText: 'again' }).innerText();
  await app.drain();
  const done = await app.db.read.query<{ status: string }[]>(`select status from tasks where kind = 'auth.clean-up'`);
  return { shown, ofRepository, told, done: done.map(({ status }) => status) };
}
