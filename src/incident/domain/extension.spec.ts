import fc from 'fast-check';
import { extended } from './extension';
import { SEVERITIES } from './severity';
import { standingOf, type StandingNow } from './standing';
import { storyOf, type Failed } from './story';

const MINUTE = 60_000;

/** What a run of the history does: where it runs, how it ends, and what its failure is worth off the default branch. */
interface Step {
  readonly lane: 'main' | 'topic' | 'other';
  readonly isGreen: boolean;
  /** Fails for another cause: it counts in the lane and is no failure of the incident. */
  readonly isForeign: boolean;
  readonly isMild: boolean;
}

const step = fc.record<Step>({
  lane: fc.constantFrom('main', 'main', 'topic', 'other'),
  isGreen: fc.boolean(),
  isForeign: fc.boolean(),
  isMild: fc.boolean(),
});

/** The incident's failures among the first `steps`, as the store would read them after those. */
function failuresOf(steps: readonly Step[]): readonly Failed[] {
  const red = new Map<string, number>();
  return steps.flatMap(({ lane, isGreen, isForeign, isMild }, index): Failed[] => {
    if (isGreen) return [];
    const failureOfLane = (red.get(lane) ?? 0) + 1;
    red.set(lane, failureOfLane);
    if (isForeign) return [];
    const onDefaultBranch = lane === 'main';
    const green = steps.findIndex((later, place) => place > index && later.isGreen && later.lane === lane);
    return [
      {
        id: String(index).padStart(4, '0'),
        runId: `run ${index}`,
        fingerprint: 'v1:a',
        lane,
        place: { number: index, attempt: 1 },
        at: new Date(index * MINUTE),
        onDefaultBranch,
        severity: isMild ? 'low' : onDefaultBranch ? 'high' : 'medium',
        green: green === -1 ? null : { number: green, attempt: 1, at: new Date(green * MINUTE) },
        failureOfLane: onDefaultBranch ? failureOfLane : 0,
      },
    ];
  });
}

const NEW: StandingNow = {
  status: 'open',
  verdict: 'unknown',
  severity: 'low',
  severity_is_chosen: false,
  opened_at: new Date(0),
  resolved_at: null,
  resolution: null,
  reopened_count: 0,
  persons_word: null,
};

/** The row after the whole story was read. */
function read(row: StandingNow, steps: readonly Step[]) {
  const failures = failuresOf(steps);
  const story = storyOf(failures);
  return story === null ? null : { ...row, ...standingOf(row, story, failures) };
}

describe('one more failure', () => {
  it('told from the row alone leaves the incident as its whole story would', () => {
    let extensions = 0;
    const chosen = fc.option(fc.constantFrom(...SEVERITIES));
    const verdict = fc.constantFrom('unknown', 'introduced_by_change', 'flaky', 'infrastructure' as const);
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 14 }), verdict, chosen, (steps, judged, severity) => {
        const from = { ...NEW, verdict: judged, ...(severity === null ? {} : { severity, severity_is_chosen: true }) };
        let row = read(from, steps.slice(0, 1));
        for (let told = 2; told <= steps.length; told += 1) {
          const before = row;
          row = read(before ?? from, steps.slice(0, told));
          const newest = failuresOf(steps.slice(0, told)).find(({ runId }) => runId === `run ${told - 1}`);
          if (before === null || newest === undefined) continue;
          const standing = extended(before, newest);
          if (standing === null) continue;
          extensions += 1;
          expect({ ...before, ...standing }).toEqual(row);
        }
      }),
      { seed: 7, numRuns: 1000 },
    );
    // The property would hold as well if nothing were ever told from the row.
    expect(extensions).toBeGreaterThan(500);
  });

  it('of a storm on one branch never has to be read', () => {
    const storm = Array.from({ length: 50 }, (): Step => ({
      lane: 'topic',
      isGreen: false,
      isForeign: false,
      isMild: false,
    }));
    const row = read(NEW, storm.slice(0, 49));
    const [last] = failuresOf(storm).slice(-1);

    expect(row && last && extended(row, last)?.occurrence_count).toBe(50);
  });

  it.each([
    ['is over', { status: 'resolved', resolved_at: new Date(1) }],
    ['is muted', { status: 'muted' }],
    [
      'has a person’s word on it',
      { persons_word: { status: 'open', after: '1', at: new Date(0).toISOString(), resolution: null, reopened: 0 } },
    ],
    ['has a later failure', { last_seen_at: new Date(3 * MINUTE) }],
  ] as const)('has to be read where the incident %s', (_, change) => {
    const row = { ...NEW, occurrence_count: 1, first_seen_at: new Date(0), last_seen_at: new Date(0), ...change };
    const failed = { at: new Date(2 * MINUTE), onDefaultBranch: false, severity: 'medium', green: null } as const;

    expect(extended(row, failed)).toBeNull();
  });
});
