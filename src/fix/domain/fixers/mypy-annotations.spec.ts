import { fixed } from '../../../../test/support/fix-plan';
import { mypyAnnotations } from './mypy-annotations';

const of = (text: string, ...messages: string[]) =>
  fixed(
    {
      files: { 'a.py': text },
      log: `${messages.map((each) => `a.py:${each}\n`).join('')}Found ${messages.length} errors in 1 file (checked 1 source file)\n`,
    },
    [mypyAnnotations],
  );
const RETURN = 'error: Function is missing a return type annotation  [no-untyped-def]';
const DEFAULT =
  'error: Incompatible default for argument "name" (default has type "None", argument has type "str")  [assignment]';

describe('annotations that mypy asks for', () => {
  it.each([
    [
      'nothing returned',
      'def log(text: str):  # why\n    print(text)\n    return\n',
      `1: ${RETURN}`,
      'def log(text: str) -> None:  # why\n    print(text)\n    return\n',
    ],
    [
      'None by default',
      'from typing import List\n\n\ndef f(a: List[int], name: str = None) -> None:\n    print(a, name or 1)\n',
      `4: ${DEFAULT}`,
      null,
    ],
    [
      'a needless cast',
      'from typing import cast\n\nx: int = 1\ny = cast(int, x)\n',
      '4: error: Redundant cast to "int"  [redundant-cast]',
      'from typing import cast\n\nx: int = 1\ny = x\n',
    ],
  ])('are written: %s', async (_name, text, message, after) => {
    const result = await of(text, message);

    if (after !== null) expect(result).toEqual({ 'a.py': after });
    else
      expect(result).toEqual({
        'a.py': expect.stringMatching(/Optional[\s\S]*name: Optional\[str\] = None/) as string,
      });
  });

  it.each([
    ['a value is returned', 'def f(x: int):\n    if x:\n        return x\n', `1: ${RETURN}`],
    ['an argument has no type', 'def f(x):\n    print(x)\n', `1: ${RETURN}`],
    ['it is a generator', 'def f(x: int):\n    yield x\n', `1: ${RETURN}`],
    ['a body is left to others', 'def f(x: int):\n    raise NotImplementedError\n', `1: ${RETURN}`],
    [
      'the type is not plain',
      'def f(name: "Callable[[int], str]" = None) -> None:\n    print(name)\n',
      `1: ${DEFAULT}`,
    ],
  ])('are left to a person when %s', async (_name, text, message) => {
    expect(await of(text, message)).toEqual(expect.any(String));
  });
});
