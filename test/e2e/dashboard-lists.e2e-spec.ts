import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { buildDashboard, goWithin, toldBy } from '../support/dashboard';
import { makeTab, Owner, runList, whenLive } from '../support/dashboard-rows';
import { startTestApp, type TestApp } from '../support/test-app';

// A browser, and on a fresh checkout the build of the page.
jest.setTimeout(180_000);

let app: TestApp;
let browser: Browser;
let owner: Owner;
let connection: string;
let context: BrowserContext;
let page: Page;

/** A test in a browser that has just signed in; when it fails, what the page shows is told, too. */
function story(name: string, act: () => Promise<void>): void {
  test(name, () => toldBy(page, act));
}

const rows = () => page.locator('.row-link');
const searching =
  (words: string | null) =>
  (url: URL): boolean =>
    url.searchParams.get('q') === words;
const runLink = (id: string) => page.locator(`a[href$="/runs/${id}"]`);

describeInBrowser('lists of the dashboard', () => {
  beforeAll(async () => {
    buildDashboard();
    app = await startTestApp();
    browser = await launchBrowser();
    owner = await Owner.of(app, 'lists@example.test');
    [connection = ''] = await owner.connect(['acme/api']);
    await owner.connect(Array.from({ length: 100 }, (_, at) => `acme/later-${at}`));
    await owner.run(connection, 60);
    await owner.incident(connection, { title: 'CI: build', root_cause: 'no space left on device', branch: 'topic/x' });
  });
  beforeEach(async () => {
    context = await owner.browse(browser);
    page = await context.newPage();
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  story('keeps what was shown of a time range while the minutes pass', async () => {
    await page.clock.install();
    await page.goto(`${app.url}/runs?range=24h`);
    await whenLive(page);
    await page.getByRole('button', { name: 'Show more' }).click();
    await rows().nth(59).waitFor();

    await page.clock.fastForward('02:00');
    const [first = ''] = await owner.run(connection, 1);
    await runLink(first).waitFor();
    const [second = ''] = await owner.run(connection, 1);
    await runLink(second).waitFor();

    expect(await rows().count()).toBe(62);
  });

  story('knows all repositories, however many', async () => {
    await page.goto(`${app.url}/runs?repository=${connection}`);
    const filter = page.getByRole('combobox', { name: 'Repository' });
    await filter.getByRole('option', { name: 'acme/api', exact: true }).waitFor({ state: 'attached' });

    expect(await filter.locator('option').count()).toBe(102);
    expect(await filter.locator('option:checked').textContent()).toBe('acme/api');
  });

  story('shows a filter of the address that is none of those it offers', async () => {
    await page.goto(`${app.url}/runs?range=3d`);
    await rows().first().waitFor();

    expect(await page.getByLabel('Time', { exact: true }).locator('option:checked').textContent()).toBe('3d');
  });

  story('takes nothing back of what is typed into a search', async () => {
    await page.goto(`${app.url}/incidents`);
    const field = page.getByLabel('Search titles and causes');
    await field.pressSequentially('no space ');
    await page.waitForURL(searching('no space'));
    await page.getByRole('link', { name: 'CI: build' }).waitFor();
    await field.pressSequentially('left');
    await page.waitForURL(searching('no space left'));
    const typed = await field.inputValue();
    // A filter that comes by another way is shown, though.
    await page.goto(`${app.url}/incidents?q=quota`);
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.waitForURL(searching(null));
    await page.getByRole('link', { name: 'CI: build' }).waitFor();

    expect([typed, await field.inputValue()]).toEqual(['no space left', '']);
  });
});
