import { newMistakes, refusals } from './compare';

const workflow = (step: string): string => `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${step}`;
const rulesOf = async (before: string | null, after: string): Promise<string[]> =>
  (await newMistakes('workflow', before, after)).map(({ line, rule }) => `${line} ${rule}`);

describe('what a change makes worse', () => {
  it('is nothing when old mistakes only move', async () => {
    const before = workflow('      - run: x\n        shel: bash\n');

    expect(await rulesOf(before, `# a line\n${before}`)).toEqual([]);
  });

  it('is a mistake that the file had not', async () => {
    const before = workflow('      - run: x\n');

    expect(await rulesOf(before, workflow('      - run: x\n        shel: bash\n'))).toEqual(['7 syntax-check']);
  });

  it('is one more of a mistake that the file had', async () => {
    const one = '      - run: x\n        shel: bash\n';

    expect(await rulesOf(workflow(one), workflow(one + one))).toEqual(['9 syntax-check']);
  });

  it('of a text that was no YAML is only what still keeps it from running', async () => {
    const before = workflow('      - run: "x\n');

    expect(await rulesOf(before, workflow('      - run: "x"\n      - uses: actions/checkout@v2\n'))).toEqual([]);
    expect(await rulesOf(before, workflow('      - run: "x"\n        shel: y\n'))).toEqual(['7 syntax-check']);
  });

  it('of a new file is all there is', async () => {
    expect(await rulesOf(null, workflow('      - uses: actions/checkout@v2\n'))).toEqual(['6 action']);
  });
});

describe('what a forge refuses a file for', () => {
  it('is not an action that is too old', () => {
    const finding = { line: 1, column: 1, message: '' };

    expect(
      refusals([
        { ...finding, rule: 'action' },
        { ...finding, rule: 'expression' },
      ]),
    ).toEqual([{ ...finding, rule: 'expression' }]);
  });
});
