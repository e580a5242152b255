import { DAY_MS } from '../../common/time';
import { statisticsOf, type Observation } from './flaky';

const NOW = new Date('2026-11-22T12:00:00Z');

/** Outcomes, oldest first, `daysApart` apart up to now: `+` passed, `-` failed; each of a commit of its own. */
function observed(outcomes: string, daysApart = 0.1, more: Partial<Observation> = {}): Observation[] {
  return Array.from(outcomes).map((sign, at) => ({
    outcome: sign === '+' ? 'passed' : 'failed',
    commitSha: `sha-${at}`,
    sameness: `sha-${at}`,
    branch: 'main',
    at: new Date(NOW.getTime() - (outcomes.length - 1 - at) * daysApart * DAY_MS),
    ...more,
  }));
}

const SAME = { commitSha: 'one', sameness: 'one' };

describe('the statistics of a test', () => {
  it.each([
    ['few, when it failed once of two', observed('+-'), 'few'],
    ['flaky, when one commit did both, however few there are', observed('-+', 0.1, SAME), 'flaky'],
    ['stable, when it failed once in a long time', observed('+++++-+++++'), 'stable'],
    ['suspected, when it changes its mind without proof', observed('+-+-+-+-+-+'), 'suspected'],
    ['broken, when the newest three commits of its branch fail', observed('++++++++---'), 'broken'],
    [
      'not broken, when one of the three passed too',
      [...observed('+++++++---'), ...observed('+', 0, { commitSha: 'sha-9', sameness: 'sha-9' })],
      'flaky',
    ],
    ['healed, when ten passes over two days follow the last failure', observed('-' + '+'.repeat(11), 0.25), 'healed'],
    [
      'not healed by ten passes within hours',
      [...observed('-+', 0.1, SAME).slice(0, 1), ...observed('+'.repeat(11), 0.01, SAME)],
      'flaky',
    ],
    ['not healed by time alone', [...observed('-+', 9, SAME)], 'flaky'],
  ])('say %s', (_name, observations, state) => {
    expect(statisticsOf(observations, NOW, true)?.state).toBe(state);
  });

  it('call broken what did both before', () => {
    const flakes = observed('-+', 0.1, SAME).map((one) => ({ ...one, at: new Date(NOW.getTime() - 5 * DAY_MS) }));

    expect(statisticsOf([...flakes, ...observed('---')], NOW, true)).toMatchObject({
      state: 'broken',
      flakyCommits: 1,
    });
  });

  it('call several people’s red commits not broken, unless the week was red', () => {
    const red = observed('---');
    const before = observed('++++', 0.1, { commitSha: 'before', sameness: 'before' }).map((one) => ({
      ...one,
      at: new Date(one.at.getTime() - 2 * DAY_MS),
    }));

    expect(statisticsOf([...before, ...red], NOW, false)?.state).toBe('few');
    expect(statisticsOf(red, NOW, false)?.state).toBe('broken');
  });

  it('count within 30 days, in the order of time, flips branch by branch', () => {
    const old = observed('-').map((one) => ({ ...one, at: new Date(NOW.getTime() - 31 * DAY_MS) }));
    const topic = observed('--', 0.1, { branch: 'topic' });

    const counted = statisticsOf([...topic, ...observed('+-+').reverse(), ...old], NOW, false);

    expect(counted).toMatchObject({ observations: 5, failures: 3, failureRate: 0.6, flips: 2, flakyCommits: 1 });
    expect(counted?.observedAt).toEqual(NOW);
  });

  it('hold together only what chance alone tells apart', () => {
    const runs = observed('-+', 0.1, { commitSha: 'one' });

    expect(statisticsOf(runs, NOW, true)?.flakyCommits).toBe(0);
  });

  it('are none without observations', () => {
    expect(statisticsOf([], NOW, true)).toBeNull();
  });
});
