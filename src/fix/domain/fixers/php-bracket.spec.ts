import { fixed } from '../../../../test/support/fix-plan';
import { phpBracket } from './php-bracket';

const of = (line: string, unexpected: string, expecting: string) =>
  fixed(
    {
      files: { 'a.php': `<?php\n\n${line}\n` },
      log: `PHP Parse error:  syntax error, unexpected ${unexpected}, expecting "${expecting}" in a.php on line 3\nErrors parsing a.php\n`,
    },
    [phpBracket],
  );

it.each([
  ['$all = [1, 2, $a;', 'token ";"', ']', '$all = [1, 2, $a];'],
  ['$all = f([1, 2, $a);', 'token ")"', ']', '$all = f([1, 2, $a]);'],
  ['$all = ["a;", \'[\', $b ;', 'token ";"', ']', '$all = ["a;", \'[\', $b] ;'],
  ['if (is_null($a) {', 'token "{"', ')', 'if (is_null($a)) {'],
])('%s gets the sign PHP expects', async (line, unexpected, expecting, cured) => {
  expect(await of(line, unexpected, expecting)).toEqual({ 'a.php': `<?php\n\n${cured}\n` });
});

it.each([
  ['opened on a line above', '2, $a;', 'token ";"', ']'],
  ['two places', 'f([1; 2;', 'token ";"', ']'],
  ['another thing is wanted', '$a = 1 2;', 'integer "2"', ';'],
])('left alone: %s', async (_, line, unexpected, expecting) => {
  expect(await of(line, unexpected, expecting)).toEqual(expect.any(String));
});
