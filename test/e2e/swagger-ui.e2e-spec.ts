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

  test('sends nothing that was not typed: one operation after the other works, and a list is the whole list', async () => {
    const token = await tryOut('Credential_createToken', { name: 'ci' });
    const secret = await tryOut('Credential_rotateWebhookSecret');
    const begun = await tryOut('OAuth_authorize', {});
    const runs = await tryOut('Workflow_list');
    const incidents = await tryOut('Incident_list');

    expect([token.status, secret.status, begun.status]).toEqual(['201', '201', '200']);
    expect([runs.status, incidents.status]).toEqual(['200', '200']);
    expect(await page.locator('.request-url pre').last().innerText()).toBe(`${app.url}/api/v2/incidents?limit=50`);
  });

  test('leaves the examples in the document that programs read', async () => {
    const document = await app.client().get('/openapi.json', { undocumented: true });

    expect(document.status).toBe(200);
    expect(JSON.stringify(document.body)).toContain('"name":"Idempotency-Key","in":"header","required":false,');
    expect(document.body).toEqual(JSON.parse(JSON.stringify(app.openApi)));
  });

  test('runs without script errors and within the content security policy', () => {
    expect(faults).toEqual([]);
  });
});
