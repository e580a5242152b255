import { LLMock } from '@copilotkit/aimock';
import type { Browser, Locator, Page } from 'playwright-core';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import type { ScriptedJob } from '../../demo/github/scripted-runs';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { buildDashboard, toldBy } from '../support/dashboard';
import { openDesk, watchWrites } from '../support/dashboard-desk';
import { gate } from '../support/dashboard-rows';
import { attemptsOf, decide, fixesOf, settleAll, startGreen } from '../support/fix-road';
import { incidentsOf, only, type Road } from '../support/main-road';
import { answerAsShown, modelCase } from '../support/model-case';
import { startTestApp, type TestApp } from '../support/test-app';

// A browser, and on a fresh checkout the build of the page.
jest.setTimeout(180_000);

const CASE = modelCase('build');
const JOB: ScriptedJob = { name: 'build', conclusion: 'failure', log: CASE.log };

let github: DemoGitHub;
let endpoint: LLMock;
let app: TestApp;
let browser: Browser;
let page: Page;
let faults: readonly string[];
let writes: string[];
/** A repository that wants no model, with a failure that no rule mends. */
let road: Road;
let incident: string;

/** A test in the browser; when it fails, what the page shows is told, too. */
function story(name: string, act: () => Promise<void>): void {
  test(name, () => toldBy(page, act));
}

const fix = (): Locator => page.getByRole('region', { name: 'The fix' });
const pulls = (): Locator => page.getByRole('region', { name: 'Pull requests' });
const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
const connection = (): string => `/api/v2/repositories/connections/${road.connectionId}`;
const writesTo = (end: string): number => writes.filter((each) => each.endsWith(end)).length;

