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

/** The fastest of three runs, in milliseconds: other work on the machine only ever adds. */
function fastest(run: () => void): number {
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

describe('detectors are linear', () => {
  it.each(DETECTORS.map((detector) => [detector.name, detector] as const))(
    '%s: no line of 1,000 characters takes longer than 20 ms',
    (_, detector) => {
      const slow = SEEDS.filter((seed) => fastest(() => detector.detect(fill(seed, 1))) > 20);

      expect(slow).toEqual([]);
    },
  );

  it.each(SEEDS.map((seed) => [seed.slice(0, 24), seed] as const))(
    'eight times the lines of %j take at most 24 times as long',
    (_, seed) => {
      const few = fill(seed, 250);
      const many = fill(seed, 2000);

      const base = fastest(() => detect(few));
      const grown = fastest(() => detect(many));

      // Quadratic would be 64 times; the floor keeps the clock's grain out of it.
      expect(grown).toBeLessThan(24 * Math.max(base, 5));
    },
  );
});
