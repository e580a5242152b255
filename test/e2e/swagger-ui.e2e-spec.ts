import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
let browser: Browser;
let page: Page;
const faults: string[] = [];

/** Opens an operation, fills its body, runs it; the status Swagger UI shows for the live answer. */
async function tryOut(operation: string, body?: unknown): Promise<{ status: string; text: string }> {
  const block = page.locator(`[id$="-${operation}"]`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  if (body !== undefined) await block.locator('textarea.body-param__text').fill(JSON.stringify(body));
  await block.getByRole('button', { name: 'Execute' }).click();
  const live = block.locator('.live-responses-table .response').first();
  await live.waitFor();
  return {
    status: (await live.locator('.response-col_status').innerText()).trim(),
    text: await live.locator('.response-col_description').innerText(),
  };
}

describeInBrowser('Swagger UI', () => {
  beforeAll(async () => {
    app = await startTestApp();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /content security policy/i.test(message.text())) faults.push(message.text());
    });
  });

  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  test('registers, logs in and then calls a protected operation with the session cookie', async () => {
    const login = { email: 'swagger@example.test', password: 'correct horse battery staple' };
    await page.goto(`${app.url}/docs`);

    const registered = await tryOut('Account_register', login);
    const loggedIn = await tryOut('Account_login', login);
    const me = await tryOut('Account_me');

    expect([registered.status, loggedIn.status, me.status]).toEqual(['201', '200', '200']);
    expect(me.text).toContain('swagger@example.test');
  });

  test('runs without script errors and within the content security policy', () => {
    expect(faults).toEqual([]);
  });
});
