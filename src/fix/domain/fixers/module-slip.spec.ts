import { fixed } from '../../../../test/support/fix-plan';
import { importPath } from './import-path';
import { moduleSlip } from './module-slip';
import { namedExport } from './named-export';

const NOTHING = 'no fixer knows a safe change for this failure';
const traceback = (file: string, line: string, module: string): string =>
  `Traceback (most recent call last):\n  File "/home/runner/work/app/app/${file}", line 1, in <module>\n    ${line}\nModuleNotFoundError: No module named '${module}'\n`;

describe('a module of the tree that is named a slip off', () => {
  const shop = { 'shop/__init__.py': '', 'shop/helpers.py': 'def total(rows):\n    return sum(rows)\n' };

  it('is named as it is called in Python, capitals too', async () => {
    const line = 'from shop.Helper import total';

    const result = await fixed(
      { files: { ...shop, 'main.py': `${line}\n` }, log: traceback('main.py', line, 'shop.Helper') },
      [moduleSlip],
    );

    expect(result).toEqual({ 'main.py': 'from shop.helpers import total\n' });
  });

  it.each([
    ['the module near it has not the name', 'from shop.helper import sub', 'shop.helper', shop],
    [
      'two modules are as near',
      'from shop.helpes import total',
      'shop.helpes',
      { ...shop, 'shop/helper.py': 'total = 1\n' },
    ],
    ['it is a package of others, of whose name ours only is near', 'import yaml', 'yaml', { 'yam.py': 'x = 1\n' }],
    [
      'it is a package of others, from which names come that ours has not',
      'from request import get',
      'request',
      { 'requests.py': 'x = 1\n' },
    ],
  ])('is left alone where %s', async (_why, line, module, files) => {
    const result = await fixed(
      { files: { ...files, 'main.py': `${line}\n` }, log: traceback('main.py', line, module) },
      [moduleSlip],
    );

    expect(result).toBe(NOTHING);
  });

  it('is named as its folder in Go, where the file calls the package so', async () => {
    const files = (pack: string) => ({
      'go.mod': 'module example.com/till\n\ngo 1.19\n',
      'internal/price/price.go': `package ${pack}\n\nconst Vat = 2\n`,
      'till.go': 'package till\n\nimport "example.com/till/internal/prices"\n\nconst Rate = price.Vat\n',
    });
    const log =
      'till.go:3:8: cannot find module providing package example.com/till/internal/prices: import lookup disabled by -mod=readonly\n';

    expect(await fixed({ files: files('price'), log }, [moduleSlip])).toEqual({
      'till.go': 'package till\n\nimport "example.com/till/internal/price"\n\nconst Rate = price.Vat\n',
    });
    expect(await fixed({ files: files('cost'), log }, [moduleSlip])).toBe(NOTHING);
  });

  it('is the header of a C include in quotes, and never one of the system', async () => {
    const log = (line: string) =>
      `till.c:1:10: fatal error: Price.h: No such file or directory\n    1 | ${line}\n      |          ^~~~~~~~~\n`;
    const files = (line: string) => ({ 'include/price.h': 'int vat(void);\n', 'till.c': `${line}\n` });

    expect(await fixed({ files: files('#include "Price.h"'), log: log('#include "Price.h"') }, [moduleSlip])).toEqual({
      'till.c': '#include "price.h"\n',
    });
    expect(await fixed({ files: files('#include <Price.h>'), log: log('#include <Price.h>') }, [moduleSlip])).toBe(
      NOTHING,
    );
  });

  it('is required in Ruby by the name of the one file near it', async () => {
    const log =
      "main.rb:1:in `require_relative': cannot load such file -- /home/runner/work/app/app/lib/prize (LoadError)\n\tfrom main.rb:1:in `<main>'\n";
    const files = { 'main.rb': "require_relative 'lib/prize'\n", 'lib/price.rb': '' };

    expect(await fixed({ files, log }, [moduleSlip])).toEqual({ 'main.rb': "require_relative 'lib/price'\n" });
    expect(await fixed({ files: { ...files, 'lib/pride.rb': '' }, log }, [moduleSlip])).toBe(NOTHING);
  });
});

describe('a script that is imported a slip off', () => {
  const log =
    "FAIL src/a.test.js\n  ● Test suite failed to run\n\n    Cannot find module './utlis' from 'src/a.test.js'\n";
  const test = "const { sum } = require('./utlis');\n\ntest('adds', () => sum(1, 2));\n";

  it('is imported by its name when it has all that is taken from it', async () => {
    const files = { 'src/a.test.js': test, 'src/utils.js': 'exports.sum = (a, b) => a + b;\n' };

    expect(await fixed({ files, log }, [importPath])).toEqual({ 'src/a.test.js': test.replace('utlis', 'utils') });
  });

  it.each([
    ['another that has not the name', { 'src/utils.js': 'exports.add = 1;\n' }],
    ['a test of that name only', { 'src/utils.test.js': 'const sum = 1;\n' }],
    ['a style of that name only', { 'src/utils.css': 'sum {}\n' }],
  ])('is left alone where there is %s', async (_why, files) => {
    const result = await fixed({ files: { 'src/a.test.js': test, ...files }, log }, [importPath]);

    expect(result).toBe(NOTHING);
  });
});

describe('a name that a module exports a slip off', () => {
  const main = "import { totals, vat } from './price.js';\n\nconsole.log(totals * vat);\n";
  const log =
    "file:///home/runner/work/app/app/src/main.js:1\nimport { totals, vat } from './price.js';\n         ^^^^^^\nSyntaxError: The requested module './price.js' does not provide an export named 'totals'\n    at ModuleJob._instantiate (node:internal/modules/esm/module_job:213:21)\n";

  it('is imported and used as it is called', async () => {
    const files = { 'src/price.js': 'export const total = 3;\nexport const vat = 0.2;\n', 'src/main.js': main };

    expect(await fixed({ files, log }, [namedExport])).toEqual({ 'src/main.js': main.replaceAll('totals', 'total') });
  });

  it.each([
    ['two are as near', 'export const total = 3;\nexport const totale = 3;\n'],
    ['none is near', 'export const sum = 3;\n'],
    ['it passes on all of another module', "export * from './sums.js';\nexport const total = 3;\n"],
  ])('is left alone where %s', async (_why, module) => {
    expect(await fixed({ files: { 'src/price.js': module, 'src/main.js': main }, log }, [namedExport])).toBe(NOTHING);
  });
});
