import type { Page } from 'playwright-core';
import type { DemoGitHub } from '../../demo/github/server';
import { keepPicture } from './dashboard';
import { typeError } from './main-road';

/** What a person finds in a long log. */
export interface LogFound {
  /** Rows that are drawn. */
  readonly rows: number;
  /** The line that the address names, as the page shows it. */
  readonly pointed: string;
  /** What the address says of the log. */
  readonly address: Readonly<Record<string, string>>;
}

/**
 * On a run's page: from the telling lines to the job's whole log, which breaks off once and says so; by a search to a line of it,
 * by its number to its address, and back there after a reload. The page's own limit of waiting holds.
 */
export async function readWholeLog(page: Page, github: DemoGitHub, wanted: string): Promise<LogFound> {
  await page.locator('.log .log-line[data-marked=true]').first().waitFor();
  github.faults.next({ path: /\/attempts\/1\/logs/ }, { status: 404 });
  github.faults.next({ path: '/_logs/' }, { status: 200, body: 'a line\n'.repeat(50_000), cut: true });
  await page.getByRole('button', { name: 'Whole log' }).press('Enter');
  await page.getByText('The log broke off before its end.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await page.getByRole('button', { name: 'Telling lines' }).waitFor();
  await page.locator('.log .log-line[data-marked=true]').first().waitFor();
  await page.getByLabel('Search the log').fill(wanted);
  await page.getByLabel('Search the log').press('Enter');
  const line = page.locator('.log .log-line', { has: page.locator('mark') });
  await line.getByRole('link', { name: /^Line \d+$/ }).press('Enter');
  await page.waitForURL(/[?&]line=\d+/);
  await page.reload();
  const pointed = page.locator('.log .log-line[data-current=true]', { hasText: wanted });
  await pointed.waitFor();
  await keepPicture(page, 'run-whole-log');
  return {
    rows: await page.locator('.log .log-row').count(),
    pointed: (await pointed.locator('.log-text').innerText()).trim(),
    address: Object.fromEntries(new URL(page.url()).searchParams),
  };
}

/** A job that fails as `tsc` does after so many lines `step 0`, `step 1`, … */
export function jobOfLines(count: number): ReturnType<typeof typeError> {
  return typeError('src/a.ts', Array.from({ length: count }, (_, number) => `step ${number}`).join('\n'));
}
