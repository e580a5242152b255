import { toHook, toHookDelivery, toJob, toRepository, toRun, toState } from './convert';
import { hookDeliverySchema, hookSchema, jobSchema, repositorySchema, runSchema } from './schemas';

const rawRun = {
  id: 1589141559,
  name: 'CI',
  path: '.github/workflows/ci.yml',
  run_number: 36,
  run_attempt: 2,
  workflow_id: 16340987,
  event: 'push',
  status: 'completed',
  conclusion: 'failure',
  head_branch: 'main',
  head_sha: '5779607b49aab1200488439f02372c57b4f75444',
  head_commit: { message: 'Break it', author: { name: 'Mona Lisa' } },
  actor: { login: 'octocat' },
  triggering_actor: { login: 'hubot' },
  pull_requests: [{ number: 4, base: { ref: 'main', repo: { id: 7 } } }],
  repository: { id: 7 },
  html_url: 'https://github.com/octo-org/octo-repo/actions/runs/1589141559',
  created_at: '2021-12-16T19:37:22Z',
  run_started_at: '2021-12-16T19:40:00Z',
  updated_at: '2021-12-16T19:45:00Z',
};
const run = (changes: object): ReturnType<typeof toRun> => toRun(runSchema.parse({ ...rawRun, ...changes }));

describe('a run', () => {
  it('is told in our words', () => {
    expect(run({})).toEqual({
      externalId: '1589141559',
      attempt: 2,
      number: 36,
      workflowExternalId: '16340987',
      workflowName: 'CI',
      workflowPath: '.github/workflows/ci.yml',
      event: 'push',
      status: 'completed',
      conclusion: 'failure',
      branch: 'main',
      commitSha: '5779607b49aab1200488439f02372c57b4f75444',
      commitMessage: 'Break it',
      author: 'hubot',
      pullRequestNumbers: [4],
      baseBranch: 'main',
      url: 'https://github.com/octo-org/octo-repo/actions/runs/1589141559',
      startedAt: new Date('2021-12-16T19:40:00Z'),
      completedAt: new Date('2021-12-16T19:45:00Z'),
      updatedAt: new Date('2021-12-16T19:45:00Z'),
    });
  });

  it('has no message when its commit is null, and names who started it', () => {
    expect(run({ head_commit: null })).toMatchObject({ commitMessage: null, author: 'hubot' });
  });

  it.each([
    [{ triggering_actor: null }, 'octocat'],
    [{ triggering_actor: null, actor: null }, 'Mona Lisa'],
    [{ triggering_actor: null, actor: null, head_commit: null }, null],
  ])('names as author the next best of %j', (changes, author) => {
    expect(run(changes).author).toBe(author);
  });

  it('is the first attempt when the server is too old to say', () => {
    expect(run({ run_attempt: undefined }).attempt).toBe(1);
  });

  it('drops the ref behind the path of a required workflow', () => {
    expect(run({ path: '.github/workflows/ci.yml@refs/heads/main' }).workflowPath).toBe('.github/workflows/ci.yml');
  });

  it('takes name and path from the workflow beside it when its own are empty', () => {
    const raw = runSchema.parse({ ...rawRun, name: '', path: null });

    expect(toRun(raw, { name: 'Nightly', path: 'n.yml' })).toMatchObject({
      workflowName: 'Nightly',
      workflowPath: 'n.yml',
    });
  });

  it.each([
    [{ name: null }, '.github/workflows/ci.yml'],
    [{ name: ' ', path: null, display_title: 'Break it' }, 'Break it'],
    [{ name: null, path: null }, 'workflow'],
  ])('always has a workflow name: %j', (changes, name) => {
    expect(run(changes).workflowName).toBe(name);
  });

  it('has no end while it is under way', () => {
    expect(run({ status: 'in_progress', conclusion: null })).toMatchObject({ conclusion: null, completedAt: null });
  });

  it('has no pull requests when the forge leaves them out, and each one once', () => {
    expect(run({ pull_requests: null }).pullRequestNumbers).toEqual([]);
    expect(run({ pull_requests: [{ number: 4 }, null, { number: 4 }] }).pullRequestNumbers).toEqual([4]);
  });

  it.each([
    ['nowhere without one', [], null],
    ['where all of them go', [{ number: 4, base: { ref: 'v2' } }, null, { number: 5, base: { ref: 'v2' } }], 'v2'],
    [
      'nowhere we could say when they differ',
      [
        { number: 4, base: { ref: 'v2' } },
        { number: 5, base: { ref: 'v3' } },
      ],
      null,
    ],
    ['not to another repository, from a fork', [{ number: 4, base: { ref: 'v2', repo: { id: 8 } } }], null],
    ['nowhere when the server leaves it out', [{ number: 4 }], null],
  ])('goes %s', (_, pulls, base) => {
    expect(run({ pull_requests: pulls }).baseBranch).toBe(base);
  });

  it('cuts the message to 2,000 characters, not through one', () => {
    const message = run({ head_commit: { message: `${'x'.repeat(1999)}😀` } }).commitMessage;

    expect(message).toBe(`${'x'.repeat(1999)}\uFFFD`);
  });

  it('holds nothing the database refuses: no NUL, no half character', () => {
    expect(run({ head_commit: { message: 'a\u0000b\ud83dc' } }).commitMessage).toBe('ab\uFFFDc');
  });

  it('keeps ids beyond 2^53 exact', () => {
    expect(run({ id: 9007199254740993n }).externalId).toBe('9007199254740993');
  });

  it('starts when it was created if no start is told, and never at an unreadable time', () => {
    expect(run({ run_started_at: null }).startedAt).toEqual(new Date('2021-12-16T19:37:22Z'));
    expect(run({ run_started_at: null, created_at: 'soon' }).startedAt).toBeNull();
  });
});

