import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Fragile, whispered } from '../../test/support/poisoned-worker';
import { startTaskApp } from '../../test/support/task-app';
import { createTestDatabase } from '../../test/support/test-database';

const ROOT = path.join(__dirname, '../..');

/** Runs a worker until it is dead or `enough` of what it was told; returns that. */
async function work(url: string, enough: (told: readonly string[][]) => boolean): Promise<readonly string[][]> {
  const program = path.join(ROOT, 'test/support/poisoned-worker.ts');
  const child = spawn(process.execPath, ['-r', path.join(ROOT, 'test/support/require-ts.js'), program, url], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[][] = [];
  createInterface(child.stdout).on('line', (line) => {
    told.push((JSON.parse(line) as { texts: string[] }).texts);
    if (enough(told)) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return told;
}

test('a fact that kills its worker does so with the others of its batch once, then alone, and they arrive', async () => {
  const database = await createTestDatabase();
  const app = await startTaskApp(database.url, [Fragile]);
  const texts = ['a', 'b', 'poison', 'c'];
  await app.queue.publishAll(
    app.db.read,
    whispered,
    texts.map((text) => ({ id: text, payload: { text } })),
  );

  const arrived = new Set<string>();
  const told: string[][] = [];
  const note = (now: readonly string[][]): boolean => {
    for (const each of now) if (!each.includes('poison')) for (const text of each) arrived.add(text);
    return arrived.size === 3;
  };
  // Three at most: one dies of the batch, one of the poison with what was taken beside it, and that is before the poison then.
  for (let workers = 0; workers < 3 && arrived.size < 3; workers += 1) told.push(...(await work(database.url, note)));
  await app.close();
  await database.drop();

  expect([...arrived].sort()).toEqual(['a', 'b', 'c']);
  expect(told.filter((each) => each.length > 1)).toEqual([texts]);
}, 120_000);
