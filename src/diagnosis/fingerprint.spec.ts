import fc from 'fast-check';
import { diagnose } from './diagnose';
import type { JobInput } from './diagnosis.types';
import { normaliseJob, normaliseLine } from './log/normalise';

interface Weather {
  readonly second: number;
  readonly port: number;
  readonly sha: string;
  readonly temporary: string;
  readonly duration: number;
  readonly uuid: string;
  readonly swap: boolean;
  readonly cell: string;
  readonly workspace: string;
}

const hex = fc.constantFrom(...Array.from('0123456789abcdef'));
const weather: fc.Arbitrary<Weather> = fc.record({
  second: fc.nat(86_399),
  port: fc.integer({ min: 1024, max: 65_535 }),
  // A SHA of seven characters or more without any digit or letter is a word or a number; one of each makes it a SHA.
  sha: fc.string({ unit: hex, minLength: 38, maxLength: 38 }).map((text) => `a1${text}`),
  temporary: fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019_-')), minLength: 4, maxLength: 12 }),
  duration: fc.integer({ min: 1, max: 99_999 }),
  uuid: fc.uuid(),
  swap: fc.boolean(),
  cell: fc.constantFrom('test', 'test (20)', 'test (22, ubuntu-latest)', 'test (18, windows-latest, false)'),
  workspace: fc.constantFrom(
    '/home/runner/work/shop/shop/',
    '/__w/shop/shop/',
    '/Users/runner/work/shop/shop/',
    '/opt/actions-runner/_work/shop/shop/',
    '/home/travis/build/acme/shop/',
    '/home/circleci/project/',
    '/home/vsts/work/1/s/',
    'D:/a/shop/shop/',
  ),
});

/** A failing job's log as that day's weather leaves it; `message` is the cause. */
function jobOf(sky: Weather, message: string, tool: (sky: Weather, message: string) => readonly string[]): JobInput {
  const stamp = (index: number): string =>
    `${new Date(Date.UTC(2026, 2, 5) + sky.second * 1000 + index).toISOString()} `;
  const body = tool(sky, message);
  const output = sky.swap ? [...body].reverse() : body;
  const lines = ['##[group]Run npm test', '\u001b[36;1mnpm test\u001b[0m', '##[endgroup]', ...output];
  const log = [...lines, '##[error]Process completed with exit code 1.']
    .map((line, index) => stamp(index) + line)
    .join('\n');
  return {
    name: sky.cell,
    conclusion: 'failure',
    failedSteps: [{ number: 3, name: 'Run npm test' }],
    log,
    truncated: false,
  };
}

const ERROR_LINES = (sky: Weather, message: string): readonly string[] => [
  `Error: connect ECONNREFUSED 127.0.0.1:${sky.port} after ${sky.duration}ms`,
  `FAILED in ${sky.duration} ms: ${message} (request ${sky.uuid})`,
  `fatal: could not read ${sky.workspace}config/app.yml at ${sky.sha}`,
  `Error: cannot write /tmp/${sky.temporary}/out.json`,
];
const ISSUES = (sky: Weather, message: string): readonly string[] => [
  `${sky.workspace}src/a.ts(${(sky.port % 90) + 1},${(sky.duration % 70) + 1}): error TS2322: ${message}`,
  `src/b.ts(${(sky.duration % 90) + 1},2): error TS2304: Cannot find name 'open2'.`,
];

const printOf = (...jobs: JobInput[]): string =>
  diagnose({ repositoryPath: 'acme/shop', workflowName: 'ci', jobs }).fingerprint;

