import type { Browser, Locator, Page } from 'playwright-core';
import { faultsOf, goWithin, nameOf } from './dashboard';

/** Where the story led, for the looks at every page afterwards. */
export interface Addresses {
  readonly incidentAddress: string;
  readonly runAddress: string;
  readonly repositoryAddress: string;
}

const SETTINGS = {
  connections: 'Forge accounts',
  tokens: 'API tokens',
  account: 'Account',
  usage: 'Usage',
  sessions: 'Sessions',
  deliveries: 'Deliveries',
  tasks: 'Tasks',
  alerts: 'Alerts',
  people: 'People',
  'audit-log': 'Audit log',
  ai: 'AI',
};

/** Addresses of the pages behind the sign-in, and what is seen there and nowhere else. */
function pagesOf(
  page: Page,
  { incidentAddress, runAddress, repositoryAddress, repository }: Addresses & { readonly repository: string },
): readonly (readonly [string, Locator])[] {
  const heading = (name: string): Locator => page.getByRole('heading', { level: 1, name });
  return [
    ['/', heading('Overview')],
    ['/welcome', heading('First steps')],
    ['/incidents', heading('Incidents')],
    [incidentAddress, page.getByRole('region', { name: 'What broke' })],
    ['/runs', heading('Runs')],
    [runAddress, page.locator('.gantt-step').first()],
    ['/analytics?range=90d', page.locator('.chart-drawing').nth(5)],
    ['/repositories', heading('Repositories')],
    [repositoryAddress, heading(repository)],
    ...tabsOf(page),
  ];
}

function tabsOf(page: Page): readonly (readonly [string, Locator])[] {
  return Object.entries(SETTINGS).map(([section, hasText]) => [
    `/settings/${section}`,
    page.locator('.tab[aria-current=page]', { hasText }),
  ]);
}

/** Goes to every page behind the sign-in and tells what is wrong there, a line each. Starts from any of them. */
export async function walkPages(
  page: Page,
  addresses: Addresses & { readonly repository: string },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [at, sign] of pagesOf(page, addresses)) {
    await page.setViewportSize({ width: 1280, height: 900 });
    await goWithin(page, at);
    await sign.waitFor();
    await page.locator('[aria-label=Loading]').first().waitFor({ state: 'detached' });
    found.push(...(await faultsOf(page, nameOf(at))));
  }
  return found;
}

/** The same for the pages before the sign-in. */
export async function walkGates(browser: Browser, url: string): Promise<readonly string[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  await page.goto(`${url}/sign-in`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const found = [...(await faultsOf(page, 'sign-in'))];
  await page.getByRole('link', { name: 'Register' }).click();
  await page.getByRole('heading', { name: 'Create an account' }).waitFor();
  found.push(...(await faultsOf(page, 'register')));
  await context.close();
  return found;
}

/**
 * Loads the dashboard anew and goes to every page while the server holds its answers back, then fails. Returns where nothing
 * told that something is on its way, or that it failed; both are waited for first.
 */
export async function walkBroken(
  page: Page,
  { incidentAddress, runAddress, repositoryAddress }: Addresses,
): Promise<readonly string[]> {
  const heading = (name: string): Locator => page.getByRole('heading', { level: 1, name, exact: true });
  const pages: readonly (readonly [string, Locator])[] = [
    ['/', heading('Overview')],
    ['/incidents', heading('Incidents')],
    [incidentAddress, heading('Incident')],
    ['/runs', heading('Runs')],
    [runAddress, heading('Run')],
    ['/analytics', heading('Analytics')],
    ['/repositories', heading('Repositories')],
    [repositoryAddress, heading('Repository')],
    ...tabsOf(page),
  ];
  let release: () => void = () => undefined;
  let held = Promise.resolve();
  await page.route('**/api/v2/**', async (route) => {
    if (/\/auth\/me$|\/events/.test(route.request().url())) return route.fallback();
    await held;
    return route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({ title: 'Broken on purpose', detail: 'Nothing was answered.', request_id: 'req-broken' }),
    });
  });
  await page.goto(new URL('/welcome', page.url()).href);
  await heading('First steps').waitFor();
  const lacking: string[] = [];
  for (const [at, sign] of pages) {
    held = new Promise((resolve) => {
      release = resolve;
    });
    await goWithin(page, at);
    await sign.waitFor();
    if (!(await seen(page.locator('[aria-label=Loading]')))) lacking.push(`${at} does not say that it is loading`);
    release();
    const alert = page.getByRole('alert').filter({ hasText: 'Broken on purpose' }).filter({ hasText: 'req-broken' });
    if (!(await seen(alert))) lacking.push(`${at} does not say that it failed`);
  }
  await page.unroute('**/api/v2/**');
  return lacking;
}

async function seen(what: Locator): Promise<boolean> {
  return what
    .first()
    .waitFor()
    .then(
      () => true,
      () => false,
    );
}
