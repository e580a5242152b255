import { fixed } from '../../../../test/support/fix-plan';
import { pythonLint } from './python-lint';

const of = (text: string, ...log: string[]) =>
  fixed({ files: { 'a.py': text }, log: `${log.join('\n')}\n` }, [pythonLint]);

describe('python style as checkers report it', () => {
  it.each([
    [
      'lines within brackets',
      'def total(\n    first,\n    second):\n    values = [\n        first,\n        second,\n      ]\n    return sum(values,\n        0)\n',
      [
        'a.py:2:5: E125 continuation line with same indent as next logical line',
        'a.py:7:7: E124 closing bracket does not match visual indentation',
        'a.py:9:9: E128 continuation line under-indented for visual indent',
      ],
      'def total(\n        first,\n        second):\n    values = [\n        first,\n        second,\n    ]\n    return sum(values,\n               0)\n',
    ],
    [
      'a lambda given a name, with the blank line its def needs',
      'def area(w):\n    b = w\n    d = lambda: b\n    return d\n',
      ['a.py:3:5: E731 do not assign a lambda expression, use a def'],
      'def area(w):\n    b = w\n\n    def d():\n        return b\n    return d\n',
    ],
    [
      'a blank before a semicolon that goes',
      'a = 1 ;\nprint(a)\n',
      ["a.py:1:6: E203 whitespace before ';'", 'a.py:1:7: E703 statement ends with a semicolon'],
      'a = 1\nprint(a)\n',
    ],
    [
      'two statements of a line',
      'a = f(";", [1]); b = 2\nprint(a, b)\n',
      ['a.py:1:16: E702 multiple statements on one line (semicolon)'],
      'a = f(";", [1])\nb = 2\nprint(a, b)\n',
    ],
    [
      'tabs',
      'def f(x):\n\tif x:\n\t\treturn """\n\tkept"""\n\treturn 1\n',
      [2, 3, 5].map((line) => `a.py:${line}:1: W191 indentation contains tabs`),
      'def f(x):\n    if x:\n        return """\n\tkept"""\n    return 1\n',
    ],
    [
      'a comment at no level',
      'def f():\n  # why\n    return 1\n',
      ['a.py:2:3: E116 unexpected indentation (comment)'],
      'def f():\n    # why\n    return 1\n',
    ],
    [
      'what pylint finds needless, together',
      '"""Doc."""\n\n\nclass Box(object):\n    """Doc."""\n\n    def __init__(self):\n        super(Box, self).__init__()\n        self.items = []\n\n    def size(self):\n        """Doc."""\n        if (self.items):\n            return 1\n        else:\n            return 0\n',
      [
        '************* Module a',
        "a.py:13:0: C0325: Unnecessary parens after 'if' keyword (superfluous-parens)",
        "a.py:4:0: R0205: Class 'Box' inherits from object, can be safely removed from bases in python3 (useless-object-inheritance)",
        'a.py:8:8: R1725: Consider using Python 3 style super() without arguments (super-with-arguments)',
        'a.py:13:8: R1705: Unnecessary "else" after "return", remove the "else" and de-indent the code inside it (no-else-return)',
      ],
      '"""Doc."""\n\n\nclass Box:\n    """Doc."""\n\n    def __init__(self):\n        super().__init__()\n        self.items = []\n\n    def size(self):\n        """Doc."""\n        if self.items:\n            return 1\n        return 0\n',
    ],
  ])('mends %s', async (_name, before, log, after) => {
    expect(await of(before, ...log)).toEqual({ 'a.py': after });
  });

  it.each([
    [
      'a finding beside them that has no one cure',
      'import os\nx = f(1)\n',
      "a.py:1:1: F401 'os' imported but unused",
      "a.py:1:1: C901 'f' is too complex (12)",
    ],
    [
      'tabs and blanks in one indentation',
      'if x:\n\t  y = 1\n',
      'a.py:2:1: E101 indentation contains mixed spaces and tabs',
    ],
    [
      'brackets that hold a tuple',
      'for a in (1, 2):\n    print(a)\n',
      "a.py:1:0: C0325: Unnecessary parens after 'in' keyword (superfluous-parens)",
    ],
    [
      'a rule that ruff does not find there',
      'x = 1\n',
      'a.py:1:4: R0205: Class inherits from object (useless-object-inheritance)',
    ],
    [
      'statements of a block on one line',
      'if x: a = 1; b = 2\n',
      'a.py:1:12: E702 multiple statements on one line (semicolon)',
    ],
  ])('leaves %s alone', async (_name, before, ...log) => {
    expect(await of(before, ...log)).toEqual(expect.any(String));
  });
});
