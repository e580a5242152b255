import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium of this machine (`CHROMIUM_PATH` or a usual place); null where there is none. */
export const chromiumPath: string | null =
  [process.env.CHROMIUM_PATH, ...PLACES].find((file) => file !== undefined && existsSync(file)) ?? null;

/** `describe` where there is a browser; elsewhere the suite is skipped and says so. */
export const describeInBrowser: jest.Describe = chromiumPath === null ? describe.skip : describe;

if (chromiumPath === null) process.stderr.write('no Chromium on this machine: the browser suites are skipped\n');

/** A headless browser that speaks to localhost only. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
