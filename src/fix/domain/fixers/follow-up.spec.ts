import { fixed } from '../../../../test/support/fix-plan';
import type { Fixer } from '../fix.types';
import { tscSuggestion } from './tsc-suggestion';

const TSCONFIG = JSON.stringify({
  compilerOptions: { strict: true, noEmit: true, target: 'ES2022', module: 'ES2022', moduleResolution: 'Bundler' },
});
const typescript = (text: string): Record<string, string> => ({ 'tsconfig.json': TSCONFIG, 'src/a.ts': text });

describe('what comes to light once the rest is right', () => {
  it('mends the slip behind a slip, which the compiler could not see', async () => {
    const text = 'const users = ["a"];\nconst all = usres.map((user) => user);\nexport const n = all.lenght;\n';
    const log = "src/a.ts(2,13): error TS2552: Cannot find name 'usres'. Did you mean 'users'?\n";

    expect(await fixed({ files: typescript(text), log })).toEqual({
      'src/a.ts': text.replace('usres', 'users').replace('lenght', 'length'),
    });
  });

  it('proposes nothing where a fixer says that the rest would stay red', async () => {
    const text = 'const users = ["a"];\nexport const n = usres.length;\n';
    const log = "src/a.ts(2,18): error TS2552: Cannot find name 'usres'. Did you mean 'users'?\n";
    const blocks: Fixer = {
      name: 'blocks',
      phase: 'format',
      fix: () => [{ outcome: 'declined', covers: [], why: 'the next is red', blocks: true }],
    };

    expect(await fixed({ files: typescript(text), log }, [tscSuggestion, blocks])).toBe('the next is red');
  });

  it('leaves a name alone that the compiler has nothing against', async () => {
    const text = 'const users = ["a"];\nexport const n = usres.map((lenght) => lenght);\n';
    const log = "src/a.ts(2,18): error TS2552: Cannot find name 'usres'. Did you mean 'users'?\n";

    expect(await fixed({ files: typescript(text), log })).toEqual({ 'src/a.ts': text.replace('usres', 'users') });
  });

  const LOST =
    "src/b.ts(1,29): error TS2835: Relative import paths need explicit file extensions in ECMAScript imports when '--moduleResolution' is 'node16' or 'nodenext'. Did you mean './a.js'?\n";
  const lost = (own: string): Record<string, string> => ({
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        module: 'NodeNext',
        noImplicitOverride: true,
        verbatimModuleSyntax: true,
        types: [],
      },
    }),
    'src/a.ts':
      'export interface Shape {\n  area(): number;\n}\nexport class Base {\n  name(): string {\n    return "a";\n  }\n}\n',
    'src/b.ts': own,
  });
  const shaped = (imports: string, method: string): string =>
    `import { Base, ${imports};\nexport class B extends Base implements Shape {\n  ${method}\n  area(): number {\n    return 1;\n  }\n}\n`;

  it('mends what only a module that is found brings to light', async () => {
    const text = shaped("Shape } from './a'", 'name(): string {\n    return "b";\n  }');

    expect(await fixed({ files: lost(text), log: LOST })).toEqual({
      'src/b.ts': shaped("type Shape } from './a.js'", 'override name(): string {\n    return "b";\n  }'),
    });
  });

  it('proposes nothing where the compiler would say what has no repair once the module is found', async () => {
    const text = shaped("Shape } from './a'", 'name(): number {\n    return 1;\n  }');

    expect(await fixed({ files: lost(text), log: LOST })).toMatch(/^the compiler would say next: src\/b\.ts: /);
  });

  const FILE = '.github/workflows/ci.yml';
  const workflow = (key: string, input: string): string =>
    `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-node@v4\n        with:\n          ${input}: 22\n      - run: npm ci\n        ${key}: bash\n`;
  const KEY = `${FILE}:10:9: unexpected key "shel" for "step" section. expected one of "env", "id", "if", "name", "run", "shell" [syntax-check]\n`;

  it('mends the input that actionlint comes to when the syntax is right', async () => {
    expect(await fixed({ files: { [FILE]: workflow('shel', 'node_version') }, log: KEY })).toEqual({
      [FILE]: workflow('shell', 'node-version'),
    });
  });

  it('leaves an input alone that is right, and one that is like none', async () => {
    for (const input of ['node-version', 'zebra'])
      expect(await fixed({ files: { [FILE]: workflow('shel', input) }, log: KEY })).toEqual({
        [FILE]: workflow('shell', input),
      });
  });

  const go = (main: string): Record<string, string> => ({
    'go.mod': 'module example.org/shop\n\ngo 1.19\n',
    'main.go': main,
    'cart/cart.go': 'package cart\n\nfunc Total() int {\n\tsum := 0\n\tunused := 1\n\treturn sum\n}\n',
  });
  const GO = '# example.org/shop/cart\ncart/cart.go:5:2: unused declared but not used\n';
  const main = (use: string): string =>
    `package main\n\nimport (\n\t"os"\n\n\t"example.org/shop/cart"\n)\n\nfunc main() {\n\tcart.Total()\n${use}}\n`;

  it('proposes nothing for a package whose importer has a slip that the compiler has not come to', async () => {
    expect(await fixed({ files: go(main('')), log: GO })).toEqual(expect.any(String));
    expect(await fixed({ files: go(main('\tos.Exit(strings.Count("a", "b"))\n')), log: GO })).toEqual(
      expect.any(String),
    );
  });

  it('mends a package whose importer is right', async () => {
    expect(await fixed({ files: go(main('\tos.Exit(0)\n')), log: GO })).toEqual({
      'cart/cart.go': expect.not.stringContaining('unused') as string,
    });
  });
});

