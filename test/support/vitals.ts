import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import type { Addresses } from './dashboard-walk';

/** What one page costs a browser that has nothing of it yet. */
export interface PageWeight {
  readonly at: string;
  /** Of scripts as they cross the wire, compressed. */
  readonly scriptBytes: number;
  readonly scripts: number;
  /** Cumulative layout shift. */
  readonly shift: number;
  readonly elements: number;
  /** Largest contentful paint and, null where the browser saw none, interaction to next paint. */
  readonly paintMs: number;
  readonly interactionMs: number | null;
  /** Tasks of more than 50 ms. */
  readonly longTasks: number;
  readonly longestMs: number;
}

/** What the page's script left there. */
type Measured = Omit<PageWeight, 'at' | 'interactionMs'>;

const LIBRARY = readFileSync(path.join(__dirname, '../../node_modules/web-vitals/dist/web-vitals.iife.js'), 'utf8');

/**
 * Measures from the first moment on. Every answer of the server is held back for two frames: so what stands in its place until
 * then is always painted once, and a shift by what comes does not hang on how quick the machine is.
 */
const WATCH = `${LIBRARY}
window.measured = { longTasks: 0, longestMs: 0, LCP: 0, CLS: 0, INP: null };
for (const name of ['LCP', 'CLS', 'INP'])
  webVitals['on' + name](({ value }) => { measured[name] = value; }, { reportAllChanges: true });
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) {
    measured.longTasks += 1;
    measured.longestMs = Math.max(measured.longestMs, duration);
  }
}).observe({ type: 'longtask', buffered: true });
const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
const ask = window.fetch;
window.fetch = async (...asked) => {
  const answer = await ask(...asked);
  await frame();
  await frame();
  return answer;
};`;

const READ = `(() => {
  const scripts = performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname.endsWith('.js'));
  return {
    scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    scripts: scripts.length,
    shift: measured.CLS,
    elements: document.querySelectorAll('*').length,
    paintMs: measured.LCP,
    longTasks: measured.longTasks,
    longestMs: measured.longestMs,
  };
})()`;

/** The pages people look at, each with what shows that it is there. */
function pagesOf(at: Addresses): readonly (readonly [string, (page: Page) => Locator])[] {
  const drawn = (page: Page): Locator => page.locator('.chart-drawing').first();
  return [
    ['/', drawn],
    ['/incidents', (page) => page.locator('.row-link').first()],
    [at.incidentAddress, (page) => page.getByRole('region', { name: 'What broke' })],
    [at.runAddress, (page) => page.locator('.log-line').first()],
    ['/analytics?range=90d', drawn],
    [at.repositoryAddress, (page) => page.getByRole('region', { name: 'Webhook' })],
  ];
}

/** Loads each page anew with an empty cache, signed in as `signedIn` is. */
export async function weighPages(
  browser: Browser,
  signedIn: BrowserContext,
  url: string,
  addresses: Addresses,
): Promise<readonly PageWeight[]> {
  const storageState = await signedIn.storageState();
  const weights: PageWeight[] = [];
  for (const [at, sign] of pagesOf(addresses)) {
    const context = await browser.newContext({ storageState, viewport: { width: 1280, height: 900 } });
    await context.addInitScript(WATCH);
    const page = await context.newPage();
    page.setDefaultTimeout(45_000);
    await page.goto(url + at);
    await sign(page).waitFor();
    await page.locator('[aria-label=Loading]').first().waitFor({ state: 'detached' });
    const measured = await page.evaluate<Measured>(READ);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Pages, repositories, incidents…').waitFor();
    await page.keyboard.press('Escape');
    await page.getByPlaceholder('Pages, repositories, incidents…').waitFor({ state: 'detached' });
    const interactionMs = await page.evaluate<number | null>('measured.INP');
    weights.push({ at: at.replace(/[0-9a-f-]{36}/, ':id'), ...measured, interactionMs });
    await context.close();
  }
  return weights;
}

/** The weights as a table for people. */
export function weightTable(weights: readonly PageWeight[]): string {
  const rows = weights.map((page) => [
    page.at,
    `${(page.scriptBytes / 1024).toFixed(1)} KB in ${page.scripts}`,
    page.shift.toFixed(3),
    String(page.elements),
    `${page.paintMs.toFixed(0)} ms`,
    page.interactionMs === null ? '–' : `${page.interactionMs.toFixed(0)} ms`,
    `${page.longTasks} (${page.longestMs.toFixed(0)} ms)`,
  ]);
  const head = ['page', 'JavaScript (gzip)', 'CLS', 'elements', 'LCP', 'INP', 'long tasks (longest)'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
