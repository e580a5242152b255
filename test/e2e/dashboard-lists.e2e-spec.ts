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

  story('finds incidents in the palette by words that only their causes and branches have', async () => {
    await page.goto(`${app.url}/runs`);
    await rows().first().waitFor();
    await page.keyboard.press('Control+k');
    const field = page.getByPlaceholder('Pages, repositories, incidents…');
    const found = page.locator('.mantine-Spotlight-action', { hasText: 'CI: build' });
    await field.fill('left on device');
    await found.waitFor();
    await field.fill('topic/x');
    await found.click();

    await page.getByRole('heading', { level: 1, name: 'CI: build' }).waitFor();
  });

  story('says below the list that more of it could not be shown, and asks for that only', async () => {
    let isRefused = true;
    await page.route(runList('later'), (route) =>
      isRefused ? route.fulfill({ status: 500, body: '' }) : route.continue(),
    );
    // A tab behind others is not told of changes: nothing but the person asks.
    await makeTab(page, 'hidden');
    await page.goto(`${app.url}/runs`);
    await rows().first().waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    const told = page.getByRole('alert').filter({ hasText: 'The server answered 500.' });
    await told.waitFor();
    const isBelow = ((await told.boundingBox())?.y ?? 0) > ((await rows().last().boundingBox())?.y ?? 0);
    isRefused = false;
    const asked: string[] = [];
    page.on('request', (request) => {
      if (runList('first')(new URL(request.url()))) asked.push(request.url());
    });
    await told.getByRole('button', { name: 'Try again' }).click();
    await rows().nth(59).waitFor();

    expect([isBelow, asked]).toEqual([true, []]);
  });

  story('says in words why a table could not be saved', async () => {
    const table = '**/api/v2/audit-log';
    const asCsv = (route: Route): boolean => route.request().headers().accept === 'text/csv';
    const said = page.getByRole('alert');
    const save = page.getByRole('button', { name: 'Audit log as CSV' });
    await page.goto(`${app.url}/settings/audit-log`);
    await page.route(table, (route) => (asCsv(route) ? route.abort() : route.fallback()));
    await save.click();
    await said.filter({ hasText: 'The server does not answer.' }).waitFor();
    await page.unroute(table);
    const refusal = { status: 502, contentType: 'text/html', body: '<html>Bad gateway</html>' };
    await page.route(table, (route) => (asCsv(route) ? route.fulfill(refusal) : route.fallback()));
    await save.click();
    await said.filter({ hasText: 'The server answered 502.' }).waitFor();

    expect(await said.count()).toBe(1);
  });

  story('draws usage by the days it was counted by, east of the date line, too', async () => {
    await context.close();
    context = await owner.browse(browser, { timezoneId: 'Pacific/Kiritimati' });
    page = await context.newPage();
    const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/v2/usage');
    await page.goto(`${app.url}/settings/usage`);
    const { to } = (await (await answered).json()) as { to: string };
    const days = page.getByRole('figure', { name: 'Requests by day' }).locator('tbody tr td:first-child');
    await days.last().waitFor({ state: 'attached' });
    const last = (await days.last().textContent()) ?? '';

    expect(Number(/\d+/.exec(last)?.[0])).toBe(Number(to.slice(8, 10)));
  });
});

describeInBrowser('the log of the dashboard', () => {
  const LINES = 400;
  let run: string;
  let job: string;

  beforeAll(async () => {
    app = await startTestApp();
    browser = await launchBrowser();
    owner = await Owner.of(app, 'log@example.test');
    [connection = ''] = await owner.connect(['acme/api']);
    [run = ''] = await owner.run(connection, 1, { run_id: 'logged', conclusion: 'failure', jobs_read_at: new Date() });
    [job = ''] = await owner.insert('workflow_jobs', [
      {
        ...{ repository_connection_id: connection, run_id: 'logged', run_attempt: 1, job_id: '1', name: 'build' },
        ...{ status: 'completed', conclusion: 'failure', steps: [], created_at: new Date(), updated_at: new Date() },
      },
    ]);
  });
  beforeEach(async () => {
    context = await owner.browse(browser);
    page = await context.newPage();
    // The second half is a group; a needle stands before it, two in it.
    const lines = Array.from(
      { length: LINES },
      (_, at) => `line ${at + 1}${[150, 250, 350].includes(at + 1) ? ' needle' : ''}`,
    );
    lines[199] = '##[group]many lines';
    lines[399] = '##[endgroup]';
    await page.route(/\/logs\/full\?/, (route) =>
      route.fulfill({ contentType: 'text/plain', body: `${lines.join('\n')}\n` }),
    );
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const inSight = (text: string) => page.locator('.log .log-line').filter({ hasText: text });

  story('goes to the first hit while it is typed, to the next by Enter', async () => {
    await page.goto(`${app.url}/runs/${run}?job=${job}&log=whole`);
    await inSight('line 1').first().waitFor();
    await page.getByLabel('Search the log').fill('needle');
    await inSight('line 150 needle').waitFor();
    await page.getByText('1 of 3').waitFor();
    await page.getByLabel('Search the log').press('Enter');
    await page.getByText('2 of 3').waitFor();

    await inSight('line 250 needle').and(page.locator('[data-current=true]')).waitFor();
  });

  story('leads to a line that stands in a folded group', async () => {
    await page.goto(`${app.url}/runs/${run}?job=${job}&log=whole&line=190`);
    await page.getByRole('button', { name: 'many lines' }).click();
    await inSight('line 205').waitFor({ state: 'detached' });

    await goWithin(page, `/runs/${run}?job=${job}&log=whole&line=390`);
    await inSight('line 390').and(page.locator('[data-current=true]')).waitFor();

    expect(await inSight('line 390').count()).toBe(1);
  });
});
