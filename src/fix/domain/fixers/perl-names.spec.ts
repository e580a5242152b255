import { fixed } from '../../../../test/support/fix-plan';
import { perlNames } from './perl-names';

const FILE = 'lib/a.pl';
const script = (line: string): string => `use strict;\nmy ($total, @names) = (0);\n${line}\nprint $total;\n`;
const said = (name: string): string =>
  `Global symbol "${name}" requires explicit package name (did you forget to declare "my ${name}"?) at ${FILE} line 3.\n${FILE} had compilation errors.\n`;
const fix = (text: string, log: string) => fixed({ files: { [FILE]: text }, log }, [perlNames]);

describe('a variable that Perl does not know', () => {
  it('is written like the one declared above', async () => {
    expect(await fix(script('$totl += $totl + 1;'), said('$totl'))).toEqual({
      [FILE]: script('$total += $total + 1;'),
    });
  });

  it.each([
    ['no declared name is near', script('$count += 1;'), '$count'],
    ['the near name is of another kind', script('$nmes = 1;'), '$nmes'],
    ['it is an element of a list', script('$totl[0] = 1;'), '$totl'],
    ['it is declared below only', 'use strict;\n\n$totl = 1;\nmy $total = 2;\n', '$totl'],
    ['a text of several lines may hold it', `${script('$totl += 1;')}print <<END;\nEND\n`, '$totl'],
  ])('is left where %s', async (_why, text, name) => {
    expect(await fix(text, said(name))).toBe('no fixer knows a safe change for this failure');
  });
});
