import { fixed } from '../../../../test/support/fix-plan';
import { eslintFixes } from './eslint-rules';
import { importOrder } from './import-order';
import { lineBreaks } from './line-breaks';

const NOTHING = 'no fixer knows a safe change for this failure';
const FIXERS = [eslintFixes, lineBreaks, importOrder];

const run = (file: string, text: string, rules: string, ...lines: string[]) => {
  const log = [
    `/home/runner/work/app/app/${file}`,
    ...lines.map((line) => `  ${line}`),
    '',
    `✖ ${lines.length} problems`,
  ];
  const files = { 'eslint.config.js': `export default [{ rules: { ${rules} } }];\n`, [file]: text };
  return fixed({ files, log: `${log.join('\n')}\n` }, FIXERS);
};

describe('rules of plugins that have a fix of their own', () => {
  it('order, join and set apart imports, wherever the runner found their modules', async () => {
    const text = [
      "import { a } from './util.js';",
      "import fs from 'node:fs';",
      "import { b } from './util.js';",
      'export const text = fs.readFileSync(a) + b;',
      '',
    ].join('\n');
    const found = await run(
      'src/main.js',
      text,
      "'import/order': ['error', { 'newlines-between': 'always' }], 'import/no-duplicates': 'error'",
      '1:1   error  There should be at least one empty line between import groups             import/order',
      "1:19  error  '/home/runner/work/app/app/src/util.js' imported multiple times           import/no-duplicates",
      '2:1   error  There should be at least one empty line between import groups             import/order',
      '2:1   error  `node:fs` import should occur before import of `./util.js`                import/order',
      '3:1   error  Expected 1 empty line after import statement not followed by another import  import/newline-after-import',
      "3:19  error  '/home/runner/work/app/app/src/util.js' imported multiple times           import/no-duplicates",
    );

    expect(found).toEqual({
      'src/main.js':
        "import fs from 'node:fs';\n\nimport { a, b } from './util.js';\n\nexport const text = fs.readFileSync(a) + b;\n",
    });
  });

  it.each([
    [
      'unicorn',
      "import fs from 'fs';\nexport const has = (name) => name.indexOf('/') !== -1 && fs.existsSync(name);\n",
      [
        '1:16  error  Prefer `node:fs` over `fs`  unicorn/prefer-node-protocol',
        '2:35  error  Use `.includes()`, rather than `.indexOf()`, when checking for existence  unicorn/prefer-includes',
      ],
      "import fs from 'node:fs';\nexport const has = (name) => name.includes('/') && fs.existsSync(name);\n",
    ],
    [
      'simple-import-sort',
      "import { z, a } from './b.js';\nimport x from 'x';\nexport const all = [a, x, z];\n",
      ['1:1  error  Run autofix to sort these imports!  simple-import-sort/imports'],
      "import x from 'x';\n\nimport { a,z } from './b.js';\nexport const all = [a, x, z];\n",
    ],
    [
      'unused-imports',
      "import { a, b } from './b.js';\nexport const all = [a];\n",
      ["1:13  error  'b' is defined but never used  unused-imports/no-unused-imports"],
      "import { a } from './b.js';\nexport const all = [a];\n",
    ],
  ])('of %s are run by the plugin itself', async (_plugin, text, lines, after) => {
    expect(await run('src/a.js', text, '', ...lines)).toEqual({ 'src/a.js': after });
  });

  it('of React are done as they say', async () => {
    const text = [
      'export const App = ({ name }) => (',
      '  <div class="app">',
      "    <Icon name={'star'}></Icon>",
      '    <input disabled={true} stroke-width="2" />',
      '    <a href="https://example.org" target="_blank">it\'s {name}</a>',
      '  </div>',
      ');',
      'export const Wrap = () => <><p>a</p></>;',
      '',
    ].join('\n');
    const found = await run(
      'src/App.jsx',
      text,
      '',
      "2:8   error  Unknown property 'class' found, use 'className' instead  react/no-unknown-property",
      '3:5   error  Empty components are self-closing  react/self-closing-comp',
      '3:16  error  Curly braces are unnecessary here  react/jsx-curly-brace-presence',
      '4:12  error  Value must be omitted for boolean attribute `disabled`  react/jsx-boolean-value',
      "4:28  error  Unknown property 'stroke-width' found, use 'strokeWidth' instead  react/no-unknown-property",
      '5:5   error  Using target="_blank" without rel="noreferrer" (which implies rel="noopener") is a security risk in older browsers: see https://mathiasbynens.github.io/rel-noopener/#recommendations  react/jsx-no-target-blank',
      "5:53  error  `'` can be escaped with `&apos;`, `&lsquo;`, `&#39;`, `&rsquo;`  react/no-unescaped-entities",
      '8:27  error  Fragments should contain more than one child - otherwise, there’s no need for a Fragment at all  react/jsx-no-useless-fragment',
    );

    expect(found).toEqual({
      'src/App.jsx': [
        'export const App = ({ name }) => (',
        '  <div className="app">',
        '    <Icon name="star" />',
        '    <input disabled strokeWidth="2" />',
        '    <a href="https://example.org" target="_blank" rel="noreferrer">it&apos;s {name}</a>',
        '  </div>',
        ');',
        'export const Wrap = () => <p>a</p>;',
        '',
      ].join('\n'),
    });
  });

  it.each([
    [
      'a fragment of text alone may be needed',
      'export const A = () => <>a</>;\n',
      '1:24  error  Fragments should contain more than one child - otherwise, there’s no need for a Fragment at all  react/jsx-no-useless-fragment',
    ],
    [
      'a component has a property of that name',
      'export const A = () => <Label for="x" />;\n',
      "1:31  error  Unknown property 'for' found, use 'htmlFor' instead  react/no-unknown-property",
    ],
    [
      'the property has no other name',
      'export const A = () => <p foo="x" />;\n',
      "1:27  error  Unknown property 'foo' found  react/no-unknown-property",
    ],
    [
      'the rule would have to find the file',
      "import a from '../src/b.js';\nexport default a;\n",
      '1:15  error  Useless path segments for "../src/b.js", should be "./b.js"  import/no-useless-path-segments',
    ],
    [
      'what the log says is at another place',
      "export const A = 1;\nimport fs from 'fs';\nexport default fs;\n",
      '1:16  error  Use `.includes()`, rather than `.indexOf()`, when checking for existence  unicorn/prefer-includes',
    ],
  ])('are left where %s', async (_why, text, line) => {
    expect(await run('src/A.jsx', text, '', line)).toBe(NOTHING);
  });

  it('end lines as they want them', async () => {
    const lines = [1, 2].map(
      (line) => `${line}:17  error  Expected linebreaks to be 'LF' but found 'CRLF'  linebreak-style`,
    );

    const found = await run('src/a.js', 'export const a=1;\r\nexport const b=2;\r\n', '', ...lines);

    expect(found).toEqual({ 'src/a.js': 'export const a=1;\nexport const b=2;\n' });
  });
});
