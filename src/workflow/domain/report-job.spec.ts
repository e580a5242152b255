import { isOfAttempt, jobOfArtifact } from './report-job';

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 22, 10, 0, second));

describe('the job of an artifact', () => {
  it('is the only one', () => {
    expect(jobOfArtifact('anything', ['test', 'test'])).toBe('test');
  });

  it('is the one it is named after, cell by cell of a matrix', () => {
    const jobs = ['test (ubuntu-latest, 20)', 'test (ubuntu-latest, 22)', 'lint'];

    expect(jobOfArtifact('test-results-ubuntu-latest-22', jobs)).toBe('test (ubuntu-latest, 22)');
    expect(jobOfArtifact('lint report', jobs)).toBe('lint');
  });

  it('is the one with the longer name where two fit', () => {
    expect(jobOfArtifact('unit-test-report', ['test', 'unit test'])).toBe('unit test');
  });

  it('is nobody’s where none or several fit', () => {
    expect(jobOfArtifact('reports', ['test', 'lint'])).toBeNull();
    expect(jobOfArtifact('lint-and-test', ['test', 'lint'])).toBeNull();
  });
});

describe('the attempt of an artifact', () => {
  const second = { attempt: 2, startedAt: at(10), completedAt: at(20) };

  it('is the one that was going on', () => {
    expect(isOfAttempt(at(15), second)).toBe(true);
    expect(isOfAttempt(at(9), second)).toBe(false);
    expect(isOfAttempt(at(21), second)).toBe(false);
  });

  it('is the first where no time is told', () => {
    expect(isOfAttempt(null, { attempt: 1, startedAt: at(1), completedAt: at(2) })).toBe(true);
    expect(isOfAttempt(null, second)).toBe(false);
  });
});
