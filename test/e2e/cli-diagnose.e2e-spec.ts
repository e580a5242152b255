import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { ROOT, build, runBuilt, type Ended } from '../support/built-process';

interface Row {
  readonly id: string;
  readonly class: string;
  readonly confidence: number | null;
  readonly issues: readonly Record<string, unknown>[];
  readonly failing_tests: readonly { name: string }[];
  readonly tests: { run: number; failed: number } | null;
  readonly lines: readonly number[];
  readonly context: readonly [number, number][];
  readonly ms: number;
}

const TSC = path.join(ROOT, 'src/diagnosis/fixtures/tsc.github.log');
const PYTEST = path.join(ROOT, 'src/diagnosis/detectors/fixtures/pytest.log');

let cwd: string;

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'devflowfix-diagnose-'));
  await build();
});
afterAll(() => {
  rmSync(cwd, { recursive: true, force: true });
});

/** No setting is given: a command that wanted a database would start one in `cwd`, or fail. */
const diagnose = (args: readonly string[], input?: string | Buffer): Promise<Ended> =>
  runBuilt(['diagnose', ...args], cwd, {}, input);
const rows = ({ stdout }: Ended): Row[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(path.join(cwd, name), content);
  return name;
};

test('a log is diagnosed into one JSON object, in the fields the scorer reads', async () => {
  const ended = await diagnose([TSC]);

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const [row, ...more] = rows(ended);
  expect(more).toEqual([]);
  expect(row).toMatchObject({ id: TSC, class: 'type-check', lines: expect.arrayContaining([23, 24, 25]) as unknown });
  expect(row?.issues[0]).toEqual({
    tool: 'tsc',
    rule: 'TS2551',
    file: 'src/price.ts',
    line: 7,
    column: 49,
    message: "Property 'prize' does not exist on type 'Item'. Did you mean 'price'?",
    severity: 'error',
    evidence: [23, 23],
  });
  expect(row?.context.some(([first, last]) => first <= 23 && last >= 25)).toBe(true);
});

test('several logs are a line each, in order; the failing tests and their counts are told', async () => {
  const ended = await diagnose([TSC, PYTEST, '--jsonl']);

  expect(ended.code).toBe(0);
  expect(rows(ended).map(({ id, class: kind }) => [id, kind])).toEqual([
    [TSC, 'type-check'],
    [PYTEST, 'test'],
  ]);
  expect(rows(ended)[1]?.failing_tests.map(({ name }) => name)).toContain('py/test_calc.py::TestTotal::test_sum');
});

test.each([
  ['no file', []],
  ['a dash', ['-']],
])('%s reads standard input, gzipped or not', async (_, args) => {
  const [plain, zipped] = await Promise.all([
    diagnose(args, readFileSync(TSC)),
    diagnose(args, gzipSync(readFileSync(TSC))),
  ]);

  expect([plain.code, zipped.code]).toEqual([0, 0]);
  expect(rows(plain)[0]).toMatchObject({ id: 'standard input', class: 'type-check' });
  expect(rows(zipped)[0]?.issues).toEqual(rows(plain)[0]?.issues);
});

test('a log in UTF-16, as PowerShell writes it, is read in either byte order', async () => {
  const text = Buffer.from(`\ufeff${readFileSync(TSC, 'utf8')}`, 'utf16le');

  const ended = await diagnose([file('little.log', text), file('big.log', Buffer.from(text).swap16())]);

  expect(rows(ended).map(({ class: kind, lines }) => [kind, lines[0]])).toEqual([
    ['type-check', 23],
    ['type-check', 23],
  ]);
});

test('a reader that has seen enough ends it quietly', async () => {
  const logs = Array.from({ length: 40 }, () => TSC);
  const script = '{ "$0" "$@"; echo "ended with $?" >&2; } | head -1';

  const { stdout, stderr } = await promisify(execFile)(
    'sh',
    ['-c', script, process.execPath, path.join(ROOT, 'bin/devflowfix.mjs'), 'diagnose', ...logs],
    { cwd },
  );

  expect(stdout.split('\n')).toHaveLength(2);
  expect(stderr).toBe('ended with 0\n');
});

