import type { Browser, BrowserContext, Page } from 'playwright-core';
import { newId } from '../../src/common/ids';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { buildDashboard, toldBy } from '../support/dashboard';
import { gate, makeTab, Owner, PAGE_WAIT_MS, PROPOSED, refusal } from '../support/dashboard-rows';
import { runList, showTab, watchQuestions, whenLive } from '../support/dashboard-rows';
import { startTestApp, type TestApp } from '../support/test-app';

// A browser, and on a fresh checkout the build of the page.
jest.setTimeout(180_000);

const CALM = 'a calm incident';
const OTHER = 'the other incident';

let app: TestApp;
let browser: Browser;
let owner: Owner;
let connection: string;
let calm: string;
let context: BrowserContext;
let page: Page;

/** A test in a browser that has just signed in; when it fails, what the page shows is told, too. */
function story(name: string, act: () => Promise<void>): void {
  test(name, () => toldBy(page, act));
}

const rows = (of = page) => of.locator('.row-link');

describeInBrowser('the frame of the dashboard', () => {
  beforeAll(async () => {
    buildDashboard();
    app = await startTestApp();
    browser = await launchBrowser();
    owner = await Owner.of(app, 'frame@example.test');
    [connection = ''] = await owner.connect(['acme/api']);
    await owner.run(connection, 60);
    calm = await owner.incident(connection, { title: CALM });
    await owner.incident(connection, { title: OTHER });
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

  story('tries again when the first answer was a refusal', async () => {
    await page.route('**/api/v2/auth/me', (route) => route.fulfill(refusal(500)));
    await page.goto(`${app.url}/runs`);
    await page.getByText('Not just now.').waitFor();
    await page.unroute('**/api/v2/auth/me');

    await page.getByRole('button', { name: 'Try again' }).click();
    await rows().first().waitFor();

    expect(await rows().count()).toBe(50);
  });

  story('looks again by itself when the server did not answer at all', async () => {
    await page.route('**/api/v2/auth/me', (route) => route.abort());
    await page.goto(`${app.url}/runs`);
    await page.getByText('the page looks again by itself').waitFor();

    await page.unroute('**/api/v2/auth/me');
    await rows().first().waitFor();

    expect(await rows().count()).toBe(50);
  });

  story('keeps the message and the focus while it tries again', async () => {
    const [asked, answer] = [gate(), gate()];
    let tries = 0;
    // Behind others it renews nothing by itself: every try is one of these.
    await makeTab(page, 'hidden');
    await page.route(runList('first'), async (route) => {
      tries += 1;
      if (tries === 1) return route.fulfill(refusal(500));
      asked.open();
      await answer.passed;
      return tries === 2 ? route.fulfill(refusal(500)) : route.continue();
    });
    await page.goto(`${app.url}/runs`);
    const told = page.getByRole('alert').filter({ hasText: 'Not just now.' });
    const again = told.getByRole('button', { name: 'Try again' });
    await again.waitFor();
    // The same element throughout: a new one would be read out anew.
    await page.evaluate(`document.querySelector('[role=alert]').dataset.seen = 'before'`);
    await again.press('Enter');
    await asked.passed;
    const meanwhile = await again.and(page.locator(':focus')).count();
    const isTrying = again.locator('.mantine-Loader-root');
    await isTrying.waitFor();
    answer.open();
    await isTrying.waitFor({ state: 'detached' });
    const kept = await told.and(page.locator('[data-seen=before]')).count();
    await again.and(page.locator(':focus')).press('Enter');
    await rows().first().waitFor();

    expect([meanwhile, kept, tries, await told.count()]).toEqual([1, 1, 3, 0]);
  });

  story('says that it looks again by itself only where it does', async () => {
    await page.goto(`${app.url}/incidents/${calm}`);
    await page.route('**/preview-fix', (route) => route.abort());
    await page.getByRole('button', { name: 'Preview the fix' }).click();
    const told = page.getByRole('alert').filter({ hasText: 'The server does not answer' });
    await told.waitFor();

    expect(await told.innerText()).not.toContain('by itself');
  });

  // A browser opens six connections to a server; a stream that a tab behind others kept would hold one for good.
  story('opens in more tabs than a browser has connections, and is live in the one in front', async () => {
    await page.close();
    const tabs: Page[] = [];
    for (let at = 0; at < 7; at += 1) {
      page = await context.newPage();
      await makeTab(page);
      await page.goto(`${app.url}/runs`);
      await rows().first().waitFor();
      tabs.push(page);
      if (at < 6) await showTab(page, 'hidden');
    }
    await whenLive(page);
    const [first = page] = tabs;
    await showTab(first, 'visible');
    await whenLive(first);
    const [id = ''] = await owner.run(connection, 1);

    for (const tab of [page, first]) await tab.locator(`a[href$="/runs/${id}"]`).waitFor();
    expect(await Promise.all(tabs.map((tab) => rows(tab).count()))).toEqual(Array.from({ length: 7 }, () => 50));
  });

  story('shows more although an event comes meanwhile', async () => {
    const asked = gate();
    const answer = gate();
    await page.route(runList('later'), async (route) => {
      asked.open();
      await answer.passed;
      await route.continue();
    });
    await page.goto(`${app.url}/runs`);
    await rows().first().waitFor();
    await whenLive(page);

    await page.getByRole('button', { name: 'Show more' }).click();
    await asked.passed;
    // Its event makes incidents and runs stale in the same moment.
    const renewed = page.waitForRequest((request) => request.url().includes('/api/v2/incidents?'));
    await owner.incident(connection);
    await renewed;
    answer.open();

    await rows().nth(59).waitFor();
  });

  story('shows what is new although events come quicker than answers', async () => {
    await page.route(runList('first'), async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue();
    });
    await page.goto(`${app.url}/runs?workflow=Wanted`);
    await page.getByText('No run matches').waitFor();
    await whenLive(page);

    const events = setInterval(() => void owner.run(connection, 1), 100);
    try {
      await owner.run(connection, 1, { workflow_name: 'Wanted' });
      await rows().first().waitFor();
    } finally {
      clearInterval(events);
    }

    expect(await rows().count()).toBe(1);
  });

  story('says so when no pull request comes of what was ordered, and takes another order', async () => {
    const [first, second] = [newId(), newId()];
    const ordered = [first, second];
    const task = { kind: 'fix.create', status: 'succeeded', progress: 100, current_step: null, error: null };
    await page.clock.install();
    await page.route('**/fix-attempts', (route) => route.fulfill({ json: { attempts: [PROPOSED] } }));
    await page.route('**/create-pr', (route) => route.fulfill({ status: 202, json: { task_id: ordered.shift() } }));
    await page.route(`**/api/v2/tasks/${first}`, (route) => route.fulfill(refusal(500)));
    await page.route(`**/api/v2/tasks/${second}`, (route) =>
      route.fulfill({ json: { ...task, id: second, result: { outcome: 'proposed' } } }),
    );
    await page.goto(`${app.url}/incidents/${calm}`);
    const order = page.getByRole('button', { name: 'Create pull request' });
    await order.click();
    // Nothing is known of the first.
    await page.getByRole('alert').filter({ hasText: 'Not just now.' }).waitFor();
    await order.and(page.locator(':enabled')).click();
    await page.getByText('its pull request is opened next').waitFor();
    const isIdle = await order.isEnabled();
    // The minute begins a moment after the words are there.
    const late = page.getByRole('status').filter({ hasText: 'no pull request has come of it so far' });
    while ((await late.count()) === 0) await page.clock.fastForward('01:01');
    await order.and(page.locator(':enabled')).waitFor();

    expect([isIdle, await page.getByText('its pull request is opened next').count()]).toEqual([false, 0]);
  });

  story('shows nothing of another incident that was looked at in between', async () => {
    await page.route('**/preview-fix', (route) => route.fulfill({ json: PROPOSED }));
    await page.goto(`${app.url}/incidents/${calm}`);
    await page.getByRole('heading', { level: 1, name: CALM }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Pages, repositories, incidents…').fill(OTHER);
    await page.locator('.mantine-Spotlight-action', { hasText: OTHER }).click();
    await page.getByRole('heading', { level: 1, name: OTHER }).waitFor();
    await page.getByRole('button', { name: 'Preview the fix' }).click();
    await page.getByText('Proposed change').waitFor();

    await page.goBack();
    await page.getByRole('heading', { level: 1, name: CALM }).waitFor();
    await page.getByText('Nothing was proposed yet').waitFor();

    expect(await page.getByText('Proposed change').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Create pull request' }).count()).toBe(0);
  });

  story('loads itself anew when an upgrade took a part of it away', async () => {
    let isUpgraded = true;
    await page.goto(`${app.url}/settings/connections`);
    await page.getByText('No account is connected').waitFor();
    await page.route(/\/assets\/tokens-[^/]+\.js$/, (route) =>
      isUpgraded ? route.fulfill({ status: 404, body: '' }) : route.continue(),
    );
    // The page that is loaded anew names parts that are there.
    page.on('request', (request) => {
      if (request.isNavigationRequest()) isUpgraded = false;
    });

    await page.getByRole('link', { name: 'API tokens' }).click();
    await page.getByText('No token yet').waitFor();

    expect(new URL(page.url()).pathname).toBe('/settings/tokens');
  });

  story('says so when signing out failed, and signs out after that', async () => {
    // Behind others it renews nothing by itself, which would be refused once the session has ended.
    await makeTab(page, 'hidden');
    await page.goto(`${app.url}/runs`);
    await page.route('**/api/v2/auth/logout', (route) => route.fulfill(refusal(503)));
    await page.getByRole('button', { name: owner.email }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('alert').filter({ hasText: 'Not just now.' }).waitFor();
    const stayed = new URL(page.url()).pathname;
    await page.unroute('**/api/v2/auth/logout');
    await page.getByRole('button', { name: owner.email }).click();
    const asked = watchQuestions(page);
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();

    expect([stayed, asked]).toEqual(['/runs', []]);
    expect((await context.request.get(`${app.url}/api/v2/auth/me`)).status()).toBe(401);
  });

  story('stays as it is until the issuer’s own page is there, when that signs out, too', async () => {
    const elsewhere = `${app.url}/issuer/sign-out`;
    await page.goto(`${app.url}/runs`);
    await rows().first().waitFor();
    // No page comes of this answer, so the one that is shown can still be looked at.
    await page.route(elsewhere, (route) => route.fulfill({ status: 204 }));
    await page.route('**/api/v2/auth/logout', (route) => route.fulfill({ json: { end_session_url: elsewhere } }));
    await page.getByRole('button', { name: owner.email }).click();
    const asked = watchQuestions(page);
    const gone = page.waitForResponse(elsewhere);
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await gone;
    // Two frames: what follows from the sign-out is drawn then.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

    expect([asked, await rows().count()]).toEqual([[], 50]);
  });

  story('takes a session that had ended for signed out', async () => {
    await page.goto(`${app.url}/runs`);
    await rows().first().waitFor();
    await page.route('**/api/v2/auth/logout', (route) => route.fulfill(refusal(401)));

    await page.getByRole('button', { name: owner.email }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in', { timeout: PAGE_WAIT_MS });

    expect(new URL(page.url()).search).toBe('');
  });
});
