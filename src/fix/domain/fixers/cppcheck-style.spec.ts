import { fixed } from '../../../../test/support/fix-plan';
import { cppcheckStyle } from './cppcheck-style';

const of = (file: string, text: string, log: string) => fixed({ files: { [file]: text }, log }, [cppcheckStyle]);

describe("cppcheck's style findings", () => {
  it.each([
    [
      'a variable nothing uses',
      'a.c',
      'int f(int n) {\n  int unused;\n  return n;\n}\n',
      'a.c:2:7: style: Unused variable: unused [unusedVariable]\n  int unused;\n      ^\n',
      'int f(int n) {\n  return n;\n}\n',
    ],
    [
      'a parameter passed by value',
      'a.cpp',
      '#include <string>\nint f(std::string s) {\n  return s.size();\n}\n',
      "a.cpp:2:19: performance: Function parameter 's' should be passed by const reference. [passedByValue]\nint f(std::string s) {\n                  ^\n",
      '#include <string>\nint f(const std::string& s) {\n  return s.size();\n}\n',
    ],
  ])('are cured: %s', async (_name, file, text, log, after) => {
    expect(await of(file, text, log)).toEqual({ [file]: after });
  });

  it.each([
    [
      'an error',
      'int f(void) {\n  int *p = 0;\n  return *p;\n}\n',
      'a.c:3:11: error: Null pointer dereference: p [nullPointer]\n  return *p;\n          ^\n',
    ],
    [
      'two variables of a line',
      'int f(int n) {\n  int a, b;\n  return n + a;\n}\n',
      'a.c:2:10: style: Unused variable: b [unusedVariable]\n  int a, b;\n         ^\n',
    ],
    [
      'a value that a call makes',
      'int f(int n) {\n  int a = g();\n  return n;\n}\n',
      'a.c:2:7: style: Unused variable: a [unusedVariable]\n  int a = g();\n      ^\n',
    ],
  ])('are left alone: %s', async (_name, text, log) => {
    expect(await of('a.c', text, log)).toEqual(expect.any(String));
  });
});
