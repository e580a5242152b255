import * as fc from 'fast-check';
import { isOpen, isOurs, MAX_ATTEMPTS, step, SUCCESSORS, type Effect, type Life, type LifeEvent } from './life';

const CLAIMED: Life = { phase: 'claimed', attempt: 1, headSha: null, exists: false };

/** Goes through events one after the other; every life on the way and all effects. */
function run(events: readonly LifeEvent[], from: Life = CLAIMED): { lives: Life[]; effects: Effect[]; last: Life } {
  const lives = [from];
  const effects: Effect[] = [];
  for (const event of events) {
    const next = step(lives.at(-1) ?? from, event);
    lives.push(next.life);
    effects.push(...next.effects);
  }
  return { lives, effects, last: lives.at(-1) ?? from };
}

const types = (effects: readonly Effect[]): string[] => effects.map(({ type }) => type);

test('a green commit is verified and made ready, once however often it is told', () => {
  const { last, effects } = run([
    { type: 'pushed', headSha: 'a' },
    { type: 'checks_green', headSha: 'a' },
    { type: 'checks_green', headSha: 'a' },
  ]);

  expect(last.phase).toBe('verified');
  expect(types(effects)).toEqual(['mark_ready']);
});

test('a red commit is tried again on the same branch, three times in all, then closed with the reason', () => {
  const events = ['a', 'b', 'c'].flatMap((headSha): LifeEvent[] => [
    { type: 'pushed', headSha },
    { type: 'checks_red', headSha },
  ]);

  const { last, effects } = run(events);

  expect(last).toMatchObject({ phase: 'failed', attempt: 3 });
  expect(types(effects)).toEqual(['propose_again', 'propose_again', 'close']);
});

test('a result of an older commit says nothing about the newer one', () => {
  const { last, effects } = run([
    { type: 'pushed', headSha: 'a' },
    { type: 'checks_red', headSha: 'a' },
    { type: 'pushed', headSha: 'b' },
    { type: 'checks_red', headSha: 'a' },
    { type: 'checks_green', headSha: 'a' },
  ]);

  expect(last).toMatchObject({ phase: 'verifying', attempt: 2, headSha: 'b' });
  expect(types(effects)).toEqual(['propose_again']);
});

test.each(['incident_resolved', 'incident_muted', 'author_was_faster', 'base_is_green', 'branch_gone'] as const)(
  '%s takes an open pull request back',
  (why) => {
    const { last, effects } = run([
      { type: 'pushed', headSha: 'a' },
      { type: 'cause_gone', why },
    ]);

    expect(last.phase).toBe('withdrawn');
    expect(types(effects)).toEqual(['close']);
  },
);

test('what no CI decides is unproven, once; a late verdict still counts, and a gone cause takes it back', () => {
  const unproven: LifeEvent = { type: 'unproven', headSha: 'a', why: 'no CI ran' };
  const before = run([{ type: 'pushed', headSha: 'a' }, unproven, unproven]);
  const green = run([{ type: 'checks_green', headSha: 'a' }], before.last);
  const red = run([{ type: 'checks_red', headSha: 'a' }], before.last);
  const gone = run([{ type: 'cause_gone', why: 'incident_resolved' }], before.last);
  const older = run([{ type: 'unproven', headSha: 'z', why: 'an older commit' }], green.last);

  expect(before.last.phase).toBe('unproven');
  expect(types(before.effects)).toEqual(['say_unproven']);
  expect([green.last.phase, red.last.phase, gone.last.phase]).toEqual(['verified', 'retrying', 'withdrawn']);
  expect(older.last.phase).toBe('verified');
});

test("somebody else's commit makes the branch theirs: nothing closes or changes it any more", () => {
  const { last, effects } = run([
    { type: 'pushed', headSha: 'a' },
    { type: 'branch_moved', headSha: 'z' },
    { type: 'checks_red', headSha: 'z' },
    { type: 'cause_gone', why: 'incident_resolved' },
  ]);

  expect(last.phase).toBe('handed_over');
  expect(types(effects)).toEqual(['say_handed_over']);
});

test('our own push seen as an event does not hand the branch over', () => {
  const { last } = run([
    { type: 'pushed', headSha: 'a' },
    { type: 'branch_moved', headSha: 'a' },
  ]);

  expect(last.phase).toBe('verifying');
});

test('a merge resolves the incident once, even of a pull request we had given up', () => {
  const { last, effects } = run([
    { type: 'pushed', headSha: 'a' },
    { type: 'cause_gone', why: 'base_is_green' },
    { type: 'reopened' },
    { type: 'closed', merged: true },
    { type: 'closed', merged: true },
    { type: 'closed', merged: false },
  ]);

  expect(last.phase).toBe('merged');
  expect(types(effects)).toEqual(['close', 'resolve_incident']);
});

const sha = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const anyEvent: fc.Arbitrary<LifeEvent> = fc.oneof(
  sha.map((headSha) => ({ type: 'pushed' as const, headSha })),
  sha.map((headSha) => ({ type: 'checks_green' as const, headSha })),
  sha.map((headSha) => ({ type: 'checks_red' as const, headSha })),
  sha.map((headSha) => ({ type: 'unproven' as const, headSha, why: 'no CI ran' })),
  fc.constant({ type: 'nothing_left' as const, why: 'no fixer' }),
  fc.constantFrom('incident_resolved' as const, 'author_was_faster' as const).map((why) => ({
    type: 'cause_gone' as const,
    why,
  })),
  sha.map((headSha) => ({ type: 'branch_moved' as const, headSha })),
  fc.boolean().map((merged) => ({ type: 'closed' as const, merged })),
  fc.constant({ type: 'reopened' as const }),
);

test('whatever happens in whatever order, phases follow the table, attempts stay bounded, and nothing is done twice', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      const { lives, effects, last } = run(events);

      for (const [index, life] of lives.slice(1).entries()) {
        const before = lives[index] ?? CLAIMED;
        const legal: readonly string[] = [before.phase, ...SUCCESSORS[before.phase]];
        expect(legal).toContain(life.phase);
        expect(life.attempt).toBeLessThanOrEqual(MAX_ATTEMPTS);
        // Theirs stays theirs.
        expect(!isOurs(before.phase) && isOurs(life.phase)).toBe(false);
      }
      const told = types(effects);
      expect(told.filter((type) => type === 'close').length).toBeLessThanOrEqual(1);
      expect(told.filter((type) => type === 'resolve_incident').length).toBe(last.phase === 'merged' ? 1 : 0);
      expect(told.filter((type) => type === 'propose_again').length).toBeLessThan(MAX_ATTEMPTS);
    }),
    { numRuns: 300 },
  );
});

test('once the cause is gone no pull request of ours stays open', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 20 }), fc.array(anyEvent, { maxLength: 10 }), (before, after) => {
      const { last } = run([...before, { type: 'cause_gone', why: 'incident_resolved' }, ...after]);

      expect(isOurs(last.phase)).toBe(false);
      expect(isOpen(last.phase)).toBe(last.phase === 'handed_over');
    }),
    { numRuns: 300 },
  );
});

test('the same event told twice in a row is as good as told once', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 20 }), (events) => {
      const once = run(events);
      const twice = run(events.flatMap((event) => [event, event]));

      expect(twice).toMatchObject({ last: once.last, effects: once.effects });
    }),
    { numRuns: 300 },
  );
});
