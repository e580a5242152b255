import * as fc from 'fast-check';
import { FixWorld } from '../../../test/support/fix-world';
import { brokenRules, unsettledRules } from '../../../test/support/fix-world-rules';
import { MAX_ATTEMPTS, PHASES } from './life';

const PEOPLE = [
  'pushMistake',
  'pushElsewhere',
  'mend',
  'mute',
  'unmute',
  'ask',
  'stump',
  'merge',
  'close',
  'commitToOurs',
  'hourPasses',
] as const satisfies readonly (keyof FixWorld)[];

type Move =
  | { readonly do: (typeof PEOPLE)[number] }
  | { readonly ci: boolean }
  | { readonly hear: number }
  | { readonly again: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PEOPLE).map((name) => ({ do: name })) },
  { weight: 5, arbitrary: fc.boolean().map((ci) => ({ ci })) },
  { weight: 14, arbitrary: fc.nat(20).map((hear) => ({ hear })) },
  { weight: 2, arbitrary: fc.nat(60).map((again) => ({ again })) },
);

function make(world: FixWorld, next: Move): void {
  if ('do' in next) world[next.do]();
  else if ('ci' in next) world.ci(next.ci);
  else if ('hear' in next) world.hear(next.hear);
  else world.hearAgain(next.again);
}

/** Goes through the moves, then hears the rest in an order that `order` draws; all rules that broke on the way. */
function live(moves: readonly Move[], order: number): { broken: string[]; world: FixWorld } {
  const world = new FixWorld();
  const broken = new Set<string>();
  const check = (): void => {
    for (const rule of brokenRules(world)) broken.add(rule);
  };
  world.pushMistake();
  for (const next of moves) {
    make(world, next);
    check();
  }
  for (let left = 0; world.due.length > 0; left += 1) {
    if (left > 2_000) throw new Error('our own doings never end');
    world.hear(order * (left + 1));
    check();
  }
  return { broken: [...broken, ...unsettledRules(world)], world };
}

test('whatever people, the CI and the network do, in any order: one cause, one pull request, none for what is over', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), fc.nat(1_000), (moves, order) => {
      expect(live(moves, order).broken).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
});

test('the world in which that holds is one in which things happen', () => {
  const sequences = fc.tuple(fc.array(move, { minLength: 40, maxLength: 60 }), fc.nat(1_000));

  const worlds = fc.sample(sequences, { numRuns: 2_000, seed: 4 }).map(([moves, order]) => live(moves, order).world);

  const seen = new Set(worlds.flatMap((world) => [...world.seen]));
  expect(PHASES.filter((phase) => phase !== 'claimed' && !seen.has(phase))).toEqual([]);
  expect(Math.max(...worlds.flatMap(({ pulls }) => pulls.map(({ attempt }) => attempt)))).toBe(MAX_ATTEMPTS);
});
