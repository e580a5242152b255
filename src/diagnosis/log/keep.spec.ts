import { diagnose } from '../diagnose';
import { LogReader } from './reader';
import type { ParsedLog } from './log.types';

/** Reads a log of `lines` lines, each as `lineAt` says. */
function read(lines: number, lineAt: (number: number) => string): ParsedLog {
  const reader = new LogReader();
  for (let from = 1; from <= lines; from += 1000) {
    const rows = Array.from({ length: Math.min(1000, lines - from + 1) }, (_, at) => lineAt(from + at));
    reader.push(`${rows.join('\n')}\n`);
  }
  return reader.finish();
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A word of its own for each number, so that no two lines are of one kind. */
function wordOf(number: number): string {
  return String(number).replace(/\d/g, (digit) => LETTERS[Number(digit)] ?? '');
}

describe('the reader of a log of 10 to 20 MB', () => {
  const TOTAL = 250_000;
  /** Of the longer lines of the flood. */
  const FEWER = 75_000;
  const quiet = (number: number): string =>
    `copied the file number ${number} of many to its place in the folder ${wordOf(number)}`;
  const issuesOf = (parsed: ParsedLog) =>
    diagnose({
      repositoryPath: '',
      workflowName: '',
      jobs: [{ name: 'job', conclusion: 'failure', failedSteps: [], log: null, truncated: false, parsed }],
    }).issues.map(({ tool, file, line }) => ({ tool, file, line }));

  it('finds one error in its quiet middle', () => {
    const log = read(TOTAL, (number) =>
      number === TOTAL / 2 ? "src/price.ts(3,5): error TS2322: Type 'string' is no 'number'." : quiet(number),
    );

    expect(log.dropped).toBeGreaterThan(TOTAL / 2);
    expect(issuesOf(log)).toEqual([{ tool: 'tsc', file: 'src/price.ts', line: 3 }]);
  });

  it('finds a complaint in its middle that has no word of alarm in it', () => {
    const log = read(TOTAL, (number) => (number === TOTAL / 2 ? '[warn] src/price.ts' : quiet(number)));

    expect(issuesOf(log)).toEqual([{ tool: 'prettier', file: 'src/price.ts', line: 1 }]);
  });

  it('lets a finding stay where everything else cries of errors too', () => {
    const log = read(FEWER, (number) =>
      number === FEWER / 2
        ? "src/price.ts(3,5): error TS2322: Type 'string' is no 'number'."
        : `Error while reading ${wordOf(number)}, which could not be reached and was left out without harm to anybody`,
    );

    expect(log.dropped).toBeGreaterThan(FEWER / 2);
    expect(issuesOf(log)).toContainEqual({ tool: 'tsc', file: 'src/price.ts', line: 3 });
  });
});

describe('what is kept of a log', () => {
  const keptOf = ({ lines }: ParsedLog): number => lines.reduce((sum, { text }) => sum + text.length, 0);

  it.each([
    ['that says nothing', (number: number) => `copied the file number ${number} to the folder ${wordOf(number)}`],
    ['that cries all the time', (number: number) => `Error: could not read ${wordOf(number)}, ${'x'.repeat(50)}`],
    [
      'of steps without end',
      (number: number) => `##[group]Run step ${wordOf(number)}\n##[endgroup]\nerror: ${wordOf(number)}`,
    ],
    ['of one group without end', (number: number) => (number === 1 ? '##[group]Run make' : `made ${wordOf(number)}`)],
    ['of long lines', (number: number) => `${wordOf(number)} ${'error '.repeat(30)}`],
  ])('%s is no more of a longer one', (_, lineAt) => {
    const [few = 0, many = 0] = [10_000, 40_000].map((total) => {
      const reader = new LogReader(100_000);
      for (let number = 1; number <= total; number += 1) reader.push(`${lineAt(number)}\n`);
      const log = reader.finish();
      expect(log.lines.at(-1)?.number).toBe(log.lines.length + log.dropped);
      return keptOf(log);
    });

    expect(many).toBeLessThan(few * 1.25);
  });
});
