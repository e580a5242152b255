import type { Browser, Page } from 'playwright-core';
import type { DemoGitHub } from '../../demo/github/server';
import { overflow, toldBy } from './dashboard';
import { atGitHub, decide, fail, ownBranchesOf, settleAll } from './fix-road';
import type { TestApp } from './test-app';
import { GREEN } from './verdict-road';

/** What a person saw of one failure from its first sight to its end. */
export interface Story {
  /** Path of the incident. */
  readonly incident: string;
  /** The pull request's link, as shown. */
  readonly pull: string;
  /** Of the incident, at the end. */
  readonly status: string;
  /** False when the page was loaded anew on the way. */
  readonly stayed: boolean;
}

/**
 * A run fails while somebody looks at the overview; they open the incident, preview the fix, have its pull request made, see
 * it proven, merge it at GitHub and see the incident resolved. Throws when something that should come does not, in `wait`.
 */
export async function followFailure(
  page: Page,
  app: TestApp,
  github: DemoGitHub,
  repository: string,
  wait: { readonly timeout: number },
): Promise<Story> {
  const road = { caller: app.client(), connectionId: '', repository };
  await page.evaluate('window.stayed = true');
  await decide(app, github, road, [GREEN]);
  await fail(app, github, road);

  const red = page.getByRole('region', { name: 'Red right now' });
  await red.getByRole('link', { name: /quantty/ }).click();
  await page.getByRole('region', { name: 'What broke' }).getByText('quantty').first().waitFor(wait);
  const incident = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Preview the fix' }).click();
  await page.locator('.diff [data-kind=added]', { hasText: 'quantity' }).waitFor(wait);
  await page.getByRole('button', { name: 'Create pull request' }).click();
  await page.getByText('Opening the pull request').waitFor(wait);
  await settleAll(app, github);
  const [branch = ''] = await ownBranchesOf(github, road);
  await decide(app, github, road, [GREEN], branch);
  await page.getByText('verified: CI is green with it').waitFor(wait);
  const pull = (await page.getByRole('link', { name: /^#\d+/ }).innerText()).trim();
  const number = /^#(\d+)/.exec(pull)?.[1] ?? '';
  await atGitHub(github, 'PUT', `/repos/${repository}/pulls/${number}/merge`, { merge_method: 'squash' });
  await settleAll(app, github);
  await page.getByText(/^Resolved/).waitFor(wait);
  return {
    incident,
    pull,
    status: await page.locator('.page .state').first().innerText(),
    stayed: await page.evaluate<boolean>('window.stayed === true'),
  };
}

/** What `followFailure` met on a phone. */
export interface PhoneStory {
  /** The API's answer to the connecting of the repository. */
  readonly connected: number;
  readonly told: Story;
  /** What did not fit; empty where all did. */
  readonly wider: readonly string[];
}

/** The same on a phone in the dark: connects the repository as who is signed in on `page`, and follows its failure. */
export async function followOnPhone(
  browser: Browser,
  page: Page,
  app: TestApp,
  github: DemoGitHub,
  repository: string,
  wait: { readonly timeout: number },
): Promise<PhoneStory> {
  const asked = { repository_full_name: repository, auto_pr_enabled: false };
  const connected = await page.evaluate<number>(
    `fetch('/api/v2/repositories/connect', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: ${JSON.stringify(JSON.stringify(asked))} }).then((answer) => answer.status)`,
  );
  const storageState = await page.context().storageState();
  const context = await browser.newContext({
    storageState,
    colorScheme: 'dark',
    viewport: { width: 360, height: 740 },
  });
  const phone = await context.newPage();
  phone.setDefaultTimeout(wait.timeout);
  await phone.goto(app.url);
  const told = await toldBy(phone, () => followFailure(phone, app, github, repository, wait));
  const wider = await overflow(phone);
  await context.close();
  return { connected, told, wider };
}
