// Compiles src/, demo/, bench/ and ormconfig.ts into dist/ with swc (no type check: `npm run check` does that).
// Skips itself when dist/.stamp is newer than every source, so `npm start` pays nothing on a second run.
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

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.stamp');

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
  const files = sources();
  const inputs = [...files, 'package.json', '.swcrc'].map((file) => path.join(root, file));
  const fingerprint = files.join('\n');
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) {
    const built = statSync(stamp).mtimeMs;
    if (inputs.every((file) => statSync(file).mtimeMs <= built)) return { built: 0 };
  }
  const swc = createRequire(import.meta.url)('@swc/core');
  const startedAt = new Date();
  // Several processes may find dist/ stale at once, and others may be loading it: files are replaced whole, never missing.
  const replace = (target, content) => {
    const draft = `${target}.${process.pid}`;
    writeFileSync(draft, content);
    renameSync(draft, target);
  };
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
    if (entry.isFile() && /\.js(\.map)?$/.test(file) && !made.has(file)) rmSync(file, { force: true });
  }
  replace(stamp, fingerprint);
  // A source saved while swc ran must count as newer than the stamp.
  utimesSync(stamp, startedAt, startedAt);
  return { built: files.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { built } = await build({ force: process.argv.includes('--force') });
  if (built > 0) process.stderr.write(`built ${built} files\n`);
}
