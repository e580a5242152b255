// Migrations against a real, empty PostgreSQL: up, no drift from the entities, down to nothing, up again.
// With --write, docs/schema.sql is brought up to date; without, a stale one fails.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const require = createRequire(import.meta.url);
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
await build();
require('reflect-metadata');
const { startEmbeddedPostgres } = require('../dist/src/database/embedded/embedded-postgres.js');
const { createDataSource } = require('../dist/src/database/data-source.js');
const { ENTITIES } = require('../dist/src/entities.js');

const problems = [];
const dataDir = mkdtempSync(path.join(tmpdir(), 'devflowfix-schema-'));
const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } });
const dataSource = createDataSource({ url: server.url, entities: ENTITIES, poolSize: 2 });
try {
  await dataSource.initialize();
  const drift = async () => (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);

  const whole = await drift();
  const schema = `-- Made by \`npm run schema:write\` from the entities; migrations lead here.\n\n${whole.join(';\n\n')};\n`;
  const file = path.join(root, 'docs/schema.sql');
  if (process.argv.includes('--write')) writeFileSync(file, schema);
  else if (readFileSync(file, 'utf8') !== schema) problems.push('docs/schema.sql is stale: run `npm run schema:write`');

  const up = await dataSource.runMigrations();
  const left = await drift();
  if (left.length > 0) problems.push(`migrations and entities differ:\n    ${left.join('\n    ')}`);

  for (let undone = 0; undone < up.length; undone++) await dataSource.undoLastMigration();
  const tables = await dataSource.query(
    `select relname from pg_class join pg_namespace n on n.oid = relnamespace
     where n.nspname = 'public' and relkind in ('r', 'S', 'v', 'm') and relname not like 'schema_migrations%'`,
  );
  if (tables.length > 0) problems.push(`reverting leaves behind: ${tables.map((row) => row.relname).join(', ')}`);

  const again = await dataSource.runMigrations();
  if (again.length !== up.length) problems.push(`the second way up ran ${again.length} of ${up.length} migrations`);
} finally {
  if (dataSource.isInitialized) await dataSource.destroy();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
for (const problem of problems) console.error(`  ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