describe('headers of C and C++', () => {
  const implicit = (name: string, near: string): string =>
    `a.c:4:3: error: implicit declaration of function ‘${name}’; did you mean ‘${near}’? [-Werror=implicit-function-declaration]\n`;
  const source = (name: string): string => `#include <stdio.h>\n\nint main(void) {\n  ${name}(2);\n  return 0;\n}\n`;

  it('includes the header of a library function that is no slip of another', async () => {
    expect(await fixed({ files: { 'a.c': source('strerror') }, log: implicit('strerror', 'perror') })).toEqual({
      'a.c': source('strerror').replace('<stdio.h>\n', '<stdio.h>\n#include <string.h>\n'),
    });
  });

  it('writes the near name for one that no library has', async () => {
    expect(await fixed({ files: { 'a.c': source('preror') }, log: implicit('preror', 'perror') })).toEqual({
      'a.c': source('perror'),
    });
  });

  const cpp = (end: string): string =>
    `#include <iostream>\n\nstd::vector<int> f() {\n  std::vector<int> out{2, 1};\n  std::sort(out.begin(), out.end())${end}\n  return out;\n}\n`;
  const VECTOR = [
    'a.cpp:3:6: error: ‘vector’ in namespace ‘std’ does not name a template type',
    'a.cpp:2:1: note: ‘std::vector’ is defined in header ‘<vector>’; did you forget to ‘#include <vector>’?',
    '',
  ].join('\n');

  it('includes with a type what the function uses that the compiler has not read', async () => {
    expect(await fixed({ files: { 'a.cpp': cpp(';') }, log: VECTOR })).toEqual({
      'a.cpp': cpp(';').replace('<iostream>\n', '<iostream>\n#include <vector>\n#include <algorithm>\n'),
    });
  });

  it('proposes nothing where the function has another slip', async () => {
    expect(await fixed({ files: { 'a.cpp': cpp('') }, log: VECTOR })).toEqual(expect.any(String));
  });

  it("writes clang's format where it prints no line numbers, and leaves one it prints nothing for", async () => {
    const text = '#include <stdio.h>\nvoid f(long big) {\n  printf("%d\\n", big);\n}\n';
    const head = "a.c:3:18: error: format specifies type 'int' but the argument has type 'long' [-Werror,-Wformat]";
    const log = [head, '  printf("%d\\n", big);', '          ~~     ^~~', '          %ld', '1 error generated.', ''];

    expect(await fixed({ files: { 'a.c': text }, log: log.join('\n') })).toEqual({ 'a.c': text.replace('%d', '%ld') });
    expect(await fixed({ files: { 'a.c': text }, log: log.filter((_, at) => at !== 3).join('\n') })).toEqual(
      expect.any(String),
    );
  });
});

describe('more files and places than one', () => {
  it('reads the module that does not parse from a collection of pytest', async () => {
    const log = [
      '____________ ERROR collecting tests/test_a.py ____________',
      'tests/test_a.py:1: in <module>',
      '    from app.a import total',
      'E     File "/home/runner/work/app/app/app/a.py", line 1',
      'E       def total(prices)',
      'E                        ^',
      "E   SyntaxError: expected ':'",
      '=========== short test summary info ===========',
      'ERROR tests/test_a.py',
      '1 error in 0.10s',
      '',
    ].join('\n');
    const files = {
      'app/a.py': 'def total(prices)\n    return 1\n',
      'tests/test_a.py': 'from app.a import total\n',
    };

    expect(await fixed({ files, log })).toEqual({ 'app/a.py': 'def total(prices):\n    return 1\n' });
  });

  it('writes json for jsn where the file imports it, and not where it is somebody else’s name', async () => {
    const log = [
      '________________ test_a ________________',
      '    def load(text):',
      '>       return jsn.loads(text)',
      "E       NameError: name 'jsn' is not defined",
      '',
      'store.py:5: NameError',
      '=========== short test summary info ===========',
      "FAILED test_a.py::test_a - NameError: name 'jsn' is not defined",
      '',
    ].join('\n');
    const store = (first: string): string => `${first}\n\n\ndef load(text):\n    return jsn.loads(text)\n`;
    const files = (first: string): Record<string, string> => ({ 'store.py': store(first), 'test_a.py': '' });

    expect(await fixed({ files: files('import json'), log })).toEqual({
      'store.py': store('import json').replace('jsn.', 'json.'),
    });
    expect(await fixed({ files: files('json = None'), log })).toEqual(expect.any(String));
  });
});
