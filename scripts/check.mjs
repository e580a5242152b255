// The one gate: runs every check, two side by side, prints one line each, and the output of those that fail.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const node = (script, ...args) => [process.execPath, path.join(root, script), ...args];
/** With more room for what is soon forgotten: lint takes 198 core-seconds by it instead of 218. */
const roomy = (script, ...args) => [process.execPath, '--max-semi-space-size=64', path.join(root, script), ...args];

// The longest first: lint takes half of all the time, so it must not be what the others wait for at the end.
const CHECKS = [
  ['lint', roomy('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.')],
  ['types', node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json')],
  ['format', roomy('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['openapi', node('scripts/check-openapi.mjs')],
  ['dashboard types', node('node_modules/typescript/bin/tsc', '-p', 'dashboard/tsconfig.json')],
  ['dashboard API types', node('scripts/write-api-types.mjs', '--check')],
  [
    'dependency rules',
    node(
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      'src',
      'demo',
      'bench',
    ),
  ],
  ['graph', node('scripts/write-graph.mjs', '--check')],
  ['settings', node('scripts/write-settings.mjs', '--check')],
  ['docs', node('scripts/check-docs.mjs')],
  ['docs types', node('node_modules/typescript/bin/tsc', '-p', 'docs/tsconfig.json')],
  ['migrations', node('scripts/check-schema.mjs')],
  ['dashboard size', node('scripts/check-dashboard.mjs')],
  ['package', node('scripts/check-package.mjs')],
  ['lock', node('scripts/check-lock.mjs')],
  ['licences', node('scripts/check-licences.mjs')],
  ['audit', node('scripts/check-audit.mjs')],
];

/** Resolves with the exit code and what was printed. */
function run([command, ...args]) {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs one check, tells how it went, and resolves with whether it passed. */
async function check([name, command]) {
  const startedAt = performance.now();
  const { code, output } = await run(command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  if (output.trim() !== '' && (code !== 0 || ['audit', 'dashboard size', 'docs', 'licences', 'package'].includes(name)))
    console.log(output.trimEnd());
  return code === 0;
}

const only = process.argv.slice(2);
const waiting = CHECKS.filter(([name]) => only.length === 0 || only.includes(name));
// Several checks need what is built, and two of them must not build at once.
const passed = [await check(['build', node('scripts/build.mjs')])];
const lane = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) passed.push(await check(next));
};
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, lane));
const failed = passed.filter((isGood) => !isGood).length;
console.log(`checks: ${passed.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
