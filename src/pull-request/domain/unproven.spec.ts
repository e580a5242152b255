import { isOverdue, whyUnproven, type ProofRun, type Waiting } from './unproven';

const HOUR = 3_600_000;
const RUN: ProofRun = { isFailedWorkflow: true, name: 'CI', status: 'completed', conclusion: null };
const waiting = (waitedMs: number, ...runs: Partial<ProofRun>[]): Waiting => ({
  runs: runs.map((run) => ({ ...RUN, ...run })),
  waitedMs,
  limitMs: HOUR,
});

test.each<[string, Waiting, string | null]>([
  ['no run, in time', waiting(HOUR - 1), null],
  ['no run, too late', waiting(HOUR), 'No CI ran on our branch within 60 minutes'],
  ['an approval is awaited, at once', waiting(0, { conclusion: 'action_required' }), "waits for a person's approval"],
  ['approved by now', waiting(HOUR, { status: 'in_progress' }), null],
  ['it runs, however long', waiting(9 * HOUR, { status: 'queued' }), null],
  ['green, which is told elsewhere', waiting(HOUR, { conclusion: 'success' }), null],
  ['red, which is told elsewhere', waiting(HOUR, { conclusion: 'failure' }), null],
  ['cancelled, and perhaps run again', waiting(1, { conclusion: 'cancelled' }), null],
  ['cancelled for good', waiting(HOUR, { conclusion: 'cancelled' }), 'The CI run of CI was cancelled.'],
  ['skipped', waiting(HOUR, { conclusion: 'skipped' }), 'was skipped'],
  [
    'another workflow alone',
    waiting(HOUR, { isFailedWorkflow: false, name: 'Lint', conclusion: 'success' }),
    'Lint ran on our branch, but not',
  ],
  ['the newest run of several counts', waiting(HOUR, { status: 'in_progress' }, { conclusion: 'cancelled' }), null],
])('%s', (_, facts, why) => {
  if (why === null) expect(whyUnproven(facts)).toBeNull();
  else expect(whyUnproven(facts)).toContain(why);
});

test('the forge is asked before it is said that no CI ran, and only then', () => {
  expect(isOverdue(waiting(HOUR))).toBe(true);
  expect(isOverdue(waiting(HOUR - 1))).toBe(false);
  expect(isOverdue(waiting(HOUR, { conclusion: 'cancelled' }))).toBe(false);
});
