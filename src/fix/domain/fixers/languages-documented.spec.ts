import { fixed } from '../../../../test/support/fix-plan';

// Messages of versions that are not installed here, as their documentation and sources print them.
const go = (body: string): string => `package main\n\nimport "fmt"\n\nfunc main() {\n${body}}\n`;

describe('fixers of other languages, on documented messages', () => {
  it("takes Go's newer words for what is unused", async () => {
    const source = 'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\tx := 1\n\tfmt.Println("a")\n}\n';
    const log = '# demo\n./main.go:5:2: "os" imported and not used\n./main.go:9:2: declared and not used: x\n';

    const result = await fixed({ files: { 'go.mod': 'module demo\n', 'main.go': source }, log });

    expect(result).toEqual({ 'main.go': source.replace('\t"os"\n', '').replace('\tx := 1\n', '') });
  });

  it('keeps a Go variable whose value a call makes', async () => {
    const log = '# demo\n./main.go:6:2: declared and not used: x\n';

    const result = await fixed({ files: { 'main.go': go('\tx := fmt.Sprint(1)\n') }, log });

    expect(result).toBe('no fixer knows a safe change for this failure');
  });

  it('imports no package for a name that is a folder of the project', async () => {
    const log = '# demo\n./main.go:6:2: undefined: strings\n';
    const files = { 'main.go': go('\tstrings.ToUpper("a")\n'), 'strings/own.go': 'package strings\n' };

    const result = await fixed({ files, log });

    expect(result).toBe('no fixer knows a safe change for this failure');
  });

  it("writes the name clang's fix-it gives", async () => {
    const source = 'int f(int count) {\n  return coutn;\n}\n';
    const log = [
      "a.c:2:10: error: use of undeclared identifier 'coutn'; did you mean 'count'?",
      '  return coutn;',
      '         ^~~~~',
      '         count',
      '1 error generated.',
    ].join('\n');

    const result = await fixed({ files: { 'a.c': source }, log });

    expect(result).toEqual({ 'a.c': source.replace('coutn', 'count') });
  });

  it('writes the name an older rustc gives below its caret', async () => {
    const source = 'fn main() {\n    let total = 1;\n    println!("{}", totl);\n}\n';
    const log = [
      'error[E0425]: cannot find value `totl` in this scope',
      ' --> src/main.rs:3:20',
      '  |',
      '3 |     println!("{}", totl);',
      '  |                    ^^^^ help: a local variable with a similar name exists: `total`',
      '',
      'error: could not compile `demo` (bin "demo") due to 1 previous error',
    ].join('\n');

    const result = await fixed({ files: { 'Cargo.toml': '[package]\n', 'src/main.rs': source }, log });

    expect(result).toEqual({ 'src/main.rs': source.replace('totl', 'total') });
  });

  it("applies no formatter's diff to another file than it was made of", async () => {
    const log = [
      '--- app.py\t2026-11-22 23:52:27.719766 +0000',
      '+++ app.py\t2026-11-22 23:52:27.985978 +0000',
      '@@ -1,2 +1,2 @@',
      '-x = { }',
      '+x = {}',
      ' y = 1',
      'would reformat app.py',
    ].join('\n');

    const result = await fixed({ files: { 'app.py': 'x = {  }\ny = 1\n' }, log });

    expect(result).toBe('no fixer knows a safe change for this failure');
  });

  it('applies no hunk that the log cut short', async () => {
    const log = [
      '--- app.py.orig',
      '+++ app.py',
      '--- main.go.orig',
      '+++ main.go',
      '@@ -1,9 +1,9 @@',
      '-x  := 1',
      '+x := 1',
    ].join('\n');

    const result = await fixed({ files: { 'main.go': 'x  := 1\n' }, log });

    expect(result).toBe('no fixer knows a safe change for this failure');
  });
});
