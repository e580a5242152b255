import { fixed } from '../../../../test/support/fix-plan';
import { gccFixit } from './gcc-fixit';

const cured = (text: string, log: string, path = 'a.c') => fixed({ files: { [path]: text }, log }, [gccFixit]);

/** gcc 12: columns are of the line as shown, its tabs as spaces. */
const PRINTFF = `a.c: In function ‘main’:
a.c:5:9: error: implicit declaration of function ‘printff’; did you mean ‘printf’? [-Werror=implicit-function-declaration]
    5 |         printff("hi\\n");
      |         ^~~~~~~
      |         printf
cc1: all warnings being treated as errors
`;
const FORMAT = `a.c: In function ‘show’:
a.c:5:18: error: format ‘%d’ expects argument of type ‘int’, but argument 2 has type ‘long int’ [-Werror=format=]
    5 |         printf("%d\\n", n);
      |                 ~^     ~
      |                  |     |
      |                  int   long int
      |                 %ld
cc1: all warnings being treated as errors
`;
/** clang 14: columns are bytes, and the line is shown with its tabs. */
const CLANG = `a.c:5:2: error: use of undeclared identifier 'cuont'; did you mean 'count'?
	cuont = 1;
	^~~~~
	count
a.c:4:6: note: 'count' declared here
	int count;
	    ^
1 error generated.
`;
const UNUSED = (line: number, column: number, name: string): string =>
  `a.c: In function ‘add’:\na.c:${line}:${column}: error: unused variable ‘${name}’ [-Werror=unused-variable]\n    ${line} |         int ${name};\n      |             ^\ncc1: all warnings being treated as errors\n`;

describe('lines with tabs', () => {
  it.each([
    ["gcc's name", '#include <stdio.h>\n\nint main(void)\n{\n\tprintff("hi\\n");\n}\n', PRINTFF, 'printff', 'printf'],
    ["gcc's format", '#include <stdio.h>\n\nvoid show(long n)\n{\n\tprintf("%d\\n", n);\n}\n', FORMAT, '%d', '%ld'],
    [
      "clang's name",
      'int f(void);\n\nint f(void) {\n\tint count;\n\tcuont = 1;\n\treturn count;\n}\n',
      CLANG,
      'cuont',
      'count',
    ],
  ])('%s', async (_, text, log, wrong, right) => {
    expect(await cured(text, log)).toEqual({ 'a.c': text.replace(wrong, right) });
  });
});

describe('a variable nothing uses', () => {
  it.each(['int c;', 'int c = 0;', 'const char *c = "x";', 'unsigned long c[4];', 'double c = 1.5; /* later */'])(
    'goes: %s',
    async (declaration) => {
      const text = `int add(int a)\n{\n\t${declaration}\n\treturn a;\n}\n`;
      expect(await cured(text, UNUSED(3, 13, 'c'))).toEqual({ 'a.c': text.replace(`\t${declaration}\n`, '') });
    },
  );

  it.each(['int c = next();', 'int b = 1, c;', 'int c = a;', 'FILE *c = open(a), *d;'])(
    'stays when its line does more: %s',
    async (declaration) => {
      const text = `int add(int a)\n{\n\t${declaration}\n\treturn a;\n}\n`;
      expect(await cured(text, UNUSED(3, 13, 'c'))).toEqual(expect.any(String));
    },
  );

  it('stays when a slip below is what should have used it', async () => {
    const text = 'int add(int a)\n{\n\tint total;\n\tttal = a;\n\treturn total;\n}\n';
    const log = `a.c:4:9: error: ‘ttal’ undeclared (first use in this function); did you mean ‘total’?
    4 |         ttal = a;
      |         ^~~~
      |         total
a.c:3:13: error: unused variable ‘total’ [-Werror=unused-variable]
    3 |         int total;
      |             ^~~~~
`;
    expect(await cured(text, log)).toEqual({ 'a.c': text.replace('ttal', 'total') });
  });

  it('is no business of another language', async () => {
    expect(await cured('int c;\n', UNUSED(1, 5, 'c').replaceAll('a.c', 'a.txt'), 'a.txt')).toEqual(expect.any(String));
  });
});

describe('a head that was not read', () => {
  it('makes no slip of its parameter, however near another name is', async () => {
    const text =
      '#include <string>\n\nint best(const std::vector<int>& values) {\n  int value = 0;\n  for (int each : values) value = each;\n  return value;\n}\n';
    const log = [
      'a.cpp:3:21: error: ‘vector’ in namespace ‘std’ does not name a template type',
      '    3 | int best(const std::vector<int>& values) {',
      '      |                     ^~~~~~',
      'a.cpp:2:1: note: ‘std::vector’ is defined in header ‘<vector>’; did you forget to ‘#include <vector>’?',
      'a.cpp:3:27: error: expected ‘,’ or ‘...’ before ‘<’ token',
      'a.cpp:5:19: error: ‘values’ was not declared in this scope; did you mean ‘value’?',
      '',
    ].join('\n');

    expect(await cured(text, log, 'a.cpp')).toEqual({
      'a.cpp': text.replace('<string>\n', '<string>\n#include <vector>\n'),
    });
  });
});