test('--json is indented', async () => {
  const ended = await diagnose(['--json', TSC]);

  expect(ended.stdout).toMatch(/^\{\n {2}"id"/);
  expect((JSON.parse(ended.stdout) as Row).class).toBe('type-check');
});

test('a log that says nothing is unknown, which the exit code tells', async () => {
  const ended = await diagnose([file('quiet.log', 'all is well\nbye\n'), TSC]);

  expect(ended.code).toBe(3);
  expect(rows(ended).map(({ class: kind, confidence }) => [kind, confidence === null])).toEqual([
    ['unknown', true],
    ['type-check', false],
  ]);
});

test('a file that cannot be read is named, and the others are diagnosed all the same', async () => {
  const broken = file('broken.log.gz', gzipSync(readFileSync(TSC)).subarray(0, 200));
  const binary = file('program', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7) % 256)));

  const ended = await diagnose(['gone.log', broken, '.', binary, file('quiet.log', ''), TSC]);

  expect(ended.code).toBe(1);
  expect(ended.stderr.trim().split('\n')).toEqual([
    'devflowfix: gone.log: no such file or folder',
    'devflowfix: broken.log.gz: gzip data that ends too early',
    'devflowfix: .: is a folder, not a log',
    'devflowfix: program: binary data, not a log',
  ]);
  expect(rows(ended).map(({ class: kind }) => kind)).toEqual(['unknown', 'type-check']);
});

test('what the last green log says too is not the cause', async () => {
  const noise = 'Error: the build cache could not be reached, going on without it\n';
  const green = file('green.log', noise);
  const red = file('red.log', `${noise}Error: the blueprint of the house could not be read\n`);

  const [alone, held] = [rows(await diagnose([red]))[0], rows(await diagnose(['--green', green, red]))[0]];

  expect(alone?.lines[0]).toBe(1);
  expect(held?.lines[0]).toBe(2);
});

test('paths are told by the files below --root', async () => {
  const log = file(
    'moved.log',
    "/builds/x1/shop/src/diagnosis/diagnose.ts(2,2): error TS2304: Cannot find name 'x'.\n",
  );

  const [row] = rows(await diagnose(['--root', ROOT, log]));

  expect(row?.issues[0]).toMatchObject({ file: 'src/diagnosis/diagnose.ts' });
});

test('--budget bounds the lines worth reading', async () => {
  const [little] = rows(await diagnose(['--budget', '60', PYTEST]));
  const [much] = rows(await diagnose([PYTEST]));

  const lines = (row: Row | undefined): number =>
    (row?.context ?? []).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  expect(lines(little)).toBeLessThan(lines(much) / 2);
  expect(lines(little)).toBeGreaterThan(0);
});

test.each([
  ['an unknown option', ['--nonsense']],
  ['a budget that is no number', ['--budget', 'lots']],
  ['two formats at once', ['--json', '--jsonl']],
])('%s is misuse: exit code 2 and the way to the help', async (_, args) => {
  const ended = await diagnose([...args, TSC]);

  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('--help');
});

test.each([
  ['--green', 'green.log.gone'],
  ['--root', 'nowhere'],
])('%s that is not there is an error, not another diagnosis', async (option, name) => {
  const ended = await diagnose([option, name, TSC]);

  expect(ended).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `devflowfix: ${name}: no such file or folder\n`,
  });
});

test('--help tells the options and the exit codes', async () => {
  const ended = await diagnose(['--help']);

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  for (const word of ['--json', '--jsonl', '--green', '--root', '--budget', 'Exit codes']) {
    expect(ended.stdout).toContain(word);
  }
});

test('a log of 52 MB needs less memory than its text would', async () => {
  const filler = `${'2026-03-05T09:14:07.1234560Z compiling module number 12345 of the whole '.repeat(2)}\n`.repeat(
    7000,
  );
  const big = path.join(cwd, 'big.log');
  const error = "src/price.ts(7,49): error TS2551: Property 'prize' does not exist on type 'Item'.\n";
  writeFileSync(big, filler.repeat(25));
  writeFileSync(big, error + filler.repeat(26), { flag: 'a' });

  const ended = await runBuilt(['diagnose', big], cwd, { NODE_OPTIONS: '--max-old-space-size=48' });

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(rows(ended)[0]?.issues[0]).toMatchObject({ file: 'src/price.ts', line: 7, evidence: [175001, 175001] });
});
