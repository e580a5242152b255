// The one gate: runs every check, prints one line each, and the output of those that fail.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const node = (script, ...args) => [process.execPath, path.join(root, script), ...args];

const CHECKS = [
  ['format', node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['lint', node('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.')],
  ['types', node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json')],
  ['dashboard types', node('node_modules/typescript/bin/tsc', '-p', 'dashboard/tsconfig.json')],
  ['dashboard API types', node('scripts/write-api-types.mjs', '--check')],
  ['dashboard size', node('scripts/check-dashboard.mjs')],
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
  ['migrations', node('scripts/check-schema.mjs')],
  ['openapi', node('scripts/check-openapi.mjs')],
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

const only = process.argv.slice(2);
let failed = 0;
const chosen = CHECKS.filter(([name]) => only.length === 0 || only.includes(name));
for (const [name, command] of chosen) {
  const startedAt = performance.now();
  const { code, output } = await run(command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  if (code !== 0) failed++;
  if (output.trim() !== '' && (code !== 0 || ['audit', 'dashboard size', 'licences'].includes(name)))
    console.log(output.trimEnd());
}
console.log(`checks: ${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
