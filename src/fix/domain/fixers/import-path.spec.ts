import { fixed } from '../../../../test/support/fix-plan';
import { importPath } from './import-path';

const NOTHING = 'no fixer knows a safe change for this failure';
const AT = '/home/runner/work/app/app';
const esm = (wanted: string, from: string): string => `node:internal/modules/esm/resolve:283
    throw new ERR_MODULE_NOT_FOUND(
          ^

Error [ERR_MODULE_NOT_FOUND]: Cannot find module '${AT}/${wanted}' imported from ${AT}/${from}
    at finalizeResolution (node:internal/modules/esm/resolve:283:11)
    at moduleResolve (node:internal/modules/esm/resolve:952:10) {
  code: 'ERR_MODULE_NOT_FOUND',
  url: 'file://${AT}/${wanted}'
}

Node.js v20.20.2
`;
const directory = `Error [ERR_UNSUPPORTED_DIR_IMPORT]: Directory import '${AT}/src/lib' is not supported resolving ES modules imported from ${AT}/src/main.js
    at finalizeResolution (node:internal/modules/esm/resolve:271:11) {
  code: 'ERR_UNSUPPORTED_DIR_IMPORT',
  url: 'file://${AT}/src/lib'
}
`;
const required = `node:internal/modules/cjs/loader:1210
  throw err;
  ^

Error: Cannot find module './Util'
Require stack:
- ${AT}/src/main.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
    at Object.<anonymous> (${AT}/src/main.js:1:15) {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '${AT}/src/main.js' ]
}
`;
const fix = (files: Record<string, string>, log: string) => fixed({ files, log }, [importPath]);

describe('import-path', () => {
  it('adds the ending an ES module needs, in all files that are loaded together', async () => {
    const files = {
      'package.json': '{"type":"module"}\n',
      'src/main.js': "import { a } from './util';\nimport './other.js';\nconsole.log(a);\n",
      'src/other.js': "export * from '../src/util';\n",
      'src/util.js': 'export const a = 1;\n',
      'scripts/alone.js': "import './nothing';\n",
    };

    const result = await fix(files, esm('src/util', 'src/main.js'));

    expect(result).toEqual({
      'src/main.js': "import { a } from './util.js';\nimport './other.js';\nconsole.log(a);\n",
      'src/other.js': "export * from '../src/util.js';\n",
    });
  });

  it('names the file of a folder', async () => {
    const files = { 'src/main.js': "import { b } from './lib';\n", 'src/lib/index.js': 'export const b = 1;\n' };

    const result = await fix(files, directory);

    expect(result).toEqual({ 'src/main.js': "import { b } from './lib/index.js';\n" });
  });

  it.each([
    ['an ES module', "import './Util.js';\n", esm('src/Util.js', 'src/main.js'), "import './util.js';\n"],
    ['CommonJS', "const u = require('./Util');\n", required, "const u = require('./util');\n"],
    [
      'a bundler',
      "import './Util';\n",
      'error during build:\nCould not resolve "./Util" from "src/main.js"\n',
      "import './util';\n",
    ],
  ])('writes the letters of the file that is there, for %s', async (_what, source, log, expected) => {
    const result = await fix({ 'src/main.js': source, 'src/util.js': 'exports.a = 1;\n' }, log);

    expect(result).toEqual({ 'src/main.js': expected });
  });

  it.each([
    ['no file can be meant', { 'src/main.js': "import './util';\n", 'src/utils.js': '' }],
    ['two files can be meant', { 'src/main.js': "import './util';\n", 'src/util.js': '', 'src/util.mjs': '' }],
    [
      'another import of the same program stays broken',
      { 'src/main.js': "import './util';\nimport './gone.js';\n", 'src/util.js': '' },
    ],
    ['the importer is no file of the tree', { 'src/other.js': "import './util';\n", 'src/util.js': '' }],
  ])('declines when %s', async (_why, files: Record<string, string>) => {
    const result = await fix(files, esm('src/util', 'src/main.js'));

    expect(result).toBe(NOTHING);
  });
});
