import fc from 'fast-check';
import type { HistoryRun } from './analytics-oracle';

/** The days around the end of summer time in Europe. */
const BASE = Date.parse('2026-10-22T00:00:00Z');
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu'] as const;
const MINUTE = 60_000;

const runs = fc.record({
  workflow: fc.constantFrom('1', '2'),
  branch: fc.constantFrom('main', 'main', 'topic'),
  event: fc.constantFrom('push' as const, 'push' as const, 'pull_request' as const),
  attempt: fc.integer({ min: 1, max: 2 }),
  commit: fc.constantFrom('a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)),
  conclusion: fc.constantFrom(
    ...(['success', 'success', 'success', 'failure', 'failure', 'timed_out', 'cancelled', 'skipped'] as const),
  ),
  start: fc.integer({ min: 0, max: 8 * 24 * 60 }),
  seconds: fc.integer({ min: 0, max: 4 * 3600 }),
});

/** A history, and how it comes in: in what order, in how many pieces, which runs are first told otherwise. */
export const histories = fc
  .record({
    runs: fc.array(runs, { maxLength: 60 }),
    seed: fc.infiniteStream(fc.nat()),
    zone: fc.constantFrom(...ZONES),
  })
  .map(({ runs: drawn, seed, zone }) => {
    const history = drawn.map(({ start, seconds, ...run }, number): HistoryRun => ({
      ...run,
      number,
      startedAt: new Date(BASE + start * MINUTE),
      completedAt: new Date(BASE + start * MINUTE + seconds * 1000),
    }));
    const order = history
      .map((run) => ({ run, key: seed.next().value as number, otherwise: (seed.next().value as number) % 4 }))
      .sort((a, b) => a.key - b.key);
    return { history, order, zone };
  });
