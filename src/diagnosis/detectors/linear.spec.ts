import type { LogLine } from '../log/sections';
import { DETECTORS, detect } from './index';

const WIDTH = 1000;

/** Lines that tempt a pattern to try many ways: long runs of what patterns repeat, with no end that fits. */
const SEEDS: readonly string[] = [
  'a'.repeat(WIDTH),
  ' '.repeat(WIDTH),
  '1'.repeat(WIDTH),
  ':'.repeat(WIDTH),
  'a:1:'.repeat(WIDTH / 4),
  'a.js:1:1 '.repeat(WIDTH / 9),
  'error: '.repeat(WIDTH / 7),
  'a/'.repeat(WIDTH / 2),
  '('.repeat(WIDTH),
  'a(1,1)'.repeat(WIDTH / 6),
  '[ERROR] '.repeat(WIDTH / 8),
  'at '.repeat(WIDTH / 3),
  'FAILED '.repeat(WIDTH / 7),
  '{"a":'.repeat(WIDTH / 5),
  '<error line="1" '.repeat(WIDTH / 16),
  'line 1 in a.b, '.repeat(WIDTH / 15),
  '_ '.repeat(WIDTH / 2),
  '\t'.repeat(WIDTH),
  ' > '.repeat(WIDTH / 3),
  "thread 'a' panicked at ".repeat(WIDTH / 23),
  '::error file=a,'.repeat(WIDTH / 15),
  'Traceback (most recent call last):',
  'CMake Error at a:1 (b):',
  '  ● a › b',
  '{',
  '[',
  'FAILED TESTS:',
  'panic: x',
  'Error: x',
  'a,line,message,file',
  '1) a',
];

const fill = (seed: string, count: number): LogLine[] =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, text: seed, role: 'output' }));

/**
 * A pattern that backtracks needs minutes to hours here, a sound one milliseconds: the bound only tells them apart on a
 * machine of any speed and load. How fast detectors are is measured by `npm run bench:diagnosis`.
 */
const HANGS_MS = 20_000;

function timeOf(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

describe('no detector hangs on a line made to tempt it', () => {
  it.each(DETECTORS.map((detector) => [detector.name, detector] as const))('%s: one line at a time', (_, detector) => {
    const slow = SEEDS.filter((seed) => timeOf(() => detector.detect(fill(seed, 1))) > HANGS_MS);

    expect(slow).toEqual([]);
  });

  it.each(SEEDS.map((seed) => [seed.slice(0, 24), seed] as const))('all of them: 2,000 lines of %j', (_, seed) => {
    const took = timeOf(() => detect(fill(seed, 2000)));

    expect(took).toBeLessThan(HANGS_MS);
  });
});
