import { newestAttempt, numbered, pastState, standing } from './attempts';

const job = (id: number, name: string, status: string): { id: string; name: string; status: string } => ({
  id: String(id),
  name,
  status,
});
const ids = (tries: readonly { job: { id: string } }[]): string[] => tries.map((one) => one.job.id);

describe('attempts of a pipeline', () => {
  it('are one as long as nothing was retried', () => {
    const tries = numbered([job(1, 'build', 'success'), job(2, 'test', 'failed')]);

    expect(newestAttempt(tries)).toBe(1);
    expect(newestAttempt(numbered([]))).toBe(1);
    expect(ids(standing(tries, 1))).toEqual(['1', '2']);
  });

  it('keep the red try beside the green one after it, in whatever order they are told', () => {
    const tries = numbered([job(10, 'test', 'success'), job(9, 'test', 'failed'), job(1, 'build', 'success')]);

    expect(newestAttempt(tries)).toBe(2);
    expect(ids(standing(tries, 1))).toEqual(['1', '9']);
    expect(ids(standing(tries, 2))).toEqual(['1', '10']);
    expect(pastState(standing(tries, 1))).toEqual({ status: 'completed', conclusion: 'failure' });
  });

  it('count the try of the job that was retried most', () => {
    const tries = numbered([
      job(1, 'a', 'failed'),
      job(2, 'b', 'failed'),
      job(3, 'a', 'failed'),
      job(4, 'a', 'success'),
      job(5, 'b', 'success'),
    ]);

    expect(newestAttempt(tries)).toBe(3);
    expect(ids(standing(tries, 2))).toEqual(['3', '5']);
    expect(ids(standing(tries, 3))).toEqual(['4', '5']);
  });

  it('tell jobs that share a name from tries of one', () => {
    const twins = [job(1, 'twin', 'failed'), job(2, 'twin', 'failed')];

    expect(newestAttempt(numbered(twins, twins))).toBe(1);
    const retried = [...twins, job(3, 'twin', 'success'), job(4, 'twin', 'success')];
    expect(ids(standing(numbered(retried, retried.slice(2)), 2))).toEqual(['3', '4']);
  });

  it.each([
    [['success', 'failed'], 'failure'],
    [['success', 'canceled'], 'cancelled'],
    [['success', 'success'], 'success'],
    [['success', 'created'], 'success'],
    [['created', 'manual'], 'skipped'],
  ])('that are past and held %j ended in %s', (statuses, conclusion) => {
    const tries = numbered(statuses.map((status, index) => job(index + 1, `job ${index}`, status)));

    expect(pastState(tries)).toEqual({ status: 'completed', conclusion });
  });
});
