// Compiles src/, demo/, bench/ and ormconfig.ts into dist/ with swc, puts what a start loads into one file (bundle.mjs), and
// dashboard/ into dist/public/ with Vite (no type check: `npm run check` does that). Skips what has a stamp newer than every source, so `npm start` pays nothing on a
// second run.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.stamp');
const pageSource = path.join(root, 'dashboard');
const pageDist = path.join(dist, 'public');
const pageStamp = path.join(dist, '.dashboard-stamp');

/** Every source file that ends up in dist/, relative to the project root. */
function sources() {
  const found = ['ormconfig.ts'];
  for (const folder of ['src', 'demo', 'bench']) {
    if (!existsSync(path.join(root, folder))) continue;
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      const file = path.relative(root, path.join(entry.parentPath, entry.name));
      if (entry.isFile() && file.endsWith('.ts') && !file.endsWith('.spec.ts')) found.push(file);
    }
  }
  return found.filter((file) => existsSync(path.join(root, file)));
}

/** Builds when needed. Throws when swc rejects a file; a broken dist/ is never stamped. */
export async function build({ force = false } = {}) {
  const { built } = await compile(force);
  // Whoever finds dist/src built may have come before its bundle was.
  await bundle(statSync(stamp).mtimeMs);
  return { built };
}

async function compile(force) {
  const files = sources();
  const inputs = [...files, 'package.json', '.swcrc'].map((file) => path.join(root, file));
  const fingerprint = files.join('\n');
  if (!force && isFresh(stamp, fingerprint, inputs)) return { built: 0 };
  const swc = createRequire(import.meta.url)('@swc/core');
  const startedAt = new Date();
  const made = new Set();
  await Promise.all(
    files.map(async (file) => {
      const target = path.join(dist, file.replace(/\.ts$/, '.js'));
      const { code, map } = await swc.transformFile(path.join(root, file), {
        cwd: root,
        filename: path.join(root, file),
      });
      mkdirSync(path.dirname(target), { recursive: true });
      replace(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map\n`);
      replace(`${target}.map`, map);
      made.add(target).add(`${target}.map`);
    }),
  );
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (file.startsWith(pageDist + path.sep)) continue;
    if (entry.isFile() && /\.js(\.map)?$/.test(file) && !made.has(file)) rmSync(file, { force: true });
  }
  setStamp(stamp, fingerprint, startedAt);
  return { built: files.length };
}

/** All files below a folder, as paths relative to it. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Builds the dashboard when needed. Its files are moved into place one by one, the page that names them last. */
export async function buildDashboard({ force = false } = {}) {
  if (!existsSync(pageSource)) return { built: 0 };
  const files = filesOf(pageSource);
  const inputs = [...files.map((file) => path.join(pageSource, file)), path.join(root, 'package-lock.json')];
  const fingerprint = files.join('\n');
  if (!force && isFresh(pageStamp, fingerprint, inputs) && existsSync(path.join(pageDist, 'index.html')))
    return { built: 0 };
  const startedAt = new Date();
  const outDir = path.join(dist, `.public-${process.pid}`);
  try {
    // Jest says `test`, and React would then come as its development build: half as large again, and slower.
    process.env.NODE_ENV = 'production';
    const vite = await import('vite');
    await vite.build({
      configFile: path.join(pageSource, 'vite.config.mjs'),
      root: pageSource,
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true },
    });
    for (const file of filesOf(outDir)) {
      if (!/\.(js|css|svg)$/.test(file)) continue;
      writeFileSync(path.join(outDir, `${file}.gz`), gzipSync(readFileSync(path.join(outDir, file)), { level: 9 }));
    }
    const made = filesOf(outDir);
    for (const file of [...made.filter((name) => name !== 'index.html'), 'index.html']) {
      mkdirSync(path.dirname(path.join(pageDist, file)), { recursive: true });
      renameSync(path.join(outDir, file), path.join(pageDist, file));
    }
    for (const file of filesOf(pageDist)) if (!made.includes(file)) rmSync(path.join(pageDist, file), { force: true });
    setStamp(pageStamp, fingerprint, startedAt);
    return { built: made.length };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** Whether a stamp tells of these very files and none of them is newer than it. */
function isFresh(file, fingerprint, inputs) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== fingerprint) return false;
  const built = statSync(file).mtimeMs;
  return inputs.every((input) => statSync(input).mtimeMs <= built);
}

/** Stamps with the time the build began: a source saved while it ran must count as newer. */
function setStamp(file, fingerprint, startedAt) {
  replace(file, fingerprint);
  utimesSync(file, startedAt, startedAt);
}

/** Several processes may find dist/ stale at once, and others may be loading it: files are replaced whole, never missing. */
function replace(target, content) {
  const draft = `${target}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const force = process.argv.includes('--force');
  const { built } = process.argv.includes('--dashboard') ? { built: 0 } : await build({ force });
  const startedAt = performance.now();
  const page = await buildDashboard({ force });
  if (built > 0) process.stderr.write(`built ${built} files\n`);
  if (page.built > 0)
    process.stderr.write(`built the dashboard (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`);
}
