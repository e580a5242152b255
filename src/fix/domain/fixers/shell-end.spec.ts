import { fixed } from '../../../../test/support/fix-plan';
import { shellEnd } from './shell-end';

const of = (text: string, from = '') =>
  fixed({ files: { 'run.sh': text }, log: `run.sh: line 9: syntax error: unexpected end of file${from}\n` }, [
    shellEnd,
  ]);

it.each([
  ['an if', '#!/bin/bash\nif [ -n "$1" ]; then\n  echo yes\n', 'fi', ''],
  ['with an else', '#!/bin/sh\nif test -f a\nthen\n  cat a\nelse\n  echo none\n', 'fi', " from `if' command on line 2"],
  [
    'a loop around whole ones',
    'for f in *.c; do\n  if test -f "$f"; then cc "$f"; fi\n  while read -r l; do echo "$l"; done\n',
    'done',
    '',
  ],
  ['a case', 'echo "$1"\ncase "$1" in\n  a) echo a ;;\n', 'esac', " from `case' command on line 2"],
])('%s is closed', async (_, text, end, from) => {
  expect(await of(text, from)).toEqual({ 'run.sh': `${text}${end}\n` });
});

it.each([
  ['two are open', 'if a; then\n  if b; then\n    c\n'],
  ['something stands behind it at the margin', 'if a; then\n  b\necho done with it\n'],
  ['a string is open', 'echo "a\nif b; then\n  c\n'],
  ['a here-document is there', 'if a; then\n  cat <<EOF\nx\n'],
  ['a function is open', 'f() {\n  if a; then\n    b\n  fi\n'],
  ['one is closed at another margin', 'if a; then\n  if b; then\n    c\nfi\n'],
])('left alone when %s', async (_, text) => {
  expect(await of(text)).toEqual(expect.any(String));
});
