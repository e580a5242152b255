import { fixed } from '../../../../test/support/fix-plan';
import { phpcsReport } from './phpcs-report';

const of = (text: string, ...rows: string[]) =>
  fixed(
    {
      files: { 'a.php': text },
      log: `\nFILE: /home/runner/work/app/app/a.php\n${'-'.repeat(70)}\nFOUND ${rows.length} ERRORS AFFECTING 1 LINES\n${'-'.repeat(70)}\n${rows.map((row) => ` ${row.replace(' | ', ' | ERROR | ')}\n`).join('')}${'-'.repeat(70)}\n`,
    },
    [phpcsReport],
  );

describe("PHP_CodeSniffer's report", () => {
  it("is done for a default's equals sign and a return type's colon, however much stands on the line", async () => {
    expect(
      await of(
        '<?php\nfunction f($a, $count=1, $b = 2) : int\n{\n    return $a == 1;\n}\n',
        '2 | [x] Incorrect spacing between argument "$count" and equals sign; expected 1 but found 0',
        '2 | [x] Incorrect spacing between default value and equals sign for argument "$count"; expected 1 but found 0',
        '2 | [x] There must not be a space before the colon in a return type declaration',
      ),
    ).toEqual({ 'a.php': '<?php\nfunction f($a, $count = 1, $b = 2): int\n{\n    return $a == 1;\n}\n' });
  });

  it('is left where the line compares the argument and gives it no default', async () => {
    expect(
      await of(
        '<?php\nreturn $count==1;\n',
        '2 | [x] Incorrect spacing between argument "$count" and equals sign; expected 1 but found 0',
      ),
    ).toBe('no fixer knows a safe change for this failure');
  });

  it('is done as phpcbf would, whole lines last', async () => {
    const text =
      '<?php\nnamespace App;\n\nclass A {\n    function add( $x,$y = NULL )\n    {\n        if($x==1){\n            $y=2 ;\n        }\n        else {\n            return TRUE;\n        }\n    }\n}\n';

    expect(
      await of(
        text,
        '1 | [x] Header blocks must be separated by a single blank line',
        '4 | [x] Opening brace of a class must be on the line after the definition',
        '5 | [ ] Visibility must be declared on method "add"',
        '5 | [x] Expected 0 spaces after opening parenthesis; 1 found',
        '5 | [x] Expected 1 space between comma and argument "$y"; 0 found',
        '5 | [x] TRUE, FALSE and NULL must be lowercase; expected "null" but found "NULL"',
        '5 | [x] Expected 0 spaces before closing parenthesis; 1 found',
        '7 | [x] Expected 1 space(s) after IF keyword; 0 found',
        '7 | [x] Expected at least 1 space before "=="; 0 found',
        '7 | [x] Expected at least 1 space after "=="; 0 found',
        '7 | [x] Expected 1 space(s) after closing parenthesis; found 0',
        '8 | [x] Expected at least 1 space before "="; 0 found',
        '8 | [x] Expected at least 1 space after "="; 0 found',
        '8 | [x] Space found before semicolon; expected "2;" but found "2 ;"',
        '9 | [x] Expected 1 space after closing brace; newline found',
        '11 | [x] TRUE, FALSE and NULL must be lowercase; expected "true" but found "TRUE"',
      ),
    ).toEqual({
      'a.php':
        '<?php\n\nnamespace App;\n\nclass A\n{\n    public function add($x, $y = null)\n    {\n        if ($x == 1) {\n            $y = 2;\n        } else {\n            return true;\n        }\n    }\n}\n',
    });
  });

  it.each([
    [
      'a row that phpcbf does not mark',
      '<?php\nclass a\n{\n}\n',
      '2 | [ ] Each class must be in a namespace of at least one level',
    ],
    [
      'two places where one is meant',
      '<?php\nif(a()){if(b()){c();}}\n',
      '2 | [x] Expected 1 space(s) after IF keyword; 0 found',
    ],
    [
      'a sign within a string',
      "<?php\n$a = 'x,$y';\n",
      '2 | [x] Expected 1 space between comma and argument "$y"; 0 found',
    ],
    ['a sniff that is not known', '<?php\n$a=1;\n', '2 | [x] Something else is to be done'],
  ])('is left to phpcbf for %s', async (_name, text, ...rows) => {
    expect(await of(text, ...rows)).toEqual(expect.any(String));
  });
});
