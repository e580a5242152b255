import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { goWithin, toldBy, watchFaults, watchMissing } from './dashboard';
import { register } from './dashboard-acts';
import { PrefixProxy } from './prefix-proxy';
import { startTestApp } from './test-app';

/** What a newcomer meets below the path of a proxy. */
export interface Below {
  readonly url: string;
  /** Where the walk ended. */
  readonly ended: string;
  readonly refused: readonly string[];
  readonly complaints: readonly string[];
}

/** A service of its own behind a proxy that puts a path before everything, and a walk through its pages. */
export async function walkBelow(browser: Browser, timeoutMs: number): Promise<Below> {
  const proxy = await PrefixProxy.start('/ci');
  const prefixed = await startTestApp({ environment: { PUBLIC_URL: proxy.url } });
  proxy.forwardTo((prefixed.nest.getHttpServer().address() as AddressInfo).port);
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(timeoutMs);
  const complaints = watchFaults(page);
  const refused = watchMissing(page);
  await toldBy(page, () => visitBelow(page, proxy.url));
  const below = { url: proxy.url, ended: page.url(), refused, complaints };
  await context.close();
  await proxy.close();
  await prefixed.close();
  return below;
}

/** Registers below the path of a proxy and looks at pages of each depth. */
async function visitBelow(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings/tokens`);
  await register(page, { email: 'prefix@example.test', password: 'a proxy stands before it' });
  await page.getByRole('heading', { name: 'First steps' }).waitFor();
  await page.goto(`${url}/settings/sessions`);
  await page.getByText('this one').waitFor();
  const { pathname: base } = new URL(url);
  for (const [at, told] of NOTHING_YET) {
    await goWithin(page, `${base}/${at}`);
    await page.getByText(told, { exact: true }).first().waitFor();
  }
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByText('No run yet').waitFor();
}

/** What each page says to somebody who has nothing yet. */
const NOTHING_YET: readonly (readonly [at: string, told: string])[] = [
  ['', 'No repository is connected yet'],
  ['incidents', 'No incidents'],
  ['repositories', 'No repository is connected'],
  ['analytics', 'No run in this time'],
  ['settings/connections', 'No account is connected'],
  ['settings/tokens', 'No token yet'],
  ['settings/deliveries', 'No delivery'],
  ['settings/tasks', 'No task gave up'],
  ['settings/alerts', 'Nothing is watched yet'],
];
