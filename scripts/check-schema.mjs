// Migrations against a real, empty PostgreSQL: up, no drift from the entities, down to nothing, up again. What TypeORM
// cannot describe (indexes on expressions, triggers) is looked up in the catalog: an entity must name such an index.
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

  const described = await drift();
  const up = await dataSource.runMigrations();
  const undescribed = await byHand();
  const schema = [
    '-- Made by `npm run schema:write` from the entities; migrations lead here.',
    ...described.map((sql) => `${sql};`),
    '-- What entities cannot say, as the migrations made it.',
    ...undescribed.map((sql) => (sql.startsWith('--') ? sql : `${sql};`)),
  ].join('\n\n');
  const file = path.join(root, 'docs/schema.sql');
  if (process.argv.includes('--write')) writeFileSync(file, `${schema}\n`);
  else if (readFileSync(file, 'utf8') !== `${schema}\n`)
    problems.push('docs/schema.sql is stale: run `npm run schema:write`');

  const left = await drift();
  if (left.length > 0) problems.push(`migrations and entities differ:\n    ${left.join('\n    ')}`);

  for (let undone = 0; undone < up.length; undone++) await dataSource.undoLastMigration();
  const tables = await dataSource.query(
    `select relname from pg_class join pg_namespace n on n.oid = relnamespace
     where n.nspname = 'public' and relkind in ('r', 'p', 'S', 'v', 'm') and relname not like 'schema_migrations%'`,
  );
  if (tables.length > 0) problems.push(`reverting leaves behind: ${tables.map((row) => row.relname).join(', ')}`);

  const again = await dataSource.runMigrations();
  if (again.length !== up.length) problems.push(`the second way up ran ${again.length} of ${up.length} migrations`);
} finally {
  if (dataSource.isInitialized) await dataSource.destroy();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
/** Indexes that entities only name, and triggers with their functions; their definitions as PostgreSQL tells them. */
async function byHand() {
  const named = dataSource.entityMetadatas.flatMap(({ indices }) =>
    indices.filter(({ synchronize }) => !synchronize).map(({ name }) => name),
  );
  const constraints = dataSource.entityMetadatas.flatMap(({ indices, uniques, columns }) => [
    ...indices.map(({ name }) => name),
    ...uniques.map(({ name }) => name),
    ...columns.map(({ primaryKeyConstraintName }) => primaryKeyConstraintName),
  ]);
  const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const indexes = await dataSource.query(
    `select indexname as name, indexdef as sql from pg_indexes where schemaname = 'public' and tablename = any($1)
     order by indexname`,
    [tables],
  );
  const there = new Set(indexes.map(({ name }) => name));
  for (const name of named.filter((each) => !there.has(each))) problems.push(`no migration makes the index ${name}`);
  for (const { name } of indexes.filter((each) => !constraints.includes(each.name)))
    problems.push(`no entity names the index ${name}`);
  const triggers = await dataSource.query(
    `select pg_get_functiondef(tgfoid) as function, pg_get_triggerdef(t.oid) as sql
     from pg_trigger t join pg_class c on c.oid = tgrelid join pg_namespace n on n.oid = relnamespace
     where n.nspname = 'public' and not tgisinternal order by tgname`,
  );
  const partitioned = await dataSource.query(
    `select c.relname as name, pg_get_partkeydef(c.oid) as key from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'p' order by 1`,
  );
  return [
    ...partitioned.map(({ name, key }) => `-- ${name} is PARTITION BY ${key}, a day each`),
    ...indexes.filter(({ name }) => named.includes(name)).map(({ sql }) => sql),
    ...triggers.flatMap((trigger) => [trigger.function.trim(), trigger.sql]),
  ];
}

for (const problem of problems) console.error(`  ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
