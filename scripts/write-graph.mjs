// Draws the rooms of src/ and who imports whom into docs/architecture.md, from the code's own imports.
// With --check it changes nothing and fails when the picture is stale.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const page = path.join(root, 'docs/architecture.md');
const BLOCK = /(<!-- graph:begin -->\n)[\s\S]*?(<!-- graph:end -->)/;
const ROOT_ROOM = 'composition root';

const cruise = spawnSync(
  process.execPath,
  [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    'src',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  ],
  { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
);
const { modules } = JSON.parse(cruise.stdout);

const isSource = (file) => file.startsWith('src/') && !file.endsWith('.spec.ts');
const room = (file) => (file.split('/').length > 2 ? file.split('/')[1] : ROOT_ROOM);

const arrows = new Map();
for (const { source, dependencies } of modules.filter((module) => isSource(module.source))) {
  for (const { resolved } of dependencies.filter((dependency) => isSource(dependency.resolved))) {
    const [from, to] = [room(source), room(resolved)];
    // The composition root sees everything; its arrows would hide the others.
    if (from === to || from === ROOT_ROOM) continue;
    const key = `${from} ${to}`;
    arrows.set(key, (arrows.get(key) ?? 0) + 1);
  }
}
const lines = [...arrows]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([key, count]) => {
    const [from, to] = key.split(' ');
    return `  ${from} -- ${count} --> ${to}`;
  });
const drawn = `\`\`\`mermaid\nflowchart LR\n${lines.join('\n')}\n\`\`\`\n`;

const text = readFileSync(page, 'utf8');
const next = text.replace(BLOCK, (_all, begin, end) => `${begin}\n${drawn}\n${end}`);
if (process.argv.includes('--check')) {
  // Counts move with every import; only a missing or new arrow makes the picture wrong.
  const shape = (markdown) => (BLOCK.exec(markdown)?.[0] ?? '').replace(/-- \d+ -->/g, '-->');
  if (shape(text) !== shape(next)) {
    console.error('  docs/architecture.md shows another graph: run `npm run docs:graph`');
    process.exitCode = 1;
  }
} else writeFileSync(page, next);
