import { fixed, planned } from '../../../../test/support/fix-plan';
import { lockDrift } from './lock-drift';

const NOTHING = 'no fixer knows a safe change for this failure';
const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
const lock = (root: object, more: object = {}): string =>
  json({ name: 'demo', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': root, ...more } });
const eusage = (says: string): string =>
  `npm error code EUSAGE
npm error
npm error \`npm ci\` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with \`npm install\` before continuing.
npm error
${says}
npm error
npm error Clean install a project
`;
const MISSING = eusage('npm error Missing: ms@2.1.3 from lock file');
const OWN = { name: 'demo', version: '1.0.0' };
const PNPM = `\u2009ERR_PNPM_OUTDATED_LOCKFILE\u2009 Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with <ROOT>/package.json

    Failure reason:
    specifiers in the lockfile ({"ms":"2.1.3"}) don't match specs in package.json ({"ms":"^2.1.0"})
`;
const pnpmLock = (specifier: string, version = '2.1.3'): string => `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      ms:
        specifier: ${specifier}
        version: ${version}

packages:

  ms@${version}:
    resolution: {integrity: sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==}
`;

describe('lock-drift', () => {
  it('adds what npm says is missing, as a suggestion with the command that does it whole', async () => {
    const files = {
      'package.json': json({ ...OWN, devDependencies: { ms: '^2.1.3' } }),
      'package-lock.json': lock(OWN),
    };

    const plan = await planned({ files, log: MISSING }, [lockDrift]);
    const result = await fixed({ files, log: MISSING }, [lockDrift]);

    const after = lock(
      { ...OWN, devDependencies: { ms: '^2.1.3' } },
      { 'node_modules/ms': { version: '2.1.3', dev: true } },
    );
    expect(result).toEqual({ 'package-lock.json': after });
    expect(plan).toMatchObject({
      safety: 'suggestion',
      parts: [{ proposal: { command: 'npm install --package-lock-only' } }],
    });
  });

  it.each([
    [
      'what others need is missing too',
      json({ ...OWN, dependencies: { debug: '^4.0.0' } }),
      eusage('npm error Missing: debug@4.4.0 from lock file\nnpm error Missing: ms@2.1.3 from lock file'),
    ],
    [
      'a locked version has to change',
      json({ ...OWN, dependencies: { ms: '^2.1.3' } }),
      eusage("npm error Invalid: lock file's ms@2.0.0 does not satisfy ms@2.1.3"),
    ],
    ['a script calls the package', json({ ...OWN, scripts: { t: 'ms 1' }, dependencies: { ms: '^2.1.3' } }), MISSING],
  ])('declines when %s', async (_why, manifest, log) => {
    const files = { 'package.json': manifest, 'package-lock.json': lock(OWN) };

    const plan = await planned({ files, log }, [lockDrift]);

    expect(plan).toMatchObject({ outcome: 'declined', why: NOTHING, commands: ['npm install --package-lock-only'] });
  });

  it('writes a new range into pnpm’s lock file when the locked version is within it', async () => {
    const files = {
      'package.json': json({ ...OWN, dependencies: { ms: '^2.1.0' } }),
      'pnpm-lock.yaml': pnpmLock('2.1.3'),
    };

    const result = await fixed({ files, log: PNPM }, [lockDrift]);

    expect(result).toEqual({ 'pnpm-lock.yaml': pnpmLock('^2.1.0') });
  });

  it('locks the version npm names where the old one brought nothing with it', async () => {
    const manifest = json({ ...OWN, dependencies: { ms: '^2.1.3' } });
    const log = eusage("npm error Invalid: lock file's ms@2.0.0 does not satisfy ms@2.1.3");
    const old = (more: object): string =>
      lock(
        { ...OWN, dependencies: { ms: '^2.0.0' } },
        { 'node_modules/ms': { version: '2.0.0', resolved: 'https://x.test/ms.tgz', integrity: 'sha512-00', ...more } },
      );

    expect(
      await fixed({ files: { 'package.json': manifest, 'package-lock.json': old({}) }, log }, [lockDrift]),
    ).toEqual({
      'package-lock.json': lock(
        { ...OWN, dependencies: { ms: '^2.1.3' } },
        { 'node_modules/ms': { version: '2.1.3' } },
      ),
    });
    const bin = { 'package.json': manifest, 'package-lock.json': old({ bin: { ms: 'ms.js' } }) };
    expect(await fixed({ files: bin, log }, [lockDrift])).toBe(NOTHING);
  });

  it('takes out of pnpm’s lock file what nothing needs any more', async () => {
    const both = (a: string, b: string, c: string): string =>
      `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n${a}      ms:\n        specifier: 2.1.3\n        version: 2.1.3\n\npackages:\n\n${b}  ms@2.1.3:\n    resolution: {integrity: sha512-00}\n\nsnapshots:\n\n${c}  ms@2.1.3: {}\n`;
    const before = both(
      '      debug:\n        specifier: 4.3.7\n        version: 4.3.7\n',
      '  debug@4.3.7:\n    resolution: {integrity: sha512-11}\n\n',
      '  debug@4.3.7:\n    dependencies:\n      ms: 2.1.3\n\n',
    );
    const files = { 'package.json': json({ ...OWN, dependencies: { ms: '2.1.3' } }), 'pnpm-lock.yaml': before };

    expect(await fixed({ files, log: PNPM }, [lockDrift])).toEqual({ 'pnpm-lock.yaml': both('', '', '') });
    const aliased = before.replace('version: 2.1.3', 'version: npm:other@2.1.3');
    expect(await fixed({ files: { ...files, 'pnpm-lock.yaml': aliased }, log: PNPM }, [lockDrift])).toBe(NOTHING);
  });

  it('declines when pnpm would have to lock another version', async () => {
    const files = {
      'package.json': json({ ...OWN, dependencies: { ms: '^2.1.0' } }),
      'pnpm-lock.yaml': pnpmLock('2.0.0', '2.0.0'),
    };

    const plan = await planned({ files, log: PNPM }, [lockDrift]);

    expect(plan).toMatchObject({ outcome: 'declined', commands: ['pnpm install --lockfile-only'] });
  });
});