describe('fingerprint', () => {
  it.each([
    ['error lines', ERROR_LINES],
    ['issues of a tool', ISSUES],
  ])('stays the same whatever the weather (%s)', (_, tool) => {
    const check = fc.property(weather, weather, (one, other) => {
      expect(printOf(jobOf(one, "No overload for 'total'", tool))).toBe(
        printOf(jobOf(other, "No overload for 'total'", tool)),
      );
    });

    fc.assert(check, { numRuns: 300, seed: 20260305 });
  });

  it.each([
    ['error lines', ERROR_LINES],
    ['issues of a tool', ISSUES],
  ])('tells different messages apart (%s)', (_, tool) => {
    const word = fc.string({
      unit: fc.constantFrom(...Array.from('ghijklmnopqrstuvwxyz')),
      minLength: 3,
      maxLength: 12,
    });
    const check = fc.property(weather, word, word, (sky, one, other) => {
      fc.pre(one !== other);
      expect(printOf(jobOf(sky, `Missing '${one}'`, tool))).not.toBe(printOf(jobOf(sky, `Missing '${other}'`, tool)));
    });

    fc.assert(check, { numRuns: 300, seed: 20260305 });
  });

  it('is that of the first file where a formatter lists several', () => {
    const listing = (...files: string[]): string =>
      printOf({
        name: 'lint',
        conclusion: 'failure',
        failedSteps: [{ number: 3, name: 'Run prettier' }],
        log: [
          'Checking formatting...',
          ...files.map((file) => `[warn] ${file}`),
          '[warn] Code style issues found',
        ].join('\n'),
        truncated: false,
      });

    const prints = [listing('src/a.ts'), listing('src/a.ts', 'src/b.ts'), listing('src/b.ts')];

    expect(prints[0]).toBe(prints[1]);
    expect(prints[0]).not.toBe(prints[2]);
  });

  it('is one on Windows and elsewhere', () => {
    const [sky] = fc.sample(weather, { numRuns: 1, seed: 3 });
    const onLinux = { ...sky, workspace: '/home/runner/work/shop/shop/' } as Weather;
    const log = jobOf(onLinux, "No overload for 'total'", ISSUES);
    const text = log.log?.replaceAll('/home/runner/work/shop/shop/src/', 'D:\\a\\shop\\shop\\src\\') ?? '';

    const windows = printOf({ ...log, log: text.replaceAll('src/b.ts', 'src\\b.ts') });

    expect(windows).toBe(printOf(log));
  });

  it('is one for all cells of a matrix, however many failed and in whatever order', () => {
    const cells = fc
      .sample(weather, { numRuns: 3, seed: 7 })
      .map((sky, index) => jobOf({ ...sky, cell: `test (${18 + 2 * index})` }, "No overload for 'total'", ISSUES));

    const prints = [cells, [...cells].reverse(), cells.slice(1, 2)].map((jobs) => printOf(...jobs));

    expect(new Set(prints).size).toBe(1);
  });

  const failingTests = (names: readonly string[], file: string, image: string): JobInput => ({
    name: 'test',
    conclusion: 'failure',
    failedSteps: [{ number: 3, name: 'Run npm test' }],
    truncated: false,
    log: [
      '##[group]Runner Image',
      'Image: ubuntu-24.04',
      `Version: ${image}`,
      '##[endgroup]',
      '##[group]Run npm test',
      '##[endgroup]',
      `FAIL ${file}`,
      ...names.flatMap((name) => [
        `  ● invoice › ${name}`,
        '',
        '    expect(received).toBe(expected) // Object.is equality',
        '',
        `      at Object.<anonymous> (${file}:7:21)`,
        '',
      ]),
      `Tests:       ${names.length} failed, 3 passed, ${names.length + 3} total`,
      '##[error]Process completed with exit code 1.',
    ].join('\n'),
  });
  const lintError = (rule: string, file: string): JobInput => ({
    name: 'lint',
    conclusion: 'failure',
    failedSteps: [{ number: 3, name: 'Run npx eslint .' }],
    truncated: false,
    log: [`/home/runner/work/shop/shop/${file}`, `  1:5  error  It is wrong  ${rule}`, '', '✖ 1 problem'].join('\n'),
  });
  const SPEC = 'test/invoice.spec.ts';

  it('stays the same in another runner image, and when the failing tests end in another order', () => {
    const first = printOf(failingTests(['adds the tax', 'rounds'], SPEC, '20260301.1.0'));

    expect(printOf(failingTests(['adds the tax', 'rounds'], SPEC, '20260714.22.1'))).toBe(first);
    expect(printOf(failingTests(['rounds', 'adds the tax'], SPEC, '20260301.1.0'))).toBe(first);
  });

  it('tells causes apart by the test, the rule and the file', () => {
    const prints = [
      failingTests(['adds the tax'], SPEC, '1.0.0'),
      failingTests(['rounds'], SPEC, '1.0.0'),
      failingTests(['adds the tax', 'rounds'], SPEC, '1.0.0'),
      lintError('no-undef', 'src/a.js'),
      lintError('eqeqeq', 'src/a.js'),
      lintError('no-undef', 'src/b.js'),
    ].map((job) => printOf(job));

    expect(new Set(prints).size).toBe(prints.length);
  });

  it('differs by repository, workflow, job and step', () => {
    const job: JobInput = {
      name: 'a',
      conclusion: 'failure',
      failedSteps: [{ number: 1, name: 's' }],
      log: 'Error: x',
      truncated: false,
    };
    const input = { repositoryPath: 'acme/shop', workflowName: 'ci', jobs: [job] };
    const others = [
      { ...input, repositoryPath: 'acme/api' },
      { ...input, workflowName: 'nightly' },
      { ...input, jobs: [{ ...job, name: 'b' }] },
      { ...input, jobs: [{ ...job, failedSteps: [{ number: 1, name: 't' }] }] },
    ];

    const prints = [input, ...others].map((each) => diagnose(each).fingerprint);

    expect(new Set(prints).size).toBe(5);
  });

  it('explains itself', () => {
    const job: JobInput = {
      name: 'test (20)',
      conclusion: 'failure',
      failedSteps: [],
      log: "Error: no 'x1' on port 4711",
      truncated: false,
    };

    const { fingerprintExplanation } = diagnose({ repositoryPath: 'acme/shop', workflowName: 'ci', jobs: [job] });

    expect(fingerprintExplanation).toContain('job "test"');
    expect(fingerprintExplanation).toContain("Error: no 'x1' on port <n>");
  });
});

describe('normaliseLine', () => {
  it.each([
    ['exited with code 137 after 3.2s', 'exited with code 137 after <time>'],
    ['exit code 2 on line 17', 'exit code 2 on line <n>'],
    ['status 404 from port 8080', 'status 404 from port <n>'],
    ["Property 'item2' has 3 uses", "Property 'item2' has <n> uses"],
    ["don't split user's 5 words", "don't split user's <n> words"],
    ['error TS2322 in utf8 v2', 'error TS2322 in utf8 v2'],
    ['HEAD 3f786850e387550fdab836ed7e6dc881de23001b', 'HEAD <hash>'],
    ['cannot find module decade or facade', 'cannot find module decade or facade'],
    ['/tmp/jest-x1y2/app/src/a.js missing', '<tmp>/app/src/a.js missing'],
    ['2026-03-05T09:14:07.123Z boom', '<time> boom'],
  ])('%s', (line, expected) => {
    const result = normaliseLine(line);

    expect(result).toBe(expected);
  });
});

describe('normaliseJob', () => {
  it.each([
    ['test (20, ubuntu-latest)', 'test'],
    ['call (a) / build (b)', 'call / build'],
    ['rspec 3/10', 'rspec'],
    ['build: [linux, x64]', 'build'],
    ['lint', 'lint'],
  ])('%s', (name, expected) => {
    const result = normaliseJob(name);

    expect(result).toBe(expected);
  });
});