describe('a state', () => {
  it.each([
    ['completed', 'success', { status: 'completed', conclusion: 'success' }],
    ['completed', null, { status: 'completed', conclusion: null }],
    ['in_progress', 'success', { status: 'in_progress', conclusion: null }],
    ['completed', 'exploded', { status: 'completed', conclusion: 'neutral' }],
    ['paused', null, { status: 'pending', conclusion: null }],
    ['failure', 'failure', { status: 'completed', conclusion: 'failure' }],
    [undefined, undefined, { status: 'pending', conclusion: null }],
  ])('of %s and %s is one of ours', (status, conclusion, state) => {
    expect(toState(status, conclusion)).toEqual(state);
  });
});

const rawJob = { id: 5, run_id: 6, name: 'build', status: 'completed', conclusion: 'failure', html_url: 'u' };

describe('a job', () => {
  it('belongs to the attempt asked for when it states none', () => {
    expect(toJob(jobSchema.parse(rawJob), 3).runAttempt).toBe(3);
    expect(toJob(jobSchema.parse({ ...rawJob, run_attempt: 2 }), 3).runAttempt).toBe(2);
  });

  it('has no steps before a runner took it, and no runner', () => {
    const queued = { ...rawJob, status: 'queued', conclusion: null, steps: null, runner_name: '' };

    expect(toJob(jobSchema.parse(queued))).toMatchObject({ steps: [], runner: null, completedAt: null });
  });

  it('has one step a number, in order, the later telling winning', () => {
    const steps = [
      { number: 2, name: 'Test', status: 'in_progress', conclusion: null },
      { number: 1, name: '', status: 'completed', conclusion: 'success' },
      { number: 2, name: 'Test', status: 'completed', conclusion: 'failure', completed_at: '2021-06-15T19:22:27.000Z' },
    ];

    expect(toJob(jobSchema.parse({ ...rawJob, steps })).steps).toEqual([
      { number: 1, name: 'Step 1', status: 'completed', conclusion: 'success', startedAt: null, completedAt: null },
      {
        number: 2,
        name: 'Test',
        status: 'completed',
        conclusion: 'failure',
        startedAt: null,
        completedAt: new Date('2021-06-15T19:22:27Z'),
      },
    ]);
  });

  it('always has a name', () => {
    expect(toJob(jobSchema.parse({ ...rawJob, name: '' })).name).toBe('Job 5');
  });
});

const rawRepository = {
  id: 1296269,
  full_name: 'octocat/Hello-World',
  name: 'Hello-World',
  owner: { login: 'octocat' },
  private: false,
  html_url: 'https://github.com/octocat/Hello-World',
};

describe('a repository', () => {
  it('may be read but not more when no permissions are told', () => {
    expect(toRepository(repositorySchema.parse(rawRepository)).permissions).toEqual({
      admin: false,
      push: false,
      pull: true,
    });
  });

  it('has a default branch even when empty', () => {
    expect(toRepository(repositorySchema.parse({ ...rawRepository, default_branch: null })).defaultBranch).toBe('main');
  });

  it('reads times in seconds, as push payloads tell them', () => {
    const raw = repositorySchema.parse({
      ...rawRepository,
      pushed_at: 1_600_000_000,
      created_at: '2011-01-26T19:01:12Z',
    });

    expect(toRepository(raw)).toMatchObject({
      pushedAt: new Date('2020-09-13T12:26:40Z'),
      createdAt: new Date('2011-01-26T19:01:12Z'),
      updatedAt: null,
    });
  });
});

describe('a hook and its deliveries', () => {
  it('has empty lists where the forge tells nothing', () => {
    expect(toHook(hookSchema.parse({ id: 1 }))).toEqual({
      externalId: '1',
      url: '',
      isActive: true,
      events: [],
      createdAt: null,
    });
  });

  it.each([
    [202, 202, true],
    [0, null, false],
    [undefined, null, false],
    [503, 503, false],
  ])('reads status code %s of a delivery', (status_code, statusCode, ok) => {
    const raw = { id: 3, guid: 'g', delivered_at: '2021-06-15T19:22:27Z', status_code, event: 'ping', action: null };

    expect(toHookDelivery(hookDeliverySchema.parse(raw))).toMatchObject({ statusCode, ok, isRedelivery: false });
  });
});
