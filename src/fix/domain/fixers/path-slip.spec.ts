import { fixed } from '../../../../test/support/fix-plan';
import { npmScript } from './npm-script';
import { pathSlip } from './path-slip';

const NOTHING = 'no fixer knows a safe change for this failure';
const CI = '.github/workflows/ci.yml';
const workflow = (run: string): string =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${run}\n`;

describe('a script that a workflow names a slip off', () => {
  const log = 'bash: scripts/buld.sh: No such file or directory\n';

  it('is named as it is called', async () => {
    const files = { [CI]: workflow('bash scripts/buld.sh'), 'scripts/build.sh': '', 'scripts/test.sh': '' };

    expect(await fixed({ files, log }, [pathSlip])).toEqual({ [CI]: workflow('bash scripts/build.sh') });
  });

  it.each([
    ['it is named twice', { [CI]: workflow('bash scripts/buld.sh; bash scripts/buld.sh'), 'scripts/build.sh': '' }],
    ['two are as near', { [CI]: workflow('bash scripts/buld.sh'), 'scripts/build.sh': '', 'scripts/bulk.sh': '' }],
    ['it is of another kind', { [CI]: workflow('bash scripts/buld.sh'), 'scripts/build.py': '' }],
    ['nothing names it', { [CI]: workflow('make'), 'scripts/build.sh': '' }],
    ['it is there', { [CI]: workflow('bash scripts/buld.sh'), 'scripts/buld.sh': '', 'scripts/build.sh': '' }],
  ])('is left alone where %s', async (_why, files) => {
    expect(await fixed({ files, log }, [pathSlip])).toBe(NOTHING);
  });

  it('is not looked for in what a build writes', async () => {
    const files = { [CI]: workflow('node dist/mian.js'), 'dist/main.js': '' };
    const built = "Error: Cannot find module '/home/runner/work/app/app/dist/mian.js'\n";

    expect(await fixed({ files, log: built }, [pathSlip])).toBe(NOTHING);
  });
});

describe('a crate at a path that is not there', () => {
  const crate = (name: string, more = ''): string => `[package]\nname = "${name}"\nversion = "0.1.0"\n${more}`;
  const root = (path: string): string => crate('till', `\n[dependencies]\nprice = { path = "${path}" }\n`);
  const log =
    'error: failed to get `price` as a dependency of package `till v0.1.0 (/home/runner/work/app/app)`\n\nCaused by:\n  failed to read `/home/runner/work/app/app/crates/prices/Cargo.toml`\n\nCaused by:\n  No such file or directory (os error 2)\n';

  it('is taken from where its manifest is', async () => {
    const files = { 'Cargo.toml': root('crates/prices'), 'libs/price/Cargo.toml': crate('price') };

    expect(await fixed({ files, log }, [pathSlip])).toEqual({ 'Cargo.toml': root('libs/price') });
  });

  it('is left alone where no manifest has its name', async () => {
    const files = { 'Cargo.toml': root('crates/prices'), 'crates/price/Cargo.toml': crate('prize') };

    expect(await fixed({ files, log }, [pathSlip])).toBe(NOTHING);
  });
});

describe('a script of package.json that is called a slip off', () => {
  const manifest = (scripts: object): string => `${JSON.stringify({ name: 'till', scripts }, null, 2)}\n`;
  const log = (name: string, more = ''): string => `npm error Missing script: "${name}"\nnpm error\n${more}`;

  it('is called by its name in a workflow and in another script', async () => {
    const files = { [CI]: workflow('npm run lnit'), 'package.json': manifest({ lint: 'eslint .' }) };
    const own = manifest({ 'build:app': 'tsc', test: 'npm run biuld:app && jest' });

    expect(await fixed({ files, log: log('lnit') }, [npmScript])).toEqual({ [CI]: workflow('npm run lint') });
    expect(await fixed({ files: { 'package.json': own }, log: log('biuld:app') }, [npmScript])).toEqual({
      'package.json': own.replace('biuld:app', 'build:app'),
    });
  });

  it.each([
    [
      'another package has it',
      {
        [CI]: workflow('npm run lnit'),
        'package.json': manifest({ lint: 'x' }),
        'a/package.json': manifest({ lnit: 'x' }),
      },
    ],
    ['none is near', { [CI]: workflow('npm run lnit'), 'package.json': manifest({ check: 'x' }) }],
    ['nothing calls it plainly', { [CI]: workflow('npm run $TASK'), 'package.json': manifest({ lint: 'x' }) }],
    ['it is a longer name', { [CI]: workflow('npm run lnit:all'), 'package.json': manifest({ lint: 'x' }) }],
  ])('is left alone where %s', async (_why, files) => {
    expect(await fixed({ files, log: log('lnit') }, [npmScript])).toBe(NOTHING);
  });
});
