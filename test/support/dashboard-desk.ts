import type { Browser, Page } from 'playwright-core';
import { SESSION_COOKIE } from '../../src/auth/session-cookie';
import type { ApiClient } from './api-client';
import { watchFaults } from './dashboard';

/** Longest a page is waited for: what is right comes within a second or two, even on a busy machine within this. */
const WAIT_MS = 45_000;

/** A page of a browser that is signed in as a caller of the API, and what the browser complains about there. */
export interface Desk {
  readonly page: Page;
  readonly faults: readonly string[];
}

/** Opens one, in a context of its own. */
export async function openDesk(browser: Browser, caller: ApiClient): Promise<Desk> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
  await context.addCookies([{ name: SESSION_COOKIE, value: caller.cookie(SESSION_COOKIE) ?? '', url: caller.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  return { page, faults: watchFaults(page) };
}

/** What the page asks the server to change, as `POST /api/v2/…`, from now on. */
export function watchWrites(page: Page): string[] {
  const writes: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') writes.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return writes;
}
