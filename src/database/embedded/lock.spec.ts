import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { withLock } from './lock';
import { isClaimAlive, newClaim } from './process-identity';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'devflowfix-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('thirty sections on one folder never overlap', async () => {
  let inside = 0;
  const seen: number[] = [];
  const section = async (): Promise<void> => {
    inside += 1;
    await turn();
    seen.push(inside);
    inside -= 1;
  };

  await Promise.all(Array.from({ length: 30 }, () => withLock(folder, section)));

  expect(seen).toEqual(Array.from({ length: 30 }, () => 1));
  expect(readdirSync(folder)).toEqual([]);
});

test('a section that throws frees the lock', async () => {
  await expect(withLock(folder, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');

  expect(await withLock(folder, () => Promise.resolve('free'))).toBe('free');
});

test('tickets of dead processes are removed, also when the pid lives again as another process', async () => {
  const recycled = newClaim().replace(/\.[0-9a-f]+\./, '.00000001.');
  const dead = [`ticket-1-4194399.0.aa`, `choosing-0-4194399.0.bb`, `ticket-2-${recycled}`];
  for (const name of dead) writeFileSync(path.join(folder, name), '');

  const result = await withLock(folder, () =>
    Promise.resolve(dead.filter((name) => existsSync(path.join(folder, name)))),
  );

  expect(result).toEqual([]);
});

test('waiting ends with an error that names the process and the folder', async () => {
  writeFileSync(path.join(folder, `ticket-1-${newClaim()}`), '');

  const waiting = withLock(folder, () => Promise.resolve(), 50);

  await expect(waiting).rejects.toThrow(new RegExp(`process ${process.pid} is starting.*${folder}`));
  expect(readdirSync(folder)).toHaveLength(1);
});

test('only a name made by newClaim names a live process', () => {
  expect([newClaim(), `${process.pid}`, 'README.md', '0.0.0'].map(isClaimAlive)).toEqual([true, false, false, false]);
});
