import { fixed } from '../../../../test/support/fix-plan';
import { testNames } from './test-names';

const NOTHING = 'no fixer knows a safe change for this failure';
const body = "test('half', () => {\n  expect(half(4)).toBe(2);\n});\n";
const fix = (head: string, log: string) => fixed({ files: { 'src/half.test.js': head + body }, log }, [testNames]);
// Vitest's own words.
const vitest =
  ' FAIL  src/half.test.js > half\nReferenceError: expect is not defined\n ❯ src/half.test.js:4:3\n      3| test(\n\n Test Files  1 failed (1)\n';

describe('a name of a test framework that others are imported of', () => {
  it('is imported beside them, in their order', async () => {
    expect(await fix("import { test } from 'vitest';\nimport { half } from './half.js';\n", vitest)).toEqual({
      'src/half.test.js': `import { expect, test } from 'vitest';\nimport { half } from './half.js';\n${body}`,
    });
    expect(await fix("import { test, it } from 'vitest';\nimport { half } from './half.js';\n", vitest)).toEqual({
      'src/half.test.js': `import { test, it, expect } from 'vitest';\nimport { half } from './half.js';\n${body}`,
    });
  });

  it('is imported where the compiler or ESLint asks for it', async () => {
    const head = "import { expect } from '@jest/globals';\n";
    const said =
      "src/half.test.js(2,1): error TS2582: Cannot find name 'test'. Do you need to install type definitions for a test runner?\n";
    expect(await fix(head, said)).toEqual({
      'src/half.test.js': `import { expect, test } from '@jest/globals';\n${body}`,
    });
  });

  it.each([
    ['nothing is imported of one', "import { half } from './half.js';\n"],
    ['the framework has none of that name', "import { test } from 'node:test';\n"],
    ['only types are imported', "import type { TestAPI } from 'vitest';\n"],
    [
      'the file has one of its own',
      "import { test } from 'vitest';\nfunction old() {\n  const expect = 1;\n  return expect;\n}\n",
    ],
  ])('is left where %s', async (_why, head) => {
    expect(await fix(head, vitest)).toBe(NOTHING);
  });
});
