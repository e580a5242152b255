import { readFileSync } from 'node:fs';
import { fixed, planned } from '../../../../test/support/fix-plan';
import { actionlintFixes } from './actionlint';

const PATH = '.github/workflows/ci.yml';
const fix = (workflow: string, says: string) =>
  fixed({ files: { [PATH]: workflow }, log: `Checking 1 workflow file(s)...\n${says}\n` }, [actionlintFixes]);
const workflow = (job: string): string => `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n${job}`;
const STEPS = '    steps:\n      - run: make\n';

/** As actionlint 1.6 says it. */
const LONG = readFileSync('test/fixtures/recipes/open/logs/actionlint-context-name.log', 'utf8')
  .split('\n')
  .filter((line) => line.includes('evnt_name'))
  .slice(0, 1)
  .join('')
  .replace(':7:13', ':6:13');

describe('actionlint', () => {
  it.each([
    [
      'a misspelt key',
      `    concurency: x\n${STEPS}`,
      `${PATH}:5:5 unexpected key "concurency" for "job" section. expected one of "concurrency", "container", "env", "needs" [ syntax-check ]`,
      'concurency',
      'concurrency',
    ],
    [
      'a key with the wrong separator',
      `${STEPS}        working_directory: x\n`,
      `${PATH}:7:9 unexpected key "working_directory" for "step" section. expected one of "env", "shell", "with", "working-directory" [ syntax-check ]`,
      'working_directory',
      'working-directory',
    ],
    [
      'a property of a context',
      '    steps:\n      - run: echo ${{ github.sha }} ${{ github.reff }}\n',
      `${PATH}:6:39 property "reff" is not defined in object type {ref: string; event: object; sha: string} [ expression ]`,
      'reff',
      'ref',
    ],
    [
      'a member of the github context, whose type is as long as a line may be',
      "    steps:\n      - if: github.evnt_name == 'push'\n        run: make\n",
      LONG,
      'evnt_name',
      'event_name',
    ],
    [
      'the same where the log cuts it off',
      "    steps:\n      - if: github.evnt_name == 'push'\n        run: make\n",
      `${LONG.slice(0, 700)}${'x'.repeat(400)}`,
      'evnt_name',
      'event_name',
    ],
    [
      'a function, in its usual letters',
      "    steps:\n      - run: echo ${{ endWith(github.ref, 'x') }}\n",
      `${PATH}:6:23 undefined function "endwith". available functions are "contains", "endswith", "startswith" [ expression ]`,
      'endWith',
      'endsWith',
    ],
    [
      'a condition that is only half in its braces',
      "    if: ${{ a || b }} && ${{ github.ref }} == 'refs/heads/main'\n" + STEPS,
      `${PATH}:5:9 if: condition "\${{ a || b }} && \${{ github.ref }} == 'refs/heads/main'" is always evaluated to true because extra characters are around \${{ }} [ if-cond ]`,
      "${{ a || b }} && ${{ github.ref }} == 'refs/heads/main'",
      "${{ (a || b) && github.ref == 'refs/heads/main' }}",
    ],
    [
      'texts with double quotes in an expression',
      `    if: \${{ github.ref == "refs/heads/main" }}\n${STEPS}`,
      `${PATH}:5:27 got unexpected character '"' while lexing expression, expecting 'a'..'z'. do you mean string literals? only single quotes are available for string delimiter [ expression ]`,
      '"refs/heads/main"',
      "'refs/heads/main'",
    ],
    [
      'a job that is needed under another name',
      `    needs: [chek]\n${STEPS}  check:\n    runs-on: ubuntu-latest\n${STEPS}`,
      `${PATH}:3:3 job "build" needs job "chek" which does not exist in this workflow [ job-needs ]`,
      'chek',
      'check',
    ],
  ])('corrects %s', async (_what, job, says, wrong, right) => {
    const broken = workflow(job);

    const result = await fix(broken, says);

    expect(result).toEqual({ [PATH]: broken.replace(wrong, right) });
  });

  it('takes a label that differs by a slip, never one of another version unless that is its successor', async () => {
    const list =
      'available labels are "ubuntu-latest", "macos-11", "macos-latest". if it is a custom label for self-hosted runner, set list of labels in actionlint.yaml config file [ runner-label ]';
    const broken = workflow(STEPS);
    const slip = broken.replace('ubuntu-latest', 'ubuntu-lastest');
    const other = broken.replace('ubuntu-latest', 'macos-16');
    const retired = broken.replace('ubuntu-latest', 'macos-12');

    const corrected = await fix(slip, `${PATH}:4:14 label "ubuntu-lastest" is unknown. ${list}`);
    const left = await fix(other, `${PATH}:4:14 label "macos-16" is unknown. ${list}`);
    const followed = await fix(retired, `${PATH}:4:14 label "macos-12" is unknown. ${list}`);

    expect(corrected).toEqual({ [PATH]: broken });
    expect(left).toBe('no fixer knows a safe change for this failure');
    expect(followed).toEqual({ [PATH]: broken.replace('ubuntu-latest', 'macos-14') });
  });

  it('leaves the use of a matrix alone whose key was misspelt', async () => {
    const broken = workflow(
      '    strategy:\n      matrx:\n        os: [a]\n    steps:\n      - run: echo ${{ matrix.os }}\n',
    );
    const says = [
      `${PATH}:6:7 unexpected key "matrx" for "strategy" section. expected one of "fail-fast", "matrix", "max-parallel" [ syntax-check ]`,
      `${PATH}:9:23 property "os" is not defined in object type {} [ expression ]`,
    ].join('\n');

    const result = await fix(broken, says);

    expect(result).toEqual({ [PATH]: broken.replace('matrx', 'matrix') });
  });

  it('takes out an expression that is always empty only as a suggestion', async () => {
    const broken = workflow('    steps:\n      - run: echo ${{ matrix.os }}\n');
    const log = `${PATH}:6:23 property "os" is not defined in object type {} [ expression ]\n`;

    const plan = await planned({ files: { [PATH]: broken }, log }, [actionlintFixes]);

    expect(plan).toMatchObject({ outcome: 'patch', safety: 'suggestion' });
  });

  it.each([
    [
      'a step that does not exist',
      'echo ${{ steps.w.outputs.x }}',
      'property "w" is not defined in object type {v: {outputs: object}}',
    ],
    [
      'an empty expression inside a word',
      'echo app-${{ matrix.os }}',
      'property "os" is not defined in object type {}',
    ],
  ])('declines %s', async (_what, run, message) => {
    const broken = workflow(`    steps:\n      - run: ${run}\n`);
    const column = broken.split('\n')[5]?.indexOf('${{') ?? 0;

    const result = await fix(broken, `${PATH}:6:${column + 5} ${message} [ expression ]`);

    expect(result).toBe('no fixer knows a safe change for this failure');
  });

  it('says a key once that is said twice alike, and declines when the values differ', async () => {
    const says = `${PATH}:8:9 key "name" is duplicate in element of "steps" section. previously defined at line:7,col:9. note that key names are case insensitive [ syntax-check ]`;
    const broken = workflow(`${STEPS}        name: a\n        name: a\n`);

    const once = await fix(broken, says);
    const differing = await fix(broken.replace('name: a\n        name: a', 'name: a\n        name: b'), says);

    expect(once).toEqual({ [PATH]: workflow(`${STEPS}        name: a\n`) });
    expect(differing).toBe('no fixer knows a safe change for this failure');
  });

  it('writes to the file instead of a removed command, in that script only', async () => {
    const broken = workflow(
      '    steps:\n      - id: v\n        run: |\n          echo "::set-output name=day::$(date)"\n          echo ::set-output name=n::1\n',
    );
    const log = `${PATH}:7:14 workflow command "set-output" was deprecated. use \`echo "{name}={value}" >> $GITHUB_OUTPUT\` instead: see https://docs.github.com/ [ deprecated-commands ]`;

    const result = await fix(broken, log);

    expect(result).toEqual({
      [PATH]: broken
        .replace('"::set-output name=day::$(date)"', '"day=$(date)" >> "$GITHUB_OUTPUT"')
        .replace('::set-output name=n::1', '"n=1" >> "$GITHUB_OUTPUT"'),
    });
  });
});
