import type { Browser, Locator, Page } from 'playwright-core';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { newId } from '../../src/common/ids';
import { startReceiver, type Receiver } from '../contract/receiver';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { buildDashboard, goWithin, toldBy } from '../support/dashboard';
import { openDesk, watchWrites } from '../support/dashboard-desk';
import { startGreen } from '../support/fix-road';
import { makeAllDue, type Road } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

// A browser, and on a fresh checkout the build of the page.
jest.setTimeout(180_000);

let github: DemoGitHub;
let receiver: Receiver;
let app: TestApp;
let browser: Browser;
let page: Page;
let faults: readonly string[];
let writes: string[];
/** Of an admin. */
let road: Road;

/** A test in the browser; when it fails, what the page shows is told, too. */
function story(name: string, act: () => Promise<void>): void {
  test(name, () => toldBy(page, act));
}

const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const writesTo = (end: string): number => writes.filter((each) => each.endsWith(end)).length;
const rowsOf = (table: string): Locator => page.getByRole('table', { name: table }).locator('tbody tr');

/** Answers the next question of the browser; resolves with what it asked. */
const answerNext = (yes: boolean): Promise<string> =>
  new Promise((resolve, reject) => {
    page.once('dialog', (dialog) => {
      (yes ? dialog.accept() : dialog.dismiss()).then(() => {
        resolve(dialog.message());
      }, reject);
    });
  });

