import type { Page } from 'playwright-core';
import { newId } from '../../src/common/ids';
import { goWithin, keepPicture } from './dashboard';
import type { TestApp } from './test-app';

/**
 * In the settings: three system tasks that gave up, one of them run again, then the others in one go, and all of them done.
 * Returns what the first row said, what was told of those in one go, and how all of them stand.
 */
export async function runDeadAgain(
  page: Page,
  app: TestApp,
): Promise<{ readonly shown: string; readonly told: string; readonly done: readonly string[] }> {
  for (let made = 0; made < 3; made += 1) {
    await app.db.read.query(
      `insert into tasks (id, kind, status, attempts, payload, error, started_at, finished_at)
       values ($1, 'auth.clean-up', 'dead', 3, '{}',
         '{"code": "forge.unavailable", "message": "The forge does not answer."}', now(), now())`,
      [newId()],
    );
  }
  await page.goto(`${app.url}/settings/sessions`);
  await goWithin(page, '/settings/tasks');
  const rows = page.getByRole('table', { name: 'Background tasks' }).locator('tbody tr');
  await rows.nth(2).waitFor();
  await keepPicture(page, 'settings-tasks-dead');
  const shown = await rows.first().innerText();
  await rows.first().getByRole('button', { name: 'Run auth.clean-up again' }).click();
  await rows.nth(2).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Run all again' }).click();
  await page.getByText('No task gave up').waitFor();
  const told = await page.getByRole('status').filter({ hasText: 'again' }).innerText();
  await app.drain();
  const done = await app.db.read.query<{ status: string }[]>(`select status from tasks where kind = 'auth.clean-up'`);
  return { shown, told, done: done.map(({ status }) => status) };
}
