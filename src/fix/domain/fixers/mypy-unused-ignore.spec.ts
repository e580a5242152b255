import { fixed } from '../../../../test/support/fix-plan';
import { mypyUnusedIgnore } from './mypy-unused-ignore';

const of = (text: string) =>
  fixed(
    {
      files: { 'a.py': text },
      log: 'a.py:1: error: Unused "type: ignore" comment  [unused-ignore]\nFound 1 error in 1 file (checked 1 source file)\n',
    },
    [mypyUnusedIgnore],
  );

describe("mypy's unused ignores", () => {
  it.each([
    ['x: int = 1  # type: ignore\n', 'x: int = 1\n'],
    ['x: int = 1  # type: ignore[attr-defined, misc]\ny = 2\n', 'x: int = 1\ny = 2\n'],
  ])('go: %j', async (text, after) => {
    expect(await of(text)).toEqual({ 'a.py': after });
  });

  it.each([['x = 1  # type: ignore  # noqa\n'], ['x = "# type: ignore"  # why\n'], ['x = 1\n']])(
    'stay: %j',
    async (text) => {
      expect(await of(text)).toEqual(expect.any(String));
    },
  );
});