describeInBrowser('the dashboard’s settings', () => {
  beforeAll(async () => {
    buildDashboard();
    github = await startDemoGitHub();
    receiver = await startReceiver();
    app = await startTestApp({ githubUrl: github.url, environment: { ALERT_PRIVATE_TARGETS: 'allow' } });
    road = await startGreen(app, github, 'shop');
    const channel = { kind: 'webhook', name: 'on call', url: receiver.url };
    await road.caller.post('/api/v2/alerts/channels', channel);
    const rule = { kind: 'branch_red', name: 'Red', repository_connection_id: null, window_minutes: 60 };
    await road.caller.post('/api/v2/alerts/rules', { ...rule, channel_ids: [] });
    browser = await launchBrowser();
    ({ page, faults } = await openDesk(browser, road.caller));
    writes = watchWrites(page);
    await page.goto(`${app.url}/settings/sessions`);
  });
  beforeEach(() => {
    writes.length = 0;
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
    await receiver.close();
    await github.close();
  });

  story('sends one test for two clicks, and follows it to its last try', async () => {
    receiver.answerWith(500);
    await goWithin(page, '/settings/alerts');
    await button('Send test to on call').dblclick();
    await page.getByText('test is on its way').waitFor();
    await app.drain();
    const tries = rowsOf('Sent alerts').first().getByRole('cell').nth(2);
    await tries.getByText('1', { exact: true }).waitFor();
    receiver.answerWith(202);
    await makeAllDue(app);
    await app.drain();
    await page.getByText('test delivered').waitFor();

    expect([writesTo('/test'), await rowsOf('Sent alerts').count()]).toEqual([1, 1]);
  });

  story('mutes once for two clicks', async () => {
    await button('Mute on call').dblclick();
    await button('Unmute on call').waitFor();
    await goWithin(page, '/settings/sessions');
    await goWithin(page, '/settings/alerts');
    await button('Unmute on call').waitFor();

    expect(writes).toHaveLength(1);
  });

  story('closes the form of a rule or a channel that was deleted meanwhile', async () => {
    await button('Edit Red').click();
    await page.getByRole('form', { name: 'Edit Red' }).waitFor();
    await button('Edit on call').click();
    await page.getByRole('form', { name: 'Edit on call' }).waitFor();
    const asked = [answerNext(true)];
    await button('Delete Red').click();
    await page.getByRole('form', { name: 'Edit Red' }).waitFor({ state: 'detached' });
    asked.push(answerNext(true));
    await button('Delete on call').click();
    await page.getByRole('form', { name: 'Edit on call' }).waitFor({ state: 'detached' });

    expect(await Promise.all(asked)).toHaveLength(2);
  });

  story('keeps the decimals of a rule’s share while somebody types it', async () => {
    const share = { kind: 'failure_rate', name: 'Often', threshold: 0.5, window_minutes: 1440, min_runs: 10 };
    const { id } = (await road.caller.post<{ id: string }>('/api/v2/alerts/rules', { ...share, channel_ids: [] })).body;
    await page.reload();
    await button('Edit Often').click();
    const form = page.getByRole('form', { name: 'Edit Often' });
    const field = form.getByRole('textbox', { name: 'From this share on' });
    await field.press('Control+a');
    await field.pressSequentially('12.5');
    const typed = await field.inputValue();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    const { rules } = (await road.caller.get<{ rules: { id: string }[] }>('/api/v2/alerts/rules')).body;

    expect([typed, rules.find((rule) => rule.id === id)]).toMatchObject(['12.5 %', { threshold: 0.125 }]);
  });

  story('follows a replayed delivery to its end, and tells screen readers that it was replayed', async () => {
    await goWithin(page, '/settings/deliveries');
    const row = rowsOf('Webhook deliveries').first();
    await row.locator('.state', { hasText: 'processed' }).waitFor();
    await row.getByRole('button', { name: /^Replay / }).click();
    await row.locator('.state', { hasText: 'accepted' }).waitFor();
    await row.getByRole('button', { name: /: Replayed$/ }).waitFor();
    await app.drain();
    await row.locator('.state', { hasText: 'processed' }).waitFor();

    expect(writesTo('/replay')).toBe(1);
  });

  story('follows background tasks to their end', async () => {
    const id = newId();
    await app.db.read.query(
      `insert into tasks (id, kind, status, attempts, payload) values ($1, 'auth.clean-up', 'queued', 0, '{}')`,
      [id],
    );
    await goWithin(page, '/settings/tasks');
    await page.getByLabel('State').selectOption('');
    const row = rowsOf('Background tasks').filter({ hasText: 'auth.clean-up' });
    await row.locator('.state', { hasText: 'queued' }).waitFor();
    await app.db.read.query(`update tasks set status = 'succeeded', finished_at = now() where id = $1`, [id]);
    await row.locator('.state', { hasText: 'succeeded' }).waitFor();

    expect(await row.count()).toBe(1);
  });

  story(
    'says what a change of an account comes to and asks before it, and keeps the list while it searches',
    async () => {
      const other = await app.user('eve@example.test');
      const { id } = (await other.get<{ id: string }>('/api/v2/auth/me')).body;
      await goWithin(page, '/settings/people');
      const choose = async (item: string, yes: boolean): Promise<string> => {
        await button('Change eve@example.test').click();
        const asked = answerNext(yes);
        await page.getByRole('menuitem', { name: item }).click();
        return asked;
      };
      const asked = [await choose('Make an admin', false), await choose('Deactivate', false)];
      asked.push(await choose('End sessions', true));
      await page.getByRole('status').filter({ hasText: 'Sessions ended' }).waitFor();
      const changes = writes.map((each) => each.replace(id, 'eve'));
      let answer = (): void => undefined;
      const held = new Promise<void>((resolve) => (answer = resolve));
      await page.route('**/api/v2/users?*', async (route) => {
        await held;
        await route.fallback();
      });
      const searched = page.waitForRequest(/search=eve/);
      await page.getByLabel('Search people').fill('eve');
      await searched;
      const meanwhile = await rowsOf('People').count();
      answer();
      await rowsOf('People').nth(1).waitFor({ state: 'detached' });

      expect(asked).toEqual([
        expect.stringContaining('Admins see all accounts'),
        expect.stringContaining('Deliveries are still recorded'),
        expect.stringContaining('eve@example.test has to sign in anew'),
      ]);
      expect([changes, meanwhile]).toEqual([['DELETE /api/v2/users/eve/sessions'], 2]);
    },
  );

  story('says before an account is disconnected what goes with it, and afterwards what did not', async () => {
    github.faults.next({ method: 'DELETE', path: /^\/applications\//, times: 9 }, { status: 500 });
    await goWithin(page, '/settings/connections');
    const asked = answerNext(true);
    await button('Disconnect').click();
    const told = page.getByRole('alert').filter({ hasText: 'GitHub is disconnected' });
    await told.getByText('1 webhook was removed.').waitFor();

    expect(await asked).toContain('Every repository of this account is disconnected');
    expect(await told.innerText()).toContain('the forge did not confirm the end of the token');
  });

  story('says of a disconnected repository that it is one, and offers nothing that cannot be', async () => {
    await goWithin(page, `/repositories/${road.connectionId}`);
    await page.getByRole('status').filter({ hasText: 'Nothing new is followed here' }).waitFor();
    await page.getByRole('region', { name: 'About' }).waitFor();
    const offered = await page.getByRole('button', { name: /Repair|Disconnect|Read past runs/ }).count();
    const allowed = await page.getByRole('region', { name: 'What DevFlowFix may do here' }).count();

    expect([offered, allowed, faults]).toEqual([0, 0, []]);
  });
});
