// Builds the dashboard and weighs what a browser must load before the first page shows: the entry, what it imports, and
// the overview page with what that imports, charts and all. Prints the size; fails above the budget.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildDashboard } from './build.mjs';

const BUDGET = 250 * 1024;
const FIRST = ['index.html', 'src/pages/overview/overview-page.tsx'];

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../dist/public');
await buildDashboard();
const manifest = JSON.parse(readFileSync(path.join(folder, 'assets/manifest.json'), 'utf8'));
const wanted = new Set();
const add = (key) => {
  if (wanted.has(key)) return;
  wanted.add(key);
  for (const imported of manifest[key].imports ?? []) add(imported);
};
for (const key of FIRST) {
  if (manifest[key] === undefined) throw new Error(`the build's manifest does not know ${key}`);
  add(key);
}
const sizes = [...wanted].map((key) => [
  manifest[key].file,
  gzipSync(readFileSync(path.join(folder, manifest[key].file))).length,
]);
const total = sizes.reduce((sum, [, size]) => sum + size, 0);
const kilo = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
console.log(`first load: ${kilo(total)} of ${kilo(BUDGET)} JavaScript (gzip), ${sizes.length} files`);
if (total > BUDGET) {
  for (const [file, size] of sizes.sort((a, b) => b[1] - a[1])) console.log(`  ${kilo(size).padStart(9)}  ${file}`);
  process.exitCode = 1;
}
