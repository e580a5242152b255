import { diagnose } from './diagnose';
import type { Diagnosis } from './diagnosis.types';

/** What real logs do to a reader, one test each. */
function read(...lines: readonly string[]): Diagnosis {
  const job = { name: 'check', conclusion: 'failure', failedSteps: [], log: lines.join('\n'), truncated: false };
  return diagnose({ repositoryPath: 'acme/shop', workflowName: 'ci', jobs: [job] });
}
const places = ({ issues }: Diagnosis): unknown[] => issues.map(({ file, line }) => [file, line]);
const END = '##[error]Process completed with exit code 1.';
const TSC = "src/a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.";

describe('traps in real logs', () => {
  it('an error text in the script that Actions echoes is source, not output', () => {
    const script = '\u001b[36;1mecho "src/trap.ts(1,1): error TS1005: no"\u001b[0m';

    expect(places(read('##[group]Run check', script, '##[endgroup]', TSC, END))).toEqual([['src/a.ts', 3]]);
  });

  it('`gh run view --log` puts job and step before each line', () => {
    const prefixed = [TSC, END].map((line) => `check\tRun npm test\t2026-03-05T09:14:07.1234567Z ${line}`);

    expect(places(read(...prefixed))).toEqual([['src/a.ts', 3]]);
  });

  it('a byte order mark stands before the first time stamp', () => {
    const stamped = [TSC, END].map((line) => `2026-03-05T09:14:07.1234567Z ${line}`);

    expect(places(read(`\uFEFF${stamped[0] ?? ''}`, stamped[1] ?? ''))).toEqual([['src/a.ts', 3]]);
  });

  it('text pasted from the page has no stamps and says `Error:` for the marker', () => {
    const pasted = read('Run npm test', TSC, 'Error: Process completed with exit code 1.');

    expect(places(pasted)).toEqual([['src/a.ts', 3]]);
    expect(pasted.exitCode).toBe(1);
  });

  it('progress draws over itself with bare carriage returns; where there is nothing else, they end lines', () => {
    const drawn = read(`fetching 10 %\rfetching 90 %\r${TSC}`, END);
    const bare = read(`${'fetching\r'.repeat(3000)}${TSC}\r${END}`);

    expect(drawn.issues.map(({ evidence }) => evidence.firstLine)).toEqual([1]);
    expect(bare.issues.map(({ evidence }) => evidence.firstLine)).toEqual([3001]);
  });

  it('the same mistake through compiler and linter is one cause', () => {
    const { issues } = read('./main.go:5:2: undefined: os', 'main.go:5:2: undeclared name: os (compile)', END);

    expect(issues).toHaveLength(1);
  });

  it('Maven prints each compile error twice', () => {
    const error = '[ERROR] /home/runner/work/shop/shop/src/main/java/acme/Cart.java:[12,9] cannot find symbol';

    const { issues } = read(
      '[ERROR] COMPILATION ERROR : ',
      error,
      '[INFO] 1 error',
      '[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.11.0:compile: Compilation failure',
      error,
      END,
    );

    expect(issues.filter(({ line }) => line === 12)).toHaveLength(1);
  });

  it('a full disk is the cause, not what fails after it', () => {
    const noise = Array.from({ length: 300 }, (_, index) => `[ERROR] cannot write target/classes/C${index}.class`);

    const full = read('java.io.IOException: No space left on device', ...noise, END);

    expect(full.class).toBe('infra');
    expect(full.evidence[0]?.firstLine).toBe(1);
  });

  it('trouble of the clean-up after the job is not the cause', () => {
    const cleaned = read(
      TSC,
      END,
      'Post job cleanup.',
      '##[warning]Failed to save cache',
      'fatal: not a git repository',
    );

    expect(cleaned.class).toBe('type-check');
    expect(cleaned.evidence[0]?.firstLine).toBe(1);
  });

  it.each(['npm ERR!', 'npm error'])('npm says %s', (prefix) => {
    const npm = read(
      `${prefix} code ERESOLVE`,
      `${prefix} ERESOLVE unable to resolve dependency tree`,
      `${prefix} Could not resolve dependency:`,
      `${prefix} peer react@"^17" from old-widget@1.0.0`,
      END,
    );

    expect(npm.class).toBe('dependency');
  });

  it.each([
    'error: the lock file /work/Cargo.lock needs to be updated but --locked was passed to prevent this',
    'error: cannot update the lock file /work/Cargo.lock because --locked was passed to prevent this',
  ])('cargo says in its words of the day: %s', (words) => {
    expect(read('    Updating crates.io index', words, END).class).toBe('dependency');
  });

  it('Terraform draws boxes, with the place in a sentence', () => {
    const boxed = read(
      '╷',
      '│ Error: Unsupported argument',
      '│ ',
      '│   on main.tf line 6, in resource "aws_s3_bucket" "logs":',
      '│    6:   bukcet = "logs"',
      '│ ',
      '│ An argument named "bukcet" is not expected here.',
      '╵',
      END,
    );

    expect(places(boxed)).toEqual([['main.tf', 6]]);
  });

  it('one line of 188,588 characters hides nothing behind it', () => {
    const long = '{"a":1},'.repeat(23_574).slice(0, 188_588);

    expect(places(read(long, TSC, END))).toEqual([['src/a.ts', 3]]);
  });

  it.each([
    ['./main.go:5:2: undefined: os', 'main.go', 5],
    ['main.go:5:2: undefined: os', 'main.go', 5],
    ['vet: ./main.go:7: missing return', 'main.go', 7],
  ])('Go names files with and without a slash or a column: %s', (line, file, at) => {
    expect(places(read('# acme/shop', line, END))).toEqual([[file, at]]);
  });

  it('a Python traceback names its place two lines above its words', () => {
    const { issues } = read(
      'Traceback (most recent call last):',
      '  File "/home/runner/work/shop/shop/src/cart.py", line 4, in <module>',
      '    total()',
      "NameError: name 'total' is not defined",
      END,
    );

    expect(issues.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['src/cart.py', 4, expect.stringContaining("name 'total' is not defined")],
    ]);
  });
});
