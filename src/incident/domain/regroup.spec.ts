import { episodeFor, homesOf, type Episode, type Named } from './regroup';

const day = (number: number): Date => new Date(Date.UTC(2026, 10, number));
const failure = (fingerprint: string, incidentId: string, greenAt: Date | null = null, at = day(5)): Named => ({
  id: `${fingerprint}-${incidentId}`,
  incidentId,
  fingerprint,
  at,
  greenAt,
});
const episode = (id: string, key: string, firstSeenAt = day(1), resolvedAt: Date | null = null): Episode => ({
  id,
  key,
  firstSeenAt,
  resolvedAt,
});

describe('homes of the values of a new rule', () => {
  it('are the keys where most of their failures are', () => {
    const named = [failure('new', 'a'), failure('new', 'b'), failure('new', 'b')];

    expect(homesOf(named, [episode('a', 'old-a'), episode('b', 'old-b')], new Map())).toEqual(
      new Map([['new', 'old-b']]),
    );
  });

  it('are one for each value: the second of a key is to be made', () => {
    const named = [failure('new-1', 'a'), failure('new-1', 'a'), failure('new-2', 'a')];

    expect(homesOf(named, [episode('a', 'old')], new Map())).toEqual(
      new Map([
        ['new-1', 'old'],
        ['new-2', null],
      ]),
    );
  });

  it('are where a value is routed to, or its own key', () => {
    const named = [failure('routed', 'a'), failure('own', 'a')];
    const episodes = [episode('a', 'old'), episode('b', 'own'), episode('c', 'target')];

    expect(homesOf(named, episodes, new Map([['routed', 'target']]))).toEqual(
      new Map([
        ['routed', 'target'],
        ['own', 'own'],
      ]),
    );
  });
});

describe('the incident a moved failure joins', () => {
  const first = episode('first', 'key', day(1), day(2));
  const second = episode('second', 'key', day(20), day(21));

  it('is the one of its time', () => {
    expect(episodeFor(failure('f', 'x', day(6)), [second, first])).toBe('first');
    expect(episodeFor(failure('f', 'x', day(23), day(22)), [second, first])).toBe('second');
  });

  it('is the unresolved one when nothing has ended it, so that there are never two', () => {
    expect(episodeFor(failure('f', 'x'), [{ ...first, resolvedAt: null }, second])).toBe('first');
    expect(episodeFor(failure('f', 'x'), [first, second])).toBe('second');
  });

  it('is none where there is none', () => {
    expect(episodeFor(failure('f', 'x'), [])).toBeNull();
  });
});
