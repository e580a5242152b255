import { fixed } from '../../../../test/support/fix-plan';
import { pythonNames } from './python-names';

const mypy = (text: string, message: string) =>
  fixed(
    { files: { 'a.py': text }, log: `a.py:2: error: ${message}\nFound 1 error in 1 file (checked 1 source file)\n` },
    [pythonNames],
  );
const CALL = 'def f(x: str) -> str:\n    return x.stripp()\n';

describe('names that Python and mypy find near', () => {
  it.each([
    ['the only one', CALL, '"str" has no attribute "stripp"; maybe "strip"?  [attr-defined]'],
    [
      'the nearest of several',
      CALL,
      '"str" has no attribute "stripp"; maybe "strip", "lstrip", or "rstrip"?  [attr-defined]',
    ],
  ])('are written: %s', async (_name, text, message) => {
    expect(await mypy(text, message)).toEqual({ 'a.py': text.replace('stripp', 'strip') });
  });

  it.each([
    [
      'two are as near',
      'def f(x: str) -> str:\n    return x.astrip()\n',
      '"str" has no attribute "astrip"; maybe "lstrip" or "rstrip"?  [attr-defined]',
    ],
    [
      'it stands twice on the line',
      'def f(x: str) -> str:\n    return x.stripp() + x.stripp()\n',
      '"str" has no attribute "stripp"; maybe "strip"?  [attr-defined]',
    ],
    ['none is named', CALL, '"str" has no attribute "stripp"  [attr-defined]'],
  ])('are left alone when %s', async (_name, text, message) => {
    expect(await mypy(text, message)).toEqual(expect.any(String));
  });
});
