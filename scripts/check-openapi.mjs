// Lints the OpenAPI document of the built application with Spectral: no errors, no warnings.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(path.join(tmpdir(), 'devflowfix-openapi-'));
try {
  const printed = spawnSync(process.execPath, [path.join(root, 'bin/devflowfix.mjs'), 'openapi'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env.PATH, DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'silent' },
  });
  if (printed.status !== 0) throw new Error(`the document could not be made:\n${printed.stderr}`);
  const file = path.join(folder, 'openapi.json');
  writeFileSync(file, printed.stdout);
  const spectral = path.join(root, 'node_modules/@stoplight/spectral-cli/dist/index.js');
  const lint = spawnSync(
    process.execPath,
    [spectral, 'lint', file, '--ruleset', path.join(root, '.spectral.yaml'), '--fail-severity', 'hint', '--quiet'],
    { encoding: 'utf8' },
  );
  if (lint.status !== 0) {
    console.error(lint.stdout + lint.stderr);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
