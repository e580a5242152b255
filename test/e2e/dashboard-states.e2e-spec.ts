import type { Browser, Locator, Page } from 'playwright-core';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { buildDashboard, toldBy } from '../support/dashboard';
import { openDesk } from '../support/dashboard-desk';
import { makeTab } from '../support/dashboard-rows';
import { decide, fail, settleAll, startGreen } from '../support/fix-road';
import { heldRun, incidentsOf, typeError, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';
import { failingTest } from '../support/verdict-road';

// A browser, and on a fresh checkout the build of the page.
jest.setTimeout(180_000);

const BROKEN = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({ title: 'Broken on purpose', detail: 'Nothing was answered.' }),
};

let github: DemoGitHub;
let app: TestApp;
let browser: Browser;
let page: Page;
let faults: readonly string[];
/** A repository with three incidents: one is acknowledged, none is open. */
let road: Road;

/** A test in the browser; when it fails, what the page shows is told, too. */
function story(name: string, act: () => Promise<void>): void {
  test(name, () => toldBy(page, act));
}

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const failure = (): Locator => page.getByRole('alert').filter({ hasText: 'Broken on purpose' });
const section = (name: string): Locator => page.getByRole('region', { name, exact: true });

describeInBrowser('what the dashboard says of how things are', () => {
  beforeAll(async () => {
    buildDashboard();
    github = await startDemoGitHub();
    app = await startTestApp({ githubUrl: github.url });
    road = await startGreen(app, github, 'shop');
    await road.caller.patch(`/api/v2/repositories/connections/${road.connectionId}`, { auto_pr_enabled: false });
    await fail(app, github, road);
    await decide(app, github, road, [failingTest()], 'main');
    await decide(app, github, road, [typeError('src/b.ts')], 'main');
    const states = ['acknowledged', 'muted', 'muted'];
    for (const [index, { id }] of (await incidentsOf(road)).entries())
      await road.caller.patch(`/api/v2/incidents/${id}`, { status: states[index] });
    browser = await launchBrowser();
    ({ page, faults } = await openDesk(browser, road.caller));
  });
  // A handler that a page left behind answers into nothing: pages load once more while the story ends.
  afterEach(() => page.unrouteAll({ behavior: 'ignoreErrors' }));
  afterAll(async () => {
    await browser.close();
    await app.close();
    await github.close();
  });

  story('does not call a repository calm while somebody looks after what is red in it', async () => {
    await page.goto(app.url);
    await section('Acknowledged').locator('.row-link').first().waitFor();
    await section('Red right now').getByText('Nothing is open.').waitFor();

    expect(await page.getByText('Nothing is red.').count()).toBe(0);
  });

  story('says how many incidents there are beyond those it shows', async () => {
    await page.route('**/api/v2/incidents?*status=acknowledged*', async (route) => {
      const response = await route.fetch();
      const list = (await response.json()) as object;
      await route.fulfill({ response, json: { ...list, total: 1_057 } });
    });
    await page.goto(app.url);
    const told = section('Acknowledged').getByText(/^The newest/);
    await told.waitFor();

    expect(await told.innerText()).toBe('The newest 1 of 1,057.');
  });

  story('says so when it cannot know what is being fixed', async () => {
    await page.route('**/api/v2/incidents?*status=fixing*', (route) => route.fulfill(BROKEN));
    await page.goto(app.url);
    const told = section('Being fixed').getByRole('alert');
    await told.waitFor();

    expect(await told.innerText()).toContain('Broken on purpose');
  });

  story('says on the first steps that it is loading or could not, not that no forge is set up', async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route(/api\/v2\/(oauth\/connections|workflows\/runs)/, async (route) => {
      await held;
      await route.fulfill(BROKEN);
    });
    await page.goto(`${app.url}/welcome`);
    await page.getByRole('heading', { level: 1, name: 'First steps' }).waitFor();
    await page.locator('.step [aria-label=Loading]').first().waitFor();
    const early = await page.getByText('no forge yet').count();
    answer();
    await failure().nth(1).waitFor();

    expect([early, await page.getByText('no forge yet').count()]).toEqual([0, 0]);
  });

  story('offers every other incident of the repository to be merged, page by page', async () => {
    const [first] = await incidentsOf(road);
    const tab = await page.context().newPage();
    // Behind others it renews nothing by itself, which would take the message of the page that failed away.
    await makeTab(tab, 'hidden');
    await tab.route('**/api/v2/incidents?*limit=50*', (route) =>
      route.continue({ url: route.request().url().replace('limit=50', 'limit=2') }),
    );
    await tab.goto(`${app.url}/incidents/${first?.id ?? ''}`);
    await tab.getByRole('button', { name: 'Merge…', exact: true }).click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByRole('checkbox').first().waitFor();
    await tab.route('**/api/v2/incidents?*cursor=*', (route) => route.fulfill(BROKEN), { times: 1 });
    await dialog.getByRole('button', { name: 'Show more' }).click();
    await dialog.getByRole('alert').first().waitFor();
    const alerts = await dialog.getByRole('alert').count();
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByRole('checkbox').nth(1).waitFor();
    const offered = await dialog.getByRole('checkbox').count();
    await tab.close();

    expect([alerts, offered]).toEqual([1, 2]);
  });

  story('opens a job that fails while it is looked at to its steps', async () => {
    const { run, release } = await heldRun(app, github, road);
    await page.goto(`${app.url}/runs/${run.id}`);
    await page.locator('.gantt-job').waitFor();
    const before = await page.locator('.gantt-step').count();
    release();
    await settleAll(app, github);
    await page.locator('.gantt-step').first().waitFor();

    expect([before, faults]).toEqual([0, []]);
  });

  story('says of a disconnected repository what is left of it at the forge', async () => {
    github.faults.next({ method: 'DELETE', path: /\/hooks\//, times: 9 }, { status: 500 });
    await page.goto(`${app.url}/repositories/${road.connectionId}`);
    await button('Disconnect…').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();
    const told = dialog.getByRole('status');
    await told.waitFor();
    await page.getByText('Nothing new is followed here').waitFor();

    expect(await told.innerText()).toContain('its webhook is still at the forge');
    expect(await dialog.locator('button:focus').innerText()).toBe('Close');
  });

  story('signs a new account in at the second click when the first could not', async () => {
    await page.context().clearCookies();
    await page.route('**/api/v2/auth/login', (route) => route.fulfill(BROKEN), { times: 1 });
    await page.goto(`${app.url}/register`);
    await page.getByLabel('E-mail').fill('new@example.test');
    await page.getByRole('textbox', { name: 'Password' }).fill('the second click counts');
    await button('Create account').click();
    await failure().waitFor();
    await button('Create account').click();
    await page.getByRole('heading', { name: 'First steps' }).waitFor();

    expect(new URL(page.url()).pathname).toBe('/welcome');
  });
});
