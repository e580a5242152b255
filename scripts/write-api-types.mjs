// Writes the dashboard's API types from the OpenAPI document of the built application; `--check` only compares.
// What the page does not need (error answers, prose, examples, the doors for forges) is left out: a tenth of the size.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = path.join(root, 'dashboard/src/api/schema.gen.d.mts');

/** The document that the built application prints. */
function readDocument() {
  const folder = mkdtempSync(path.join(tmpdir(), 'devflowfix-types-'));
  try {
    const printed = spawnSync(process.execPath, [path.join(root, 'bin/devflowfix.mjs'), 'openapi'], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { PATH: process.env.PATH, DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'silent' },
    });
    if (printed.status !== 0) throw new Error(`the document could not be made:\n${printed.stderr}`);
    return JSON.parse(printed.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without prose and examples. `properties` holds names, which may be any word. */
function withoutProse(node, names = false) {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item));
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key]) => names || !['description', 'summary', 'example', 'examples'].includes(key),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [key, withoutProse(value, key === 'properties' || key === 'schemas')]),
  );
}

const document = withoutProse(readDocument());
for (const [address, item] of Object.entries(document.paths)) {
  if (!address.startsWith('/api/v2/')) delete document.paths[address];
  for (const operation of Object.values(item)) {
    operation.parameters = operation.parameters?.filter((parameter) => parameter.in !== 'header');
    for (const status of Object.keys(operation.responses ?? {}))
      if (!status.startsWith('2')) delete operation.responses[status];
  }
}
delete document.components.headers;
const written = `// Written by \`npm run dashboard:types\` from the OpenAPI document. Do not edit.\n${astToString(await openapiTypescript(document, { defaultNonNullable: false }))}`;
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== written) {
    console.error('dashboard/src/api/schema.gen.d.mts is not what the OpenAPI document says: npm run dashboard:types');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, written);
}
