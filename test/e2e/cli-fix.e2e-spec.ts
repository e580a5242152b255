import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeChanges } from '../../src/cli/local-tree';
import { newFile } from '../../src/fix/domain/tree';
import { build, runBuilt, type Ended } from '../support/built-process';
import { MISSPELT, WRONG } from '../support/misspelt';

jest.setTimeout(120_000);

let cwd: string;
beforeAll(build);
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'devflowfix-fix-'));
  write('build.log', MISSPELT.log);
  write('tree/src/a.ts', WRONG);
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

function write(name: string, content: string | Buffer): string {
  mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
  writeFileSync(path.join(cwd, name), content);
  return name;
}
const read = (name: string): string => readFileSync(path.join(cwd, name), 'utf8');
const fix = (log: string, root: string, ...more: string[]): Promise<Ended> =>
  runBuilt(['fix', '--log', log, '--root', root, ...more], cwd);
const RIGHT = WRONG.replace('quantty', 'quantity');

test('a patch is shown with its reason, the line of the log and the gates, and written when asked for', async () => {
  const shown = await fix('build.log', 'tree');
  const untouched = read('tree/src/a.ts');
  const written = await fix('build.log', 'tree', '--write', '--json');

  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toContain('✔ Write quantity for quantty, as the compiler suggests (tsc-suggestion, 95 %)');
  expect(shown.stdout).toContain('log 1: src/a.ts(2,27): error TS2551');
  expect(shown.stdout).toContain('-export const count = item.quantty;\n+export const count = item.quantity;\n');
  expect(shown.stdout).toMatch(/✔ 13 of 13 gates passed \(paths, size, /);
  expect(shown.stdout).toContain('Nothing is written yet: --write does it.');
  expect(untouched).toBe(WRONG);
  expect(JSON.parse(written.stdout)).toMatchObject({ outcome: 'patch', written: true, files: ['src/a.ts'] });
  expect(read('tree/src/a.ts')).toBe(RIGHT);
});

test('byte order mark, CRLF and the mode of a file are kept, also when the log has them', async () => {
  write('build.log', `\ufeff${MISSPELT.log.replaceAll('\n', '\r\n')}`);
  write('tree/src/a.ts', `\ufeff${WRONG.replaceAll('\n', '\r\n')}`);
  chmodSync(path.join(cwd, 'tree/src/a.ts'), 0o544);

  const ended = await fix('build.log', 'tree', '--write');

  expect(ended.code).toBe(0);
  expect(read('tree/src/a.ts')).toBe(`\ufeff${RIGHT.replaceAll('\n', '\r\n')}`);
  expect(statSync(path.join(cwd, 'tree/src/a.ts')).mode & 0o777).toBe(0o544);
});

test('a symbolic link is said by name, and left alone with what it points to', async () => {
  write('linked/src/real.ts', WRONG);
  symlinkSync('real.ts', path.join(cwd, 'linked/src/a.ts'));

  const ended = await fix('build.log', 'linked', '--write');

  expect([ended.code, ended.stdout.split('\n')[0]]).toEqual([
    2,
    'Nothing safe to propose: src/a.ts is a symbolic link, which no fix touches',
  ]);
  expect(read('linked/src/real.ts')).toBe(WRONG);
});

test('a log that tells nothing is told from one that no fixer knows', async () => {
  write('empty.log', '');
  write('fine.log', 'all is fine\n');

  const ends = await Promise.all(['empty.log', 'fine.log'].map((log) => fix(log, 'tree')));

  expect(ends.map(({ code, stdout }) => [code, stdout.split('\n')[0]])).toEqual([
    [2, 'Nothing safe to propose: the log is empty'],
    [2, 'Nothing safe to propose: the log tells of no error that is known'],
  ]);
});

test('what cannot be used is named with why, and costs exit code 1', async () => {
  write('binary.log', Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7919) % 256)));
  write('wrong/.devflowfix.yml', 'max_files: many\n');

  const ends = await Promise.all([
    fix('none.log', 'tree'),
    fix('tree', 'tree'),
    fix('binary.log', 'tree'),
    fix('build.log', 'nowhere'),
    fix('build.log', 'build.log'),
    fix('build.log', 'wrong'),
    runBuilt(['fix', '--log', 'build.log'], cwd),
  ]);

  expect(ends.map(({ code, stderr }) => [code, stderr.split('\n')[0]])).toEqual([
    [1, 'devflowfix: none.log: no such file or folder'],
    [1, 'devflowfix: tree: is a folder, not a log'],
    [1, 'devflowfix: binary.log: binary data, not a log'],
    [1, 'devflowfix: nowhere: no such file or folder'],
    [1, 'devflowfix: build.log: is not a folder'],
    [1, 'devflowfix: .devflowfix.yml: ✖ Invalid input: expected number, received string'],
    [1, "error: required option '--root <dir>' not specified"],
  ]);
  expect(ends.map(({ stdout }) => stdout).join('')).toBe('');
  expect(ends.at(-1)?.stderr).toContain('devflowfix fix --help tells more');
});

test('--help tells the exit codes and how a log comes here; --ai without a model says which setting is missing', async () => {
  write('fine.log', 'all is fine\n');

  const [help, none, keyless] = await Promise.all([
    runBuilt(['fix', '--help'], cwd),
    fix('fine.log', 'tree', '--ai'),
    runBuilt(['fix', '--log', 'fine.log', '--root', 'tree', '--ai'], cwd, { AI_MODEL: 'some/model' }),
  ]);

  expect(help.stdout).toMatch(/Exit codes:\n {2}0 {2}a patch/);
  expect(help.stdout).toContain('--log ci.log --root .');
  expect([none.stderr, keyless.stderr]).toEqual([
    'devflowfix: no model is configured (AI_MODEL is not set), so only fixers were asked\n',
    'devflowfix: no model is configured (AI_API_KEY is not set), so only fixers were asked\n',
  ]);
});

test('a patch is written whole or not at all, and never through a link out of the folder', async () => {
  const root = path.join(cwd, 'tree');
  const before = { ...newFile('src/a.ts', WRONG, '100644') };
  const good = { path: 'src/a.ts', before, after: { ...before, text: RIGHT } };
  const created = (name: string) => ({ path: name, before: null, after: newFile(name, 'x\n', '100644') });
  mkdirSync(path.join(cwd, 'outside'));
  symlinkSync('../outside', path.join(root, 'out'));

  // A file stands where a folder would be.
  await expect(writeChanges(root, [good, created('src/a.ts/b.ts')])).rejects.toThrow();
  await expect(writeChanges(root, [good, created('out/deep/b.ts')])).rejects.toThrow('through a link');
  await expect(writeChanges(root, [good, { ...good, path: 'src/gone.ts' }])).rejects.toThrow('has changed since');

  expect(read('tree/src/a.ts')).toBe(WRONG);
  expect(readdirSync(path.join(root, 'src'))).toEqual(['a.ts']);
  expect(readdirSync(path.join(cwd, 'outside'))).toEqual([]);
});
