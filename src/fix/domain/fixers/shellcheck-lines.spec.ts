import { fixed } from '../../../../test/support/fix-plan';
import { shellcheckLines } from './shellcheck-lines';

const of = (body: string, ...findings: string[]) =>
  fixed({ files: { 'a.sh': `#!/bin/bash\n${body}` }, log: findings.map((each) => `a.sh:${each}\n`).join('') }, [
    shellcheckLines,
  ]);

describe("shellcheck's findings", () => {
  it.each([
    [
      'several of a line',
      'n=`wc -l < $f`\n',
      ['2:3: note: Use $(...) notation. [SC2006]', '2:12: note: Double quote. [SC2086]'],
      'n=$(wc -l < "$f")\n',
    ],
    [
      'a read and a sum',
      'read line\necho $(( $line + ${n} ))\n',
      [
        '2:1: note: read without -r. [SC2162]',
        '3:10: note: $/${} is unnecessary. [SC2004]',
        '3:18: note: $/${} is unnecessary. [SC2004]',
      ],
      'read -r line\necho $(( line + n ))\n',
    ],
    [
      'a test',
      'if [ "$1" == x ]; then :; fi\n',
      ['2:11: warning: == is undefined. [SC3014]'],
      'if [ "$1" = x ]; then :; fi\n',
    ],
    [
      'a status',
      'make all\nif [ $? -ne 0 ]; then\n  exit 1\nfi\n',
      ['3:6: note: Check exit code directly. [SC2181]'],
      'if ! make all; then\n  exit 1\nfi\n',
    ],
    [
      'a status masked',
      'f() {\n  local x=$(date)\n  echo "$x"\n}\nexport A="$(f)"\n',
      [
        '3:9: warning: Declare and assign separately. [SC2155]',
        '6:8: warning: Declare and assign separately. [SC2155]',
      ],
      'f() {\n  local x\n  x=$(date)\n  echo "$x"\n}\nA="$(f)"\nexport A\n',
    ],
    [
      'a join of tests',
      'if [ -f a -a -f b ]; then :; fi\n',
      ['2:11: warning: Prefer [ p ] && [ q ]. [SC2166]'],
      'if [ -f a ] && [ -f b ]; then :; fi\n',
    ],
  ])('are cured: %s', async (_name, body, findings, after) => {
    expect(await of(body, ...findings)).toEqual({ 'a.sh': `#!/bin/bash\n${after}` });
  });

  it.each([
    [
      'a rule beside them has no one cure',
      'for f in `ls`; do echo $f; done\n',
      [
        '2:10: error: Iterating over ls output is fragile. [SC2045]',
        '2:10: note: Use $(...). [SC2006]',
        '2:24: note: Double quote. [SC2086]',
      ],
    ],
    [
      'what was run is not plain',
      'a && b\nif [ $? -ne 0 ]; then exit; fi\n',
      ['3:6: note: Check exit code directly. [SC2181]'],
    ],
    ['it stands within quotes', 'echo "a $x"\n', ['2:9: note: Double quote. [SC2086]']],
    ['tabs move the columns', '\techo $x\n', ['2:14: note: Double quote. [SC2086]']],
    [
      'more is declared at once',
      'export A=$(a) B=$(b)\n',
      [
        '2:8: warning: Declare and assign separately. [SC2155]',
        '2:15: warning: Declare and assign separately. [SC2155]',
      ],
    ],
  ])('are left alone when %s', async (_name, body, findings) => {
    expect(await of(body, ...findings)).toEqual(expect.any(String));
  });
});
