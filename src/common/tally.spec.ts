import { Tally, type Tallied } from './tally';

type Row = Tallied<string, 'good' | 'bad'>;

/** Keeps what was written; `failing` makes the next writings fail. */
function tallyInto(written: Row[][], failing: { times: number }) {
  const errors: unknown[] = [];
  const tally = new Tally<string, 'good' | 'bad'>({
    nameOf: (key) => key,
    write: (rows) => {
      if (failing.times > 0) {
        failing.times -= 1;
        return Promise.reject(new Error('away'));
      }
      written.push(rows.map(({ key, counts }) => ({ key, counts: { ...counts } })));
      return Promise.resolve();
    },
    onError: (error) => errors.push(error),
  });
  return { tally, errors };
}

describe('Tally', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('writes many counts as one row for each key, and nothing where nothing happened', async () => {
    const written: Row[][] = [];
    const { tally } = tallyInto(written, { times: 0 });

    for (let at = 0; at < 3; at += 1) tally.add('a', 'good');
    tally.add('a', 'bad');
    tally.add('b', 'good');
    await jest.advanceTimersByTimeAsync(5_000);
    await jest.advanceTimersByTimeAsync(60_000);

    expect(written).toEqual([
      [
        { key: 'a', counts: { good: 3, bad: 1 } },
        { key: 'b', counts: { good: 1 } },
      ],
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps the counts of a writing that failed, and says so', async () => {
    const written: Row[][] = [];
    const { tally, errors } = tallyInto(written, { times: 1 });

    tally.add('a', 'good');
    await jest.advanceTimersByTimeAsync(5_000);
    tally.add('a', 'good');
    await jest.advanceTimersByTimeAsync(5_000);

    expect(errors).toEqual([new Error('away')]);
    expect(written).toEqual([[{ key: 'a', counts: { good: 2 } }]]);
  });

  it('tells who waits for a writing that it failed, and goes on with the next', async () => {
    const written: Row[][] = [];
    const { tally } = tallyInto(written, { times: 1 });

    tally.add('a', 'good');
    const first = tally.flush();
    const second = tally.flush();

    await expect(first).rejects.toThrow('away');
    await second;
    expect(written).toEqual([[{ key: 'a', counts: { good: 1 } }]]);
  });

  it('ends without a database, too, and then tries no more', async () => {
    const written: Row[][] = [];
    const { tally, errors } = tallyInto(written, { times: 1 });

    tally.add('a', 'good');
    await tally.close();
    await jest.advanceTimersByTimeAsync(60_000);

    expect(errors).toEqual([new Error('away')]);
    expect([written, jest.getTimerCount()]).toEqual([[], 0]);
  });
});
