import { fixed } from '../../../../test/support/fix-plan';
import { pythonSyntax } from './python-syntax';

const of = (text: string, message: string) =>
  fixed(
    {
      files: { 'main.py': text },
      log: `  File "/home/runner/work/app/app/main.py", line 1\n    ${text.split('\n')[0] ?? ''}\n    ^\nSyntaxError: ${message}\n`,
    },
    [pythonSyntax],
  );
const PRINT = "Missing parentheses in call to 'print'. Did you mean print(...)?";

describe('one sign that Python misses', () => {
  it.each([
    ['a colon', 'def f(x)  # why\n    return x\n', "expected ':'", 'def f(x):  # why\n    return x\n'],
    ['brackets of print', 'print "a, b"\n', PRINT, 'print("a, b")\n'],
  ])('is put: %s', async (_name, text, message, after) => {
    expect(await of(text, message)).toEqual({ 'main.py': after });
  });

  it.each([
    ['the line ends no head of a block', 'x = 1 if y\n', "expected ':'"],
    ['the head goes on', 'def f(x,\n', "expected ':'"],
    ['there is a second print', 'print "a"\nprint "b"\n', PRINT],
    ['print has a stream', 'print >>out, "a"\n', PRINT],
  ])('is left to a person when %s', async (_name, text, message) => {
    expect(await of(text, message)).toEqual(expect.any(String));
  });
});
