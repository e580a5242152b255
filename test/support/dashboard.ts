import { spawnSync } from 'node:child_process';
import path from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const ROOT = path.join(__dirname, '../..');

/** Builds the dashboard unless its build is fresh. Call before the application starts, which looks for it once. */
export function buildDashboard(): void {
  const built = spawnSync(process.execPath, [path.join(ROOT, 'scripts/build.mjs'), '--dashboard'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`the dashboard could not be built:\n${built.stderr}`);
}

/** What axe finds serious or critical on the page as it stands, a line each; `rules` asks for those alone. */
export async function seriousFaults(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  if (await page.evaluate('window.axe === undefined')) await page.evaluate(axe.source);
  // Without `preload` it does not fetch every style sheet again.
  const options = { resultTypes: ['violations'], preload: false, ...(rules === undefined ? {} : { runOnly: rules }) };
  // Runs in the browser, where `axe` now is; as text, since this file knows no DOM.
  const found = await page.evaluate<axe.AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`));
}

/**
 * What makes the page wider than its window and keeps it so; empty when it fits. The frame takes 0.2 s to its place after a
 * resize, longer on a busy machine, so the page is looked at with every frame for up to 10 s. As text: this file knows no DOM,
 * and the page's policy forbids Playwright's own way of waiting for an expression.
 */
export async function overflow(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`new Promise((resolve) => {
    const { documentElement: root } = document;
    const end = performance.now() + 10_000;
    const look = () => {
      const wider = root.scrollWidth - root.clientWidth;
      if (wider <= 0) resolve([]);
      else if (performance.now() < end) requestAnimationFrame(look);
      else {
        const outside = [...document.querySelectorAll('body *')].filter(
          (each) => each.getBoundingClientRect().right > root.clientWidth,
        );
        resolve([wider + ' pixels too wide', ...outside.slice(-3).map((each) => each.outerHTML.slice(0, 160))]);
      }
    };
    look();
  })`);
}

/**
 * What is wrong with a page for those who use it: serious faults for screen readers and keyboards in both themes, and what
 * does not fit a phone. Keeps pictures of all three.
 */
export async function faultsOf(page: Page, name: string): Promise<readonly string[]> {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const light = await seriousFaults(page);
  await keepPicture(page, `${name}-light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator(`html[data-mantine-color-scheme=dark]`).waitFor();
  // Colours are all that the other theme changes.
  const dark = await seriousFaults(page, ['color-contrast']);
  await keepPicture(page, `${name}-dark`);
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await overflow(page);
  await keepPicture(page, `${name}-phone`);
  return [
    ...light.map((fault) => `${name} (light) ${fault}`),
    ...dark.map((fault) => `${name} (dark) ${fault}`),
    ...wide.map((what) => `${name} at 360 pixels: ${what}`),
  ];
}

/** Goes to an address of the page as its own links would, without loading all of it anew. */
export async function goWithin(page: Page, address: string): Promise<void> {
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}

/** Does it; when that fails, the error also tells where the page was and what stood on it. */
export async function toldBy<T>(page: Page, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const shown = await page
      .locator('body')
      .innerText({ timeout: 1_000 })
      .catch(() => '(nothing)');
    throw new Error(`${String(error)}\n\n${page.url()} showed:\n${shown.slice(0, 3_000)}`, { cause: error });
  }
}

/** A file's name for an address: `/incidents/0198…` → `incident`. */
export function nameOf(at: string): string {
  const [first = '', second = ''] = at.slice(1).split(/[/?]/);
  if (first === '') return 'overview';
  if (first === 'settings') return `settings-${second}`;
  return second === '' || first === 'analytics'
    ? first
    : ({ incidents: 'incident', runs: 'run', repositories: 'repository' }[first] ?? first);
}

/** Keeps a picture of the page in the folder that `SCREENSHOTS` names; without it does nothing. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder === undefined) return;
  await page.screenshot({ path: path.join(ROOT, folder, `${name}.png`), fullPage: true });
}

/** Everything a browser complains about that a person should never meet. */
export function watchFaults(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy|react/i.test(message.text()))
      faults.push(message.text());
  });
  page.on('request', (request) => {
    const { hostname } = new URL(request.url());
    if (hostname !== '127.0.0.1' && hostname !== '') faults.push(`asked a foreign host: ${request.url()}`);
  });
  return faults;
}

/** Everything the page asked for that is not there. */
export function watchMissing(page: Page): readonly string[] {
  const missing: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 404) missing.push(response.url());
  });
  return missing;
}

/** Goes somewhere by the page's own links, so that a reload could not hide a missing update. */
export async function followLink(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}
