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
const BARS = { ratio: 0.25, growth: 11, memoryGrowth: 1.5, adversarialMs: 5000, adversarialGrowth: 12 };

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

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The best of several turns, both taking theirs in alternation: another program's load hits both. */
async function fastest(turns: number, ...works: (() => Promise<unknown>)[]): Promise<number[]> {
  const best = works.map(() => Infinity);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [index, work] of works.entries()) best[index] = Math.min(best[index] ?? Infinity, await timed(work));
  }
  return best;
}

/** Peak memory of a process of its own that diagnoses the file, in MB. */
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
  const start = performance.now();
  const job = { name: 'log', conclusion: 'failure', failedSteps: [], log, truncated: false };
  diagnose({ repositoryPath: '', workflowName: '', jobs: [job] });
  return performance.now() - start;
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

/** How each shape's time grows when there is eight times as much of it, the best of three turns. */
function growths(): Growth[] {
  const best = (log: string): number => Math.min(...[1, 2, 3].map(() => timeOf(log)));
  return ADVERSARIAL.flatMap((unit) =>
    SHAPES.map(([shape, make]) => {
      const [small, large] = [best(make(unit, 190_000)), best(make(unit, 190_000 * LENGTH_FACTOR))];
      return { name: `${JSON.stringify(unit)}, ${shape}`, factor: large / Math.max(small, MEASURABLE_MS), ms: large };
    }),
  );
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
    const at = (size: number): string => path.join(folder, `${size}.log`);
    for (const size of new Set([10, 100, big])) writeJobLog(at(size), size * MB);
    const [lines = 0, small = 0, large = 0] = await fastest(
      3,
      () => iterate(at(100)),
      () => diagnosed(at(10)),
      () => diagnosed(at(100)),
    );
    console.log(`${'iterating the lines, MB/s'.padEnd(52)} ${((100 * 1000) / lines).toFixed(2).padStart(9)}`);
    console.log(`${'diagnosing, MB/s'.padEnd(52)} ${((100 * 1000) / large).toFixed(2).padStart(9)}`);
    say('diagnosing / iterating, MB/s', lines / large, `>= ${BARS.ratio}`, lines / large >= BARS.ratio);
    say('time of 100 MB / time of 10 MB', large / small, `<= ${BARS.growth}`, large / small <= BARS.growth);
    const [peakSmall, peakBig] = [peakOf(at(10)), peakOf(at(big))];
    console.log(`${'peak memory of 10 MB, MB'.padEnd(52)} ${peakSmall.toFixed(2).padStart(9)}`);
    console.log(`${`peak memory of ${big} MB, MB`.padEnd(52)} ${peakBig.toFixed(2).padStart(9)}`);
    const growth = peakBig / peakSmall;
    say(`peak memory, ${big} MB / 10 MB`, growth, `<= ${BARS.memoryGrowth}`, growth <= BARS.memoryGrowth);
    const grown = growths();
    const slowest = Math.max(...grown.map(({ ms }) => ms));
    say('slowest adversarial log (1.5 MB), ms', slowest, `<= ${BARS.adversarialMs}`, slowest <= BARS.adversarialMs);
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
