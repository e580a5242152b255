import type { Browser, BrowserContext, Page } from 'playwright-core';
import { freePort } from '../../src/free-port';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { buildDashboard, faultsOf, keepPicture, toldBy, watchFaults } from '../support/dashboard';
import { register } from '../support/dashboard-acts';
import { startIssuer, type TestIssuer } from '../support/issuer';
import { IssuerPages } from '../support/issuer-pages';
import { openWithIssuer, SignIns } from '../support/sign-ins';
import type { TestApp } from '../support/test-app';

// A browser, and on a fresh checkout the build of the page.
jest.setTimeout(180_000);

/** Longest a page is waited for: what is right comes within a second or two, even on a busy machine within this. */
const WAIT_MS = 45_000;
const PASSWORD = 'an owner of two accounts';

let issuer: TestIssuer;
let app: TestApp;
let at: SignIns;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let there: IssuerPages;
let faults: readonly string[];

/** A test in a browser that has never been here; when it fails, what the page shows is told, too. */
function story(name: string, act: () => Promise<void>): void {
  test(name, () => toldBy(page, act));
}

/** What a browser complained about, but for the issuer's pages, which ask for a font. */
const complaints = (): readonly string[] => faults.filter((fault) => !fault.includes('fonts.googleapis.com'));
const withIssuer = () => page.getByRole('button', { name: 'Sign in with Example Corp', exact: true });

describeInBrowser('signing in at an issuer', () => {
  beforeAll(async () => {
    buildDashboard();
    const port = await freePort('127.0.0.1', 0);
    const home = `http://127.0.0.1:${port}`;
    issuer = await startIssuer(home);
    at = new SignIns(issuer);
    const rules = { OIDC_ALLOWED_DOMAINS: 'example.test', OIDC_ADMIN_GROUP: 'ops' };
    app = await openWithIssuer(issuer, { PUBLIC_URL: home, PORT: String(port), ...rules });
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    there = await IssuerPages.of(page);
    faults = watchFaults(page);
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    await app.close();
    await issuer.close();
  });

  story('leads from the button over the issuer’s login and consent back to the page that was asked for', async () => {
    at.person('nia');
    await page.goto(`${app.url}/runs?branch=main`);
    await withIssuer().click();
    await there.login('nia');
    await there.consent();
    await page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
    const back = new URL(page.url());
    const me = await page.evaluate(`fetch('/api/v2/auth/me').then((answer) => answer.json())`);
    const readable = await page.evaluate('document.cookie');

    expect([back.origin, back.pathname, back.search]).toEqual([app.url, '/runs', '?branch=main']);
    expect(me).toMatchObject({ email: 'nia@example.test', has_password: false });
    expect(readable).toBe('');
    expect(complaints()).toEqual([]);
  });

  story('leads to the issuer’s sign-out and back to a page that knows nobody', async () => {
    at.person('joe');
    await page.goto(app.url);
    await withIssuer().click();
    await there.login('joe');
    await there.consent();
    await page.getByRole('button', { name: 'P joe' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await there.signOut();
    await withIssuer().waitFor();
    const { pathname } = new URL(page.url());
    const left = await page.evaluate(`fetch('/api/v2/auth/me').then((answer) => answer.status)`);
    await withIssuer().click();
    // The issuer knows nobody any more, either: it asks who is there.
    await there.login('joe');

    expect([pathname, left]).toEqual(['/sign-in', 401]);
  });

  story('says who refused when it was the person, and lets them try again from there', async () => {
    at.person('kim');
    await page.goto(`${app.url}/incidents`);
    await withIssuer().click();
    await there.cancel();
    const told = page.getByRole('alert').filter({ hasText: 'You were not signed in' });
    await told.waitFor();
    const words = await told.innerText();
    const found = await faultsOf(page, 'sign-in-refused');
    await withIssuer().click();
    await there.login('kim');
    await there.consent();
    await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor();

    expect(words).toContain('Access was refused at Example Corp, by you or by its administrator.');
    expect(found).toEqual([]);
    expect(complaints()).toEqual([]);
  });

  story(
    'says that only certain people are let in, and lets another one sign in though the issuer knows the first',
    async () => {
      at.person('mallory', { email: 'mallory@elsewhere.test' });
      await page.goto(app.url);
      await withIssuer().click();
      await there.login('mallory');
      await there.consent();
      const told = page.getByRole('alert').filter({ hasText: 'You were not signed in' });
      await told.waitFor();
      const words = await told.innerText();
      const found = await faultsOf(page, 'sign-in-not-allowed');
      at.person('lou', { groups: ['ops'] });
      await page.getByRole('button', { name: 'Use another account of Example Corp' }).click();
      await there.login('lou');
      await there.consent();
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      const me = await page.evaluate(`fetch('/api/v2/auth/me').then((answer) => answer.json())`);

      expect(words).toContain(
        'Only certain people are let in here, and your account of Example Corp is not among them.',
      );
      expect(me).toMatchObject({ email: 'lou@example.test', role: 'admin' });
      expect([found, complaints()]).toEqual([[], []]);
    },
  );

  story('links an account in the settings, shows it, and unlinks it for who knows the password', async () => {
    await page.goto(app.url);
    await register(page, { email: 'owner@example.test', password: PASSWORD });
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    at.person('owner', { email: 'owner.there@example.test' });
    await page.goto(`${app.url}/settings/account`);
    const section = page.getByRole('region', { name: 'Single sign-on' });
    await section.getByLabel('Password').first().fill(PASSWORD);
    await section.getByRole('button', { name: 'Link with Example Corp' }).click();
    await there.login('owner');
    await there.consent();
    await section.getByRole('status').filter({ hasText: 'Example Corp is linked' }).waitFor();
    const row = section.getByRole('row').filter({ hasText: 'owner.there@example.test' });
    await row.waitFor();
    const linked = await page.getByRole('region', { name: 'Account' }).innerText();
    const found = await faultsOf(page, 'settings-account-linked');
    await page.setViewportSize({ width: 1280, height: 900 });
    await row.getByRole('button', { name: 'Unlink Example Corp' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Password' }).fill('a wrong one, to see');
    await dialog.getByRole('button', { name: 'Unlink' }).click();
    const refused = await dialog.getByRole('alert').innerText();
    await keepPicture(page, 'settings-account-unlink');
    await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Unlink' }).click();
    await section.getByRole('button', { name: 'Link with Example Corp' }).waitFor();
    const unlinked = await page.getByRole('region', { name: 'Account' }).innerText();
    const news = await section.getByRole('status').allInnerTexts();
    const me = await page.evaluate(`fetch('/api/v2/auth/me').then((answer) => answer.json())`);

    expect(linked).toContain('with a password or Example Corp');
    expect(unlinked).not.toContain('Example Corp');
    expect(news.join()).not.toContain('is linked');
    expect(refused).toContain('The current password is wrong.');
    expect(me).toMatchObject({ email: 'owner@example.test', has_password: true });
    expect([found, complaints()]).toEqual([[], []]);
  });
});