describeInBrowser('the dashboard’s incident and its repository', () => {
  beforeAll(async () => {
    buildDashboard();
    github = await startDemoGitHub();
    endpoint = new LLMock({ port: 0 });
    await endpoint.start();
    app = await startTestApp({
      githubUrl: github.url,
      environment: { AI_BASE_URL: `${endpoint.url}/v1`, AI_API_KEY: 'key', AI_MODEL: 'tester' },
    });
    road = await startGreen(app, github, 'shop');
    await road.caller.patch(connection(), { auto_pr_enabled: false, fix_policy: { use_ai: false } });
    await github.push(road.repository, CASE.files);
    await decide(app, github, road, [JOB]);
    incident = only(await incidentsOf(road)).id;
    browser = await launchBrowser();
    ({ page, faults } = await openDesk(browser, road.caller));
    writes = watchWrites(page);
  });
  beforeEach(() => {
    endpoint.reset();
    writes.length = 0;
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
    await endpoint.stop();
    await github.close();
  });

  story('asks no model for a preview where the repository wants none, until somebody ticks the box', async () => {
    answerAsShown(endpoint, CASE);
    await page.goto(`${app.url}/incidents/${incident}`);
    const box = fix().getByRole('checkbox', { name: 'may ask the model' });
    await box.waitFor();
    await button('Preview the fix').click();
    await fix().getByText('no model was to be asked').waitFor();
    const [ticked, unasked] = [await box.isChecked(), endpoint.getRequests().length];
    await box.check();
    await button('Preview the fix').click();
    await fix().locator('.diff [data-kind=added]', { hasText: 'price.amount' }).waitFor();
    await fix().getByText('may differ from what is shown').waitFor();

    expect([ticked, unasked, endpoint.getRequests().length]).toEqual([false, 0, 1]);
  });

  story('takes one order at a time, and says why it came to nothing', async () => {
    answerAsShown(endpoint, CASE, { decline: 'I cannot see it.' });
    await button('Create pull request').dblclick();
    await fix().getByText('Opening the pull request').waitFor();
    const isIdle = await button('Create pull request').isEnabled();
    await settleAll(app, github);
    await fix().getByText('No pull request: The model declined').waitFor();
    await fix().locator('.state', { hasText: 'declined' }).waitFor();

    expect([isIdle, writesTo('/create-pr'), await fix().locator('.diff').count()]).toEqual([false, 1, 0]);
    expect((await attemptsOf(road))[0]).toMatchObject({ outcome: 'declined', code: 'fix.model_declined' });
  });

  story('calls a pull request a draft while it is open, and prints why it was closed word for word', async () => {
    answerAsShown(endpoint, CASE);
    await button('Preview the fix').click();
    const ordered = page.waitForResponse((answer) => answer.url().endsWith('/create-pr'));
    await button('Create pull request').click();
    await ordered;
    await settleAll(app, github);
    const state = pulls().locator('.state').first();
    await state.filter({ hasText: 'draft' }).waitFor();
    endpoint.reset();
    answerAsShown(endpoint, CASE, { decline: 'first_name is re-read.' });
    const { branch_name: branch } = only(await fixesOf(road));
    await decide(app, github, road, [JOB], branch);
    await pulls().getByText('first_name is re-read.').waitFor();

    expect(await state.innerText()).toBe('closed');
    expect(only(await fixesOf(road))).toMatchObject({ state: 'closed', draft: true });
  });

  story('acknowledges once when the button is clicked twice', async () => {
    await page.reload();
    await button('Acknowledge').dblclick();
    await button('Back to open').waitFor();
    await page.locator('.timeline-text', { hasText: 'cknowledged' }).first().waitFor();

    expect([only(await incidentsOf(road)).status, writes]).toEqual([
      'acknowledged',
      [`PATCH /api/v2/incidents/${incident}`],
    ]);
  });

  story('writes a note without undoing a severity that somebody set meanwhile', async () => {
    await button('More').click();
    await page.getByRole('menuitem', { name: 'Severity, assignee, note…' }).click();
    const dialog = page.getByRole('dialog');
    const isIdle = await dialog.getByRole('button', { name: 'Save' }).isEnabled();
    await road.caller.patch(`/api/v2/incidents/${incident}`, { severity: 'critical' });
    await page.locator('.page .card').first().getByText('critical').waitFor();
    await dialog.getByLabel('Note').fill('Looking at it.');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.locator('.timeline-text', { hasText: 'Looking at it.' }).waitFor();

    expect([isIdle, only(await incidentsOf(road)).severity]).toEqual([false, 'critical']);
  });

  story('saves of a repository’s settings only what was touched', async () => {
    await page.goto(`${app.url}/repositories/${road.connectionId}`);
    const allowed = page.getByRole('region', { name: 'What DevFlowFix may do here' });
    await allowed.getByText('Off: nothing is proposed unasked').waitFor();
    const isIdle = await allowed.getByRole('button', { name: 'Save' }).isEnabled();
    await road.caller.patch(connection(), { auto_pr_enabled: true, fix_policy: { max_files: 7 } });
    await allowed.getByRole('switch', { name: 'Open them as drafts' }).click();
    await allowed.getByRole('button', { name: 'Save' }).click();
    await allowed.getByText('Saved').waitFor();
    const saved = (await road.caller.get(connection())).body;

    expect([isIdle, await allowed.getByRole('textbox', { name: 'Most files in one fix' }).inputValue()]).toEqual([
      false,
      '7',
    ]);
    expect(saved).toMatchObject({ auto_pr_enabled: true, fix_policy: { draft: true, use_ai: false, max_files: 7 } });
  });

  story(
    'keeps what is typed while the rest is saved, and shows what was saved though it cannot be read anew',
    async () => {
      const allowed = page.getByRole('region', { name: 'What DevFlowFix may do here' });
      const field = (name: string) => allowed.getByRole('textbox', { name });
      const [asked, answer] = [gate(), gate()];
      await page.route(`**${connection()}`, async (route) => {
        if (route.request().method() === 'GET') return route.fulfill({ status: 500, body: '{}' });
        asked.open();
        await answer.passed;
        return route.continue();
      });
      await field('Most files in one fix').fill('9');
      await allowed.getByRole('button', { name: 'Save' }).click();
      await asked.passed;
      await field('Most lines in one fix').fill('123');
      answer.open();
      await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
      const save = allowed.getByRole('button', { name: 'Save', disabled: false });
      await save.and(page.locator(':not([data-loading])')).waitFor();
      const shown = [
        await field('Most files in one fix').inputValue(),
        await field('Most lines in one fix').inputValue(),
        await allowed.getByText('Saved').count(),
      ];
      const early = (await road.caller.get(connection())).body;
      await page.unroute(`**${connection()}`);
      await save.click();
      await allowed.getByText('Saved').waitFor();
      const saved = (await road.caller.get(connection())).body;

      expect(shown).toEqual(['9', '123', 0]);
      expect(early).toMatchObject({ fix_policy: { max_files: 9 } });
      expect(early).not.toMatchObject({ fix_policy: { max_lines: 123 } });
      expect(saved).toMatchObject({ fix_policy: { max_files: 9, max_lines: 123 } });
    },
  );

  story('keeps the decimals of a price that is corrected by keyboard', async () => {
    await road.caller.patch(connection(), { ci_minute_price: 0.08 });
    await page.reload();
    const section = page.getByRole('region', { name: 'For the figures' });
    const price = section.getByRole('textbox', { name: 'A minute of CI costs' });
    await price.focus();
    // The field places the cursor by two timers after that, one after the other; a person is slower than both.
    await page.evaluate('new Promise((done) => setTimeout(() => setTimeout(done)))');
    await price.press('End');
    await price.press('Backspace');
    await price.press('5');
    const typed = await price.inputValue();
    await section.getByRole('button', { name: 'Save' }).click();
    await section.getByText('Saved').waitFor();
    const saved = (await road.caller.get(connection())).body;

    expect([typed, saved]).toEqual(['$0.05', expect.objectContaining({ ci_minute_price: 0.05 })]);
  });

  story('reads past runs once when the button is clicked twice', async () => {
    await button('Read past runs').dblclick();
    await page.getByText('Reading past runs').waitFor();
    await settleAll(app, github);
    await page.getByRole('status').filter({ hasText: 'Reading past runs' }).getByText('succeeded').waitFor();

    expect([writesTo('/sync'), faults]).toEqual([1, []]);
  });
});
