import { fixed } from '../../../../test/support/fix-plan';
import { jestSnapshot } from './jest-snapshot';

const NOTHING = 'no fixer knows a safe change for this failure';
// What Jest 30 and Vitest 4 print of each.
const said = (place: string, diff: string): string => `FAIL ./price.test.js
  ✕ price (21 ms)

  ● price

    expect(received).${place}(snapshot)

    Snapshot name: \`price 1\`

${diff}
      2 |
    > 3 |   expect(price(2)).${place}(
        |                    ^

      at Object.${place} (price.test.js:3:20)

Tests:       1 failed, 1 total
`;
const OBJECT = `    - Snapshot  - 1
    + Received  + 1

      {
    -   "currency": "USD",
    +   "currency": "EUR",
      }
`;
const inline = (snapshot: string): string =>
  `const price = require('./price');\ntest('price', () => {\n  expect(price(2)).toMatchInlineSnapshot(${snapshot});\n});\n`;
const usd = '`\n    {\n      "currency": "USD",\n    }\n  `';

describe('a snapshot that differs', () => {
  const fix = (files: Record<string, string>, log: string) => fixed({ files, log }, [jestSnapshot]);

  it('is taken from the log where it stands in the test itself', async () => {
    expect(await fix({ 'price.test.js': inline(usd) }, said('toMatchInlineSnapshot', OBJECT))).toEqual({
      'price.test.js': inline(usd.replace('USD', 'EUR')),
    });
    const plain = '    Snapshot: "USD"\n    Received: "EUR"\n';
    expect(await fix({ 'price.test.js': inline('`"USD"`') }, said('toMatchInlineSnapshot', plain))).toEqual({
      'price.test.js': inline('`"EUR"`'),
    });
  });

  it('is taken from Vitest, too', async () => {
    const log =
      ' FAIL  src/row.test.js > shows a row\nError: Snapshot `shows a row 1` mismatched\n\n- Expected\n+ Received\n\n  {\n-   "net": 12,\n+   "net": 13,\n  }\n\n ❯ src/row.test.js:4:30\n      2|\n\n Test Files  1 failed (1)\n';
    const stored = (net: number): string =>
      `// Vitest Snapshot v1\n\nexports[\`shows a row 1\`] = \`\n{\n  "net": ${net},\n}\n\`;\n`;
    const file = 'src/__snapshots__/row.test.js.snap';
    const test =
      "import { expect, it } from 'vitest';\n\nit('shows a row', () => {\n  expect({ net: 13 }).toMatchSnapshot();\n});\n";
    expect(await fix({ 'src/row.test.js': test, [file]: stored(12) }, log)).toEqual({ [file]: stored(13) });
  });

  it.each([
    ['the test has another snapshot than the log shows', inline(usd.replace('USD', 'GBP'))],
    ['it has escapes, which logs do not show', inline('`\n    {\n      "currency": "USD\\\\n",\n    }\n  `')],
    ['the call has no snapshot', inline('')],
    ['the call stands elsewhere', `\n\n${inline(usd)}`],
  ])('is left where %s', async (_why, test) => {
    expect(await fix({ 'price.test.js': test }, said('toMatchInlineSnapshot', OBJECT))).toBe(NOTHING);
  });

  it('is no matter of an assertion that looks like one', async () => {
    const log = said('toEqual', OBJECT).replace('Snapshot name: `price 1`', 'Price name: `price 1`');
    expect(await fix({ 'price.test.js': inline(usd) }, log)).toBe(NOTHING);
  });
});
