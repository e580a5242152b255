// How fast and how flat the diagnosis is: `npm run bench:diagnosis [-- --quick]`. Logs are made of the project's own
// fixtures and noise with a fixed seed. Prints one line a figure and ends with 1 when a bar is missed.
import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { readLog } from '../src/cli/log-source';
import { diagnose } from '../src/diagnosis/diagnose';

const MB = 1_000_000;
/** Files of the repository; the compiled bench stands in dist/bench. */
const FIXTURES = path.join(__dirname, '..', '..', 'src', 'diagnosis', 'fixtures');
const BARS = { ratio: 0.25, growth: 11, memoryGrowth: 1.5, adversarialMs: 5000, adversarialGrowth: 12, strangeMb: 300 };

/** A small generator with a seed, so that every run measures the same bytes. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const NOISE = [
  'Downloading https://repo.example.org/maven2/org/demo/part-{n}/1.{n}/part-{n}-1.{n}.jar (12 kB at 1.{n} MB/s)',
  '  ✓ answers request {n} with the cached page ({n} ms)',
  'ok  \texample.org/demo/internal/part{n}\t0.{n}s',
  'test part{n}::keeps_order ... ok',
  '[INFO] Copying {n} resources from src/main/resources to target/classes',
  'remote: Counting objects: {n} % done',
  'added package demo-{n}@1.{n}.0 in {n} ms',
];

/** A job's log of about `size` bytes: noise, then a real failure at the end. */
function writeJobLog(file: string, size: number): void {
  const random = randomOf(20_260_305);
  const out = openSync(file, 'w');
  let written = 0;
  let count = 0;
  while (written < size) {
    const rows: string[] = [];
    for (let row = 0; row < 1000; row += 1) {
      const noise = NOISE[Math.floor(random() * NOISE.length)] ?? '';
      count += 1;
      const second = new Date(Date.UTC(2026, 2, 5) + count * 37).toISOString().replace('Z', '1234Z');
      rows.push(`${second} ${noise.replaceAll('{n}', String(Math.floor(random() * 1000)))}`);
    }
    written += writeSync(out, `${rows.join('\n')}\n`);
  }
  writeSync(out, readFileSync(path.join(FIXTURES, 'tsc.github.log')));
  closeSync(out);
}

async function iterate(file: string): Promise<number> {
  let length = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
    length += line.length;
  return length;
}

async function diagnosed(file: string): Promise<string> {
  const parsed = await readLog(file);
  const job = { name: 'log', conclusion: 'failure', failedSteps: [], log: null, truncated: false, parsed };
  return diagnose({ repositoryPath: '', workflowName: '', jobs: [job] }).class;
}

/** Milliseconds of CPU that `work` takes, the collector's threads included: hardly more on a busy machine. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The least CPU of several turns, all taking theirs in alternation. */
async function least(turns: number, ...works: (() => Promise<unknown>)[]): Promise<number[]> {
  const best = works.map(() => Infinity);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [index, work] of works.entries()) best[index] = Math.min(best[index] ?? Infinity, await cpuOf(work));
  }
  return best;
}

/** Peak memory in MB of a process of its own that diagnoses the file. */
function peakOf(file: string): number {
  const child = spawnSync(process.execPath, [__filename, '--child', file], { encoding: 'utf8' });
  if (child.status !== 0) throw new Error(`the measured process failed: ${child.stderr}`);
  return Number(child.stdout);
}

/** What lines are made of that some pattern may go back over; eight times the length must cost about eight times the time. */
const ADVERSARIAL = [
  'a',
  'a/',
  '/a.b:1:1',
  ' ',
  '\t',
  'error: ',
  '(',
  '((a) ',
  '\u001b[31m',
  "'",
  '"',
  '1',
  '1:',
  ':',
  'x.ts(',
  '.',
  'Error',
  '=',
  '[',
  '<a ',
  '{"a":',
  '-',
  '50 %\r',
];
const LENGTH_FACTOR = 8;
/** Below this a time says more of the machine than of the engine. */
const MEASURABLE_MS = 20;

