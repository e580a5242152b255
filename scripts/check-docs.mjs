// Builds the documentation into dist/site, and holds every link of the built pages against what is there: pages, headings,
// pictures, copies of files. Every error code must have its page.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const site = path.join(root, 'dist/site');

const built = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/vitepress/bin/vitepress.js'), 'build', 'docs'],
  {
    cwd: root,
    encoding: 'utf8',
  },
);
if (built.status !== 0) {
  console.error(`${built.stdout}${built.stderr}`);
  process.exit(1);
}

const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
const texts = new Map(pages.map((page) => [page, readFileSync(path.join(site, page), 'utf8')]));
const problems = [];

/** The file of the site that an address of it leads to, or null. */
function fileOf(address) {
  const place = decodeURIComponent(address.slice(1));
  return [place, `${place}.html`, path.join(place, 'index.html')].find(
    (file) => existsSync(path.join(site, file)) && statSync(path.join(site, file)).isFile(),
  );
}

for (const [page, text] of texts) {
  for (const [, link] of text.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
    if (/^(?:[a-z]+:|\/\/)/.test(link)) continue;
    const { pathname, hash } = new URL(link.replaceAll('&amp;', '&'), `http://site/${page}`);
    const file = fileOf(pathname);
    if (file === undefined) problems.push(`${page}: ${link} leads nowhere`);
    else if (hash !== '' && texts.has(file) && !texts.get(file).includes(`id="${decodeURIComponent(hash.slice(1))}"`))
      problems.push(`${page}: ${link} names no heading of ${file}`);
  }
}

const codes = [...readFileSync(path.join(root, 'docs/errors.md'), 'utf8').matchAll(/^\| `([a-z_]+\.[a-z_]+)`/gm)];
for (const [, code] of codes) if (!texts.has(`errors/${code}.html`)) problems.push(`the error ${code} has no page`);

for (const problem of problems) console.error(`  ${problem}`);
console.log(`docs: ${pages.length} pages, ${codes.length} of them of error codes; ${problems.length} broken links`);
process.exitCode = problems.length === 0 && codes.length > 0 ? 0 : 1;
