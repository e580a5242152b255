import type { Locator, Page } from 'playwright-core';
import { goWithin, keepPicture } from './dashboard';

/** What a walk through tokens, usage and limits met. */
export interface UsageWalk {
  /** What the API says to the token before its rotation, and to the one after. */
  readonly answers: readonly number[];
  /** What the page says of the token's requests: reads, changes, expensive ones, refused ones, and what it may ask. */
  readonly counted: readonly string[];
  /** What the page says the account may ask. */
  readonly limits: string;
  /** What the page says of the forge's calls for the repository in this hour. */
  readonly hour: string;
}

/** Whose limits an admin changes. */
export interface Limited {
  readonly email: string;
  readonly repository: string;
}

/**
 * In the settings: makes a token and rotates it, asks with both, gives the old one a limit, looks at the usage, and as an admin gives
 * an account and one of its repositories other limits.
 */
export async function rotateAndLimit(page: Page, url: string, { email, repository }: Limited): Promise<UsageWalk> {
  await page.goto(`${url}/settings/tokens`);
  await page.getByLabel('Name').fill('nightly');
  await page.getByRole('button', { name: 'Make token' }).click();
  const made = await tokenIn(page, 'New token');
  await page.getByRole('button', { name: 'Rotate nightly' }).click();
  await page.getByRole('menuitem', { name: 'The old one ends in a day' }).click();
  const rotated = await tokenIn(page, 'API tokens');
  await keepPicture(page, 'settings-tokens-rotated');
  const answers = await Promise.all([ask(url, made), ask(url, rotated), ask(url, 'dff_guessed')]);

  await page.getByRole('button', { name: 'Limits of nightly' }).last().click();
  const ofToken = page.getByRole('dialog');
  await ofToken.getByLabel('Reads a minute').fill('777');
  await keepPicture(page, 'settings-tokens-limits');
  await ofToken.getByRole('button', { name: 'Save limits' }).click();
  await ofToken.waitFor({ state: 'detached' });

  await goWithin(page, '/settings/people');
  const dialog = await limitsOf(page, email);
  const whose = dialog.getByLabel('Limits of');
  await whose.selectOption({ index: 2 });
  await dialog.getByText('The owner cannot take these back.', { exact: false }).waitFor();
  await whose.selectOption({ label: 'the account' });
  await dialog.getByLabel('Expensive requests a minute').fill('123456');
  await keepPicture(page, 'settings-people-limits');
  await dialog.getByRole('button', { name: 'Save limits' }).click();
  await dialog.waitFor({ state: 'detached' });
  await limitsOf(page, email);
  await whose.selectOption({ label: repository });
  await dialog.getByLabel('Calls of the forge an hour').fill('5000');
  await keepPicture(page, 'settings-people-repository-limit');
  await dialog.getByRole('button', { name: 'Save limit' }).click();
  await dialog.waitFor({ state: 'detached' });

  await goWithin(page, '/settings/usage');
  const limits = page.getByText(/A minute may hold/).filter({ hasText: '123,456' });
  await limits.waitFor();
  await page.locator('.chart-drawing').first().waitFor();
  await keepPicture(page, 'settings-usage');
  const row = page
    .getByRole('region', { name: 'By token and session' })
    .getByRole('row')
    .filter({ hasText: 'nightly' });
  return {
    answers,
    counted: await row.first().getByRole('cell').allInnerTexts(),
    limits: await limits.innerText(),
    hour: await page
      .getByRole('region', { name: 'Calls for repositories in 30 days' })
      .getByRole('row')
      .filter({ hasText: repository })
      .getByRole('cell')
      .last()
      .innerText(),
  };
}

/** The dialog, opened. */
async function limitsOf(page: Page, email: string): Promise<Locator> {
  await page.getByRole('row').filter({ hasText: email }).getByRole('button', { name: 'Change' }).click();
  await page.getByRole('menuitem', { name: 'Usage and limits' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/requests in 30 days/).waitFor();
  return dialog;
}

async function tokenIn(page: Page, section: string): Promise<string> {
  const told = page.getByRole('region', { name: section }).getByRole('status').filter({ hasText: 'shown this once' });
  return told.locator('code').innerText();
}

async function ask(url: string, token: string): Promise<number> {
  return (await fetch(`${url}/api/v2/auth/me`, { headers: { authorization: `Bearer ${token}` } })).status;
}
