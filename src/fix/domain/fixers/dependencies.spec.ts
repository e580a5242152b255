import { fixed } from '../../../../test/support/fix-plan';
import { goMod } from './go-mod';
import { npmMissing } from './npm-missing';
import { requirementVersion } from './requirement-version';

const NOTHING = 'no fixer knows a safe change for this failure';

describe('a line of go.mod that the Go of the run does not read', () => {
  const mod = (lines: string): string => `module example.com/till\n\n${lines}`;
  const fix = (lines: string, log: string) =>
    fixed({ files: { 'go.mod': mod(lines), 'till.go': 'package till\n' }, log }, [goMod]);
  const PARTS =
    "go: errors parsing go.mod:\n/home/runner/work/app/app/go.mod:3: invalid go version '1.21.0': must match format 1.23\n";

  it('has a version of two parts, and no toolchain', async () => {
    expect(await fix('go 1.21.0\n', PARTS)).toEqual({ 'go.mod': mod('go 1.21\n') });
    expect(
      await fix(
        'go 1.19\n\ntoolchain go1.22.4\n',
        'go: errors parsing go.mod:\n/home/runner/work/app/app/go.mod:5: unknown directive: toolchain\n',
      ),
    ).toEqual({ 'go.mod': mod('go 1.19\n') });
  });

  it.each([
    ['stands elsewhere', '// go 1.21.0\n\ngo 1.21.0\n', PARTS],
    [
      'has another directive',
      'go 1.19\n\ntools x\n',
      'go: errors parsing go.mod:\n/home/runner/work/app/app/go.mod:5: unknown directive: tools\n',
    ],
    [
      'has no version at all',
      'go latest\n',
      "go: errors parsing go.mod:\n/home/runner/work/app/app/go.mod:3: invalid go version 'latest': must match format 1.23\n",
    ],
  ])('is left alone where it %s', async (_why, lines, log) => {
    expect(await fix(lines, log)).toBe(NOTHING);
  });
});

describe('a pinned version that does not exist', () => {
  const log =
    'ERROR: Could not find a version that satisfies the requirement idna==3.77 (from versions: 3.6, 3.7, 3.8)\nERROR: No matching distribution found for idna==3.77\n';
  const fix = (files: Record<string, string>) =>
    fixed({ files: { 'requirements.txt': 'six\nidna==3.77  # urls\n', ...files }, log }, [requirementVersion]);

  it.each([
    ['a list of constraints', { 'constraints.txt': 'idna==3.7\n' }],
    ['a lock with checksums', { 'requirements.lock': 'idna==3.7 \\\n    --hash=sha256:00\n' }],
    ['poetry’s lock', { 'poetry.lock': '[[package]]\nname = "idna"\nversion = "3.7"\n' }],
  ])('is the one of %s', async (_what, files) => {
    expect(await fix(files)).toEqual({ 'requirements.txt': 'six\nidna==3.7  # urls\n' });
  });

  it.each([
    ['nothing tells another', {}],
    ['two others are pinned', { 'constraints.txt': 'idna==3.7\n', 'requirements-dev.txt': 'idna==3.8\n' }],
    ['the other does not exist either', { 'constraints.txt': 'idna==3.9\n' }],
    ['another package is pinned', { 'constraints.txt': 'idna-x==3.7\n' }],
  ])('is left alone where %s', async (_why, files) => {
    expect(await fix(files)).toBe(NOTHING);
  });
});

describe('a requirement with one equals sign', () => {
  const fix = (line: string, hint = 'Hint: = is not a valid operator. Did you mean == ?') =>
    fixed(
      {
        files: { 'requirements.txt': `six\n${line}\n` },
        log: `ERROR: Invalid requirement: '${line}' (from line 2 of requirements.txt)\n${hint}\n`,
      },
      [requirementVersion],
    );

  it('gets the other where pip asks for it, and where that is the slip', async () => {
    expect(await fix('idna=3.7')).toEqual({ 'requirements.txt': 'six\nidna==3.7\n' });
    expect(await fix('idna=3.7', '')).toBe(NOTHING);
    expect(await fix('idna>=3.7 =')).toBe(NOTHING);
  });
});

describe('a package that is imported and not listed', () => {
  const manifest = (own: object): string => `${JSON.stringify({ name: 'b', version: '1.0.0', ...own }, null, 2)}\n`;
  const log = (file: string): string =>
    `Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'ms' imported from /home/runner/work/app/app/${file}\n`;
  const lock = (own: object, entry: object | null): string =>
    `${JSON.stringify({ name: 'b', lockfileVersion: 3, requires: true, packages: { '': { name: 'b', ...own }, ...(entry === null ? {} : { 'node_modules/ms': entry }) } }, null, 2)}\n`;
  const debug = { dependencies: { debug: '^4.3.7' } };

  it('is listed as another package of the repository lists it', async () => {
    const files = {
      'b/package.json': manifest({}),
      'b/index.js': "import ms from 'ms';\n",
      'a/package.json': manifest({ dependencies: { ms: '^2.1.3' } }),
    };

    expect(await fixed({ files, log: log('b/index.js') }, [npmMissing])).toEqual({
      'b/package.json': manifest({ dependencies: { ms: '^2.1.3' } }),
    });
  });

  it('is listed with the version that is locked for others, in the lock file too', async () => {
    const files = {
      'package.json': manifest(debug),
      'package-lock.json': lock(debug, { version: '2.1.3' }),
      'src/a.js': '',
    };
    const both = { dependencies: { debug: '^4.3.7', ms: '^2.1.3' } };

    expect(await fixed({ files, log: log('src/a.js') }, [npmMissing])).toEqual({
      'package.json': manifest(both),
      'package-lock.json': lock(both, { version: '2.1.3' }),
    });
  });

  it.each([
    ['nothing tells its version', { 'package.json': manifest({}), 'src/a.js': '' }],
    [
      'two packages ask for different ones',
      {
        'package.json': manifest({}),
        'src/a.js': '',
        'c/package.json': manifest({ dependencies: { ms: '^2.1.3' } }),
        'd/package.json': manifest({ dependencies: { ms: '^1.0.0' } }),
      },
    ],
    [
      'it is listed, so it was not installed',
      { 'package.json': manifest({ dependencies: { ms: '^2.1.3' } }), 'src/a.js': '' },
    ],
    [
      'the lock file has none',
      { 'package.json': manifest(debug), 'package-lock.json': lock(debug, null), 'src/a.js': '' },
    ],
    [
      'it is locked for development alone',
      {
        'package.json': manifest(debug),
        'package-lock.json': lock(debug, { version: '2.1.3', dev: true }),
        'src/a.js': '',
      },
    ],
    [
      'another manager keeps the lock',
      { 'package.json': manifest(debug), 'yarn.lock': 'ms@^2.1.3:\n', 'src/a.js': '' },
    ],
    [
      'the range is no version',
      {
        'package.json': manifest({}),
        'src/a.js': '',
        'c/package.json': manifest({ dependencies: { ms: 'workspace:*' } }),
      },
    ],
  ])('is left alone where %s', async (_why, files) => {
    expect(await fixed({ files, log: log('src/a.js') }, [npmMissing])).toBe(NOTHING);
  });
});
