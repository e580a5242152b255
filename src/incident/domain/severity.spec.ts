import { severityOf, worse, type SeverityFacts } from './severity';

const facts: SeverityFacts = { class: 'test', verdict: 'unknown', onDefaultBranch: false, failuresInARow: 0 };

describe('the severity of a failure', () => {
  it.each<[string, Partial<SeverityFacts>, string]>([
    ['on a pull request or another branch', {}, 'medium'],
    ['on the default branch', { onDefaultBranch: true, failuresInARow: 1 }, 'high'],
    ['twice in a row on the default branch', { onDefaultBranch: true, failuresInARow: 2 }, 'high'],
    ['three times in a row on the default branch', { onDefaultBranch: true, failuresInARow: 3 }, 'critical'],
    ['of the machine, even on the default branch', { class: 'infra', onDefaultBranch: true, failuresInARow: 3 }, 'low'],
    ['that is flaky', { verdict: 'flaky', onDefaultBranch: true, failuresInARow: 3 }, 'low'],
    ['that is the platform’s', { verdict: 'infrastructure', onDefaultBranch: true }, 'low'],
    ['the change brought in', { verdict: 'introduced_by_change' }, 'medium'],
  ])('%s', (_, given, severity) => {
    expect(severityOf({ ...facts, ...given })).toBe(severity);
  });

  it('never falls by another failure', () => {
    expect([worse('high', 'low'), worse('low', 'high'), worse('critical', 'critical')]).toEqual([
      'high',
      'high',
      'critical',
    ]);
  });
});