function timeOf(log: string): number {
  const before = process.cpuUsage();
  const job = { name: 'log', conclusion: 'failure', failedSteps: [], log, truncated: false };
  diagnose({ repositoryPath: '', workflowName: '', jobs: [job] });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const SHAPES: readonly (readonly [string, (unit: string, size: number) => string])[] = [
  ['one line', (unit, size) => unit.repeat(size / unit.length)],
  ['lines of 900', (unit, size) => `${unit.repeat(900 / unit.length)}\n`.repeat(size / 900)],
  ['short lines', (unit, size) => `${unit}\n`.repeat(size / (unit.length + 1))],
];

interface Growth {
  readonly name: string;
  readonly factor: number;
  readonly ms: number;
}

/** How each shape's CPU grows when there is eight times as much of it; what seems too much is looked at twice more. */
function growths(): Growth[] {
  return ADVERSARIAL.flatMap((unit) =>
    SHAPES.map(([shape, make]) => {
      const [few, many] = [make(unit, 190_000), make(unit, 190_000 * LENGTH_FACTOR)];
      let [small, large] = [timeOf(few), timeOf(many)];
      for (let turn = 0; turn < 2 && large / Math.max(small, MEASURABLE_MS) > BARS.adversarialGrowth; turn += 1) {
        [small, large] = [Math.min(small, timeOf(few)), Math.min(large, timeOf(many))];
      }
      return { name: `${JSON.stringify(unit)}, ${shape}`, factor: large / Math.max(small, MEASURABLE_MS), ms: large };
    }),
  );
}

/** Whole logs of what is not ordinary, by a piece that is repeated. */
const STRANGE: readonly (readonly [string, string])[] = [
  ['lines of 190,000 characters', `${'word error: '.repeat(15_833)}\n`],
  ['no line end at all', 'words without an end '],
  ['carriage returns only', 'downloading 42 % of it\r'],
  ['deep colours', `${'\u001b[1m\u001b[31m\u001b[4m'.repeat(30)}word\u001b[0m\n`],
  ['an error in each line', 'src/a.ts(3,7): error TS2322: no\n'],
];

function writeRepeated(file: string, unit: string, size: number): void {
  const out = openSync(file, 'w');
  const block = unit.repeat(Math.ceil(MB / unit.length));
  for (let written = 0; written < size;) written += writeSync(out, block);
  closeSync(out);
}

async function main(): Promise<void> {
  if (process.argv[2] === '--child') {
    await diagnosed(process.argv[3] ?? '');
    // Kilobytes on every platform.
    console.log(process.resourceUsage().maxRSS / 1000);
    return;
  }
  const big = process.argv.includes('--quick') ? 100 : 500;
  const folder = mkdtempSync(path.join(tmpdir(), 'devflowfix-bench-'));
  const missed: string[] = [];
  const say = (what: string, value: number, bar: string, good: boolean): void => {
    console.log(`${what.padEnd(52)} ${value.toFixed(2).padStart(9)}   ${bar}${good ? '' : '   MISSED'}`);
    if (!good) missed.push(what);
  };
  try {
    const tell = (what: string, value: number): void => {
      console.log(`${what.padEnd(52)} ${value.toFixed(2).padStart(9)}`);
    };
    const at = (size: number): string => path.join(folder, `${size}.log`);
    const sizes = big === 100 ? [10, 100] : [10, 100, big];
    for (const size of sizes) writeJobLog(at(size), size * MB);
    const [lines = 0, small = 0, large = 0] = await least(
      3,
      () => iterate(at(100)),
      () => diagnosed(at(10)),
      () => diagnosed(at(100)),
    );
    tell('iterating the lines of 100 MB, ms of CPU', lines);
    tell('diagnosing 10 MB, ms of CPU', small);
    tell('diagnosing 100 MB, ms of CPU', large);
    say('diagnosing / iterating, bytes per CPU', lines / large, `>= ${BARS.ratio}`, lines / large >= BARS.ratio);
    say('CPU of 100 MB / CPU of 10 MB', large / small, `<= ${BARS.growth}`, large / small <= BARS.growth);
    const peaks = sizes.map((size) => peakOf(at(size)));
    for (const [index, size] of sizes.entries()) tell(`peak memory of ${size} MB, MB`, peaks[index] ?? 0);
    const growth = Math.max(...peaks) / (peaks[0] ?? 1);
    say('peak memory, most / 10 MB', growth, `<= ${BARS.memoryGrowth}`, growth <= BARS.memoryGrowth);
    for (const [name, unit] of STRANGE) {
      const [few, many] = [path.join(folder, 'few.log'), path.join(folder, 'many.log')];
      writeRepeated(few, unit, 5 * MB);
      writeRepeated(many, unit, 50 * MB);
      const [five = 0, fifty = 0] = await least(
        1,
        () => diagnosed(few),
        () => diagnosed(many),
      );
      const peak = peakOf(many);
      const factor = fifty / five;
      say(`50 MB / 5 MB of ${name} (${fifty.toFixed(0)} ms)`, factor, `<= ${BARS.growth}`, factor <= BARS.growth);
      say(`  peak memory of 50 MB, MB`, peak, `<= ${BARS.strangeMb}`, peak <= BARS.strangeMb);
    }
    const grown = growths();
    const slowest = Math.max(...grown.map(({ ms }) => ms));
    say(
      'slowest adversarial log (1.5 MB), ms of CPU',
      slowest,
      `<= ${BARS.adversarialMs}`,
      slowest <= BARS.adversarialMs,
    );
    for (const { name, factor, ms } of grown) {
      const good = factor <= BARS.adversarialGrowth;
      say(`8 x ${name} (${ms.toFixed(0)} ms)`, factor, `<= ${BARS.adversarialGrowth}`, good);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (missed.length > 0) process.exitCode = 1;
}

void main();
