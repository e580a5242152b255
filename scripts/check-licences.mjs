// What is installed for use (not for development) has a licence that lets anyone use it; prints how many have which.
import { readFileSync } from 'node:fs';

const ALLOWED = new Set([
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0'],
  ...['Python-2.0', 'Unlicense'],
]);
/** Packages whose manifest names none; the licence is in their text. */
const READ_BY_HAND = new Map([['svg-tags', 'MIT']]);
/** Data, not code, that asks for nothing but to be named where it is passed on, as its package does. */
const DATA = new Map([['caniuse-lite', 'CC-BY-4.0']]);

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const counts = new Map();
let refused = 0;
for (const [place, { dev, license }] of Object.entries(packages)) {
  if (place === '' || dev) continue;
  const name = place.split('node_modules/').pop();
  const said = license ?? READ_BY_HAND.get(name) ?? 'none';
  const choices = said.replace(/[()]/g, '').split(' OR ');
  if (!choices.some((choice) => ALLOWED.has(choice)) && DATA.get(name) !== said) {
    console.error(`  ${name}: ${said}`);
    refused++;
  }
  counts.set(said, (counts.get(said) ?? 0) + 1);
}
console.log(
  [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([said, count]) => `${said} ${count}`)
    .join(', '),
);
process.exitCode = refused === 0 ? 0 : 1;
