import { RUN_CONCLUSIONS, RUN_STATUSES } from '../forge.types';
import { toJobState, toRunState } from './states';

describe('a status in our words', () => {
  it.each([
    ['created', 'queued', null],
    ['waiting_for_resource', 'waiting', null],
    ['preparing', 'queued', null],
    ['pending', 'pending', null],
    ['running', 'in_progress', null],
    ['canceling', 'in_progress', null],
    ['scheduled', 'waiting', null],
    ['success', 'completed', 'success'],
    ['failed', 'completed', 'failure'],
    ['canceled', 'completed', 'cancelled'],
    ['skipped', 'completed', 'skipped'],
    ['invented_later', 'pending', null],
  ])('%s is %s', (status, ours, conclusion) => {
    expect(toRunState({ status })).toEqual({ status: ours, conclusion });
    expect(toJobState({ status })).toEqual({ status: ours, conclusion });
    expect(RUN_STATUSES).toContain(ours);
    expect([null, ...RUN_CONCLUSIONS]).toContain(conclusion);
  });

  it('a pipeline that stands at a manual job waits for a person, and so does the job', () => {
    expect(toRunState({ status: 'manual' })).toEqual({ status: 'completed', conclusion: 'action_required' });
    expect(toJobState({ status: 'manual' })).toEqual({ status: 'waiting', conclusion: null });
  });

  it('a pipeline whose file is broken never started', () => {
    const told = { status: 'failed', yaml_errors: 'jobs config should contain at least one visible job' };

    expect(toRunState(told).conclusion).toBe('startup_failure');
  });

  it.each([
    ['script_failure', 'failure'],
    ['runner_system_failure', 'failure'],
    [null, 'failure'],
    ['stuck_or_timeout_failure', 'timed_out'],
    ['job_execution_timeout', 'timed_out'],
    ['ci_quota_exceeded', 'startup_failure'],
    ['runner_unsupported', 'startup_failure'],
    ['invented_later', 'failure'],
  ])('a job that failed for %s is %s', (failure_reason, conclusion) => {
    expect(toJobState({ status: 'failed', failure_reason }).conclusion).toBe(conclusion);
  });

  it('a job that may fail fails nothing', () => {
    expect(toJobState({ status: 'failed', allow_failure: true }).conclusion).toBe('neutral');
    expect(toJobState({ status: 'success', allow_failure: true }).conclusion).toBe('success');
  });
});
