import { fixed } from '../../../../test/support/fix-plan';
import { goCompiler } from './go-compiler';
import { gccFixit } from './gcc-fixit';
import { lastBrace } from './last-brace';
import { makefileTab } from './makefile-tab';
import { missingComma } from './missing-comma';
import { shellcheckLines } from './shellcheck-lines';

const NOTHING = 'no fixer knows a safe change for this failure';

describe('a file that ends before its last block does', () => {
  const log = (line: number): string =>
    `src/A.java:${line}: error: reached end of file while parsing\n    }\n     ^\n1 error\n`;
  const fix = (text: string) =>
    fixed({ files: { 'src/A.java': text }, log: log(text.split('\n').length - 1) }, [lastBrace]);

  it('gets the brace of the only block that can lack it', async () => {
    const text = 'class A {\n    int a() {\n        return 1;\n    }\n';

    expect(await fix(text)).toEqual({ 'src/A.java': `${text}}\n` });
  });

  it.each([
    ['a method within lacks it', 'class A {\n    int a() {\n        return 1;\n}\n'],
    ['two are missing', 'class A {\n    int a() {\n        return 1;\n'],
    ['the class is indented', '  class A {\n    int a() {\n    }\n'],
    ['a brace is too many in a text', 'class A {\n    String a = "{";\n    int a() {\n        return 1;\n'],
  ])('is left alone where %s', async (_why, text) => {
    expect(await fix(text)).toBe(NOTHING);
  });
});

describe('commands of a Makefile without their tab', () => {
  const fix = (text: string, line: number) =>
    fixed({ files: { Makefile: text }, log: `Makefile:${line}: *** missing separator.  Stop.\n` }, [makefileTab]);

  it('get it, all of them', async () => {
    expect(await fix('a: b\n    one\n    two\n\nb:\n\tthree\n', 2)).toEqual({
      Makefile: 'a: b\n\tone\n\ttwo\n\nb:\n\tthree\n',
    });
  });

  it.each([
    ['the line is no command of a rule', 'X = 1\n    one\n', 2],
    ['a condition is indented', 'a:\n    one\n    ifdef X\n    endif\n', 2],
    ['make stops at something else', 'a:\n\tone\nwhat is this\n', 3],
  ])('are left alone where %s', async (_why, text, line) => {
    expect(await fix(text, line)).toBe(NOTHING);
  });
});

describe('a comma that is missing', () => {
  const python = (line: string, marks: string): string =>
    `  File "/home/runner/work/app/app/a.py", line 1\n    ${line}\n    ${marks}\nSyntaxError: invalid syntax. Perhaps you forgot a comma?\n`;
  const fixPython = (line: string, marks: string) =>
    fixed({ files: { 'a.py': `${line}\n` }, log: python(line, marks) }, [missingComma]);

  it('is put between two values in Python', async () => {
    expect(await fixPython("print(('b' 2))", '       ^^^^^')).toEqual({ 'a.py': "print(('b', 2))\n" });
  });

  it.each([
    ['the marked words are a condition', 'print(a if b c)', '      ^^^^^^^^^'],
    ['the second value goes on', "print('a' b.c + d)", '      ^^^^^^'],
    ['a keyword stands first', 'print(not a b)', '      ^^^^^^^'],
  ])('is not put where %s', async (_why, line, marks) => {
    expect(await fixPython(line, marks)).toBe(NOTHING);
  });

  const row = (first: string, next: string): string => `export const row = {\n  ${first}\n  ${next}\n};\n`;
  const fixScript = (text: string) =>
    fixed({ files: { 'src/a.ts': text }, log: "src/a.ts(3,3): error TS1005: ',' expected.\n" }, [missingComma]);

  it('is put behind a whole property', async () => {
    expect(await fixScript(row("id: 'a'", 'net: 1,'))).toEqual({ 'src/a.ts': row("id: 'a',", 'net: 1,') });
  });

  it.each([
    ['the property may go on', row('id: a +', 'net: 1,')],
    ['what follows is no property', row("id: 'a'", 'net = 1,')],
    ['the line above is no property', row('f() {}', 'net: 1,')],
  ])('is not put where %s', async (_why, text) => {
    expect(await fixScript(text)).toBe(NOTHING);
  });
});

describe('names of standard libraries', () => {
  const go = (call: string, path = 'strings'): string =>
    `package a\n\nimport "${path}"\n\nfunc F(s string) string { return ${call} }\n`;
  const fixGo = (call: string, path?: string) =>
    fixed(
      {
        files: { 'go.mod': 'module x\n\ngo 1.19\n', 'a.go': go(call, path) },
        log: `# x\n./a.go:5:42: undefined: ${call.replace('(s)', '')}\n`,
      },
      [goCompiler],
    );

  it('are written as Go calls them', async () => {
    expect(await fixGo('strings.ToUppr(s)')).toEqual({ 'a.go': go('strings.ToUpper(s)') });
  });

  it.each([
    ['two are as near', 'strings.Fielt(s)', undefined],
    ['none is near', 'strings.Shout(s)', undefined],
    ['the package is another of that name', 'strings.ToUppr(s)', 'example.com/x/strings'],
  ])('are left alone where %s', async (why, call, path) => {
    expect(await fixGo(why === 'two are as near' ? 'strings.SplitM(s)' : call, path)).toBe(NOTHING);
  });

  it('bring their header in C++, where one alone has them', async () => {
    const source = (name: string): string =>
      `#include <vector>\n\nvoid f(std::vector<int> &r) { std::${name}(r.begin(), r.end()); }\n`;
    const log = (name: string): string =>
      `a.cpp:3:36: error: ‘${name}’ is not a member of ‘std’\n    3 | void f(std::vector<int> &r) { std::${name}(r.begin(), r.end()); }\n      |                                    ^~~~\n`;

    expect(await fixed({ files: { 'a.cpp': source('sort') }, log: log('sort') }, [gccFixit])).toEqual({
      'a.cpp': source('sort').replace('#include <vector>\n', '#include <vector>\n#include <algorithm>\n'),
    });
    expect(await fixed({ files: { 'a.cpp': source('sorted') }, log: log('sorted') }, [gccFixit])).toBe(NOTHING);
  });
});

describe('arguments of a script that shellcheck wants quoted', () => {
  const fix = (line: string) =>
    fixed(
      {
        files: { 'a.sh': `#!/bin/sh\n${line}\n` },
        log: `In a.sh line 2:\n${line}\n    ^-- SC2068 (error): Double quote array expansions to avoid re-splitting elements.\n\nFor more information:\n`,
      },
      [shellcheckLines],
    );

  it('are quoted, and left where they stand twice or within a text', async () => {
    expect(await fix('run $@')).toEqual({ 'a.sh': '#!/bin/sh\nrun "$@"\n' });
    expect(await fix('run $@ || walk $@')).toBe(NOTHING);
    expect(await fix('echo "all $@ "')).toBe(NOTHING);
  });
});
