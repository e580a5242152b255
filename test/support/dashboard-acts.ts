import type { Page } from 'playwright-core';
import { keepPicture } from './dashboard';

/** Keeps the filters that are set under a name, leaves the list, comes back by that name, and forgets it. */
export async function keepFilters(page: Page, name: string): Promise<{ readonly back: string; readonly left: number }> {
  await page.getByLabel('State').selectOption('resolved');
  await page.getByLabel('Severity').selectOption('high');
  await page.getByRole('button', { name: 'Save these filters' }).click();
  await page.getByLabel('Name of the saved filter').fill(name);
  await page.keyboard.press('Enter');
  const kept = page.getByRole('group', { name: 'Saved filters' }).getByRole('button', { name, exact: true });
  await kept.and(page.locator('[aria-pressed=true]')).waitFor();
  await page.getByLabel('State').selectOption('');
  await kept.and(page.locator('[aria-pressed=false]')).waitFor();
  await kept.click();
  await kept.and(page.locator('[aria-pressed=true]')).waitFor();
  const back = new URL(page.url()).search;
  await page.getByRole('button', { name: `Remove the saved filter ${name}` }).click();
  await kept.waitFor({ state: 'detached' });
  return { back, left: await page.getByRole('group', { name: 'Saved filters' }).getByRole('button').count() };
}

/** Ticks repositories and connects them in one go, with `meanwhile` before the click. Returns what is said of failures. */
export async function connectSeveral(
  page: Page,
  names: readonly string[],
  meanwhile: () => Promise<void>,
): Promise<readonly string[]> {
  await page.getByRole('button', { name: 'Connect repositories' }).click();
  for (const name of names) await page.getByRole('checkbox', { name }).check();
  await meanwhile();
  await page.getByRole('button', { name: `Connect ${names.length} repositories` }).click();
  await page.getByRole('button', { name: /^Connect \d+ repositor/, disabled: false }).waitFor();
  return page.getByRole('alert').allInnerTexts();
}

/** Connects a GitLab account in the settings, and one of its projects. Returns what the settings then say of accounts. */
export async function connectAtGitLab(page: Page, url: string, project: string): Promise<readonly string[]> {
  await page.goto(`${url}/settings/connections`);
  await page.getByRole('button', { name: 'Connect GitLab' }).click();
  await page.getByRole('button', { name: 'Authorize as dana' }).click();
  await page.getByText('GitLab is connected').waitFor();
  await page.goto(`${url}/repositories`);
  await page.getByRole('button', { name: 'Connect repositories' }).click();
  const projects = page.getByRole('region', { name: 'GitLab' });
  await projects.getByRole('button', { name: `Connect ${project}` }).click();
  await projects.getByRole('listitem').filter({ hasText: project }).getByText('connected').waitFor();
  await keepPicture(page, 'two-forges');
  await page.goto(`${url}/settings/connections`);
  await page.getByRole('listitem').nth(1).waitFor();
  return (await page.getByRole('listitem').locator('strong').allInnerTexts()).sort();
}

/** Makes an account, from any page that asks for one. */
export async function register(
  page: Page,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.getByRole('link', { name: 'Register' }).click();
  // The sign-in, which asks for an e-mail too, stays until the new page is there.
  await page.getByRole('heading', { name: 'Create an account' }).waitFor();
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
}

/** Looks for words in the command palette and takes the first incident that has them. */
export async function findByPalette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Pages, repositories, incidents…').fill(words);
  await page.locator('.mantine-Spotlight-action', { hasText: words }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

/** Filters the runs while the server cannot be reached, and waits until it can; how many rows are there in the end. */
export async function loseServer(page: Page, url: string): Promise<number> {
  const rows = page.locator('.row-link');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${url}/runs`);
  await rows.first().waitFor();
  await page.route('**/api/v2/**', (route) => route.abort());
  await page.getByLabel('Result').selectOption('success');
  await page.getByText('The server does not answer').waitFor();
  const answered = page.waitForResponse((answer) => answer.url().includes('conclusion=success') && answer.ok());
  await page.unroute('**/api/v2/**');
  // Nothing to click: the page looks again by itself.
  await answered;
  await page.getByText('The server does not answer').waitFor({ state: 'detached' });
  await rows.first().waitFor();
  return rows.count();
}

/** Opens a resolved incident again where the server takes its time and then refuses; what the page says before and after. */
export async function actAhead(page: Page, incident: string): Promise<readonly string[]> {
  const state = page.locator('.page .state').first();
  let refuse = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  await page.goto(incident);
  await page.route('**/api/v2/incidents/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.fallback();
    await answered;
    return route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 409, code: 'incident.superseded', detail: 'It came back as a newer one.' }),
    });
  });
  await page.getByRole('button', { name: 'Open again' }).click();
  await state.filter({ hasText: 'open' }).waitFor();
  const before = await state.innerText();
  refuse();
  await page.getByRole('alert').filter({ hasText: 'newer' }).waitFor();
  await state.filter({ hasText: 'resolved' }).waitFor();
  await page.unroute('**/api/v2/incidents/*');
  return [before, await state.innerText()];
}
