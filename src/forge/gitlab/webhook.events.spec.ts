import type { Delivery } from '../forge.types';
import { gitlabWebhooks } from './webhook';

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const SHA = 'a'.repeat(40);

const project = {
  id: 7,
  name: 'Fine App',
  path_with_namespace: 'group/sub/app',
  web_url: 'https://gitlab.example.test/group/sub/app',
  default_branch: 'trunk',
  visibility_level: 0,
};
const repository = { externalId: '7', path: 'group/sub/app' };

function eventOf(delivery: Delivery): unknown {
  return delivery.outcome === 'event' ? delivery.event : delivery.reason;
}

describe('a pipeline', () => {
  const payload = {
    object_kind: 'pipeline',
    object_attributes: {
      id: 31,
      iid: 3,
      ref: 'topic/one',
      tag: false,
      sha: SHA,
      source: 'push',
      status: 'failed',
      created_at: '2026-01-12 15:23:28 UTC',
      finished_at: '2026-01-12 15:26:29 UTC',
      url: 'https://gitlab.example.test/group/sub/app/-/pipelines/31',
    },
    merge_request: null,
    user: { id: 1, name: 'Dana', username: 'dana' },
    project,
    commit: { id: SHA, message: 'Break it\n' },
    builds: [{ id: 380, name: 'test', status: 'failed' }],
  };
  const parse = (changes: object = {}, attributes: object = {}): Delivery =>
    gitlabWebhooks.parse(
      'pipeline',
      bytes({ ...payload, ...changes, object_attributes: { ...payload.object_attributes, ...attributes } }),
    );

  it('is a run that has to be read', () => {
    const told = parse();

    expect(told).toMatchObject({
      outcome: 'event',
      action: 'failed',
      about: { name: 'app', ownerName: 'group/sub', isPrivate: true, defaultBranch: 'trunk' },
      event: {
        type: 'run',
        repository,
        isWhole: false,
        run: {
          externalId: '31',
          attempt: 1,
          number: 3,
          event: 'push',
          status: 'completed',
          conclusion: 'failure',
          branch: 'topic/one',
          commitSha: SHA,
          author: 'dana',
          pullRequestNumbers: [],
          startedAt: new Date('2026-01-12T15:23:28Z'),
          completedAt: new Date('2026-01-12T15:26:29Z'),
        },
      },
    });
  });

  it('of a merge request names its branch, its number and where it goes', () => {
    const merge = { iid: 5, source_branch: 'topic/two', target_branch: 'trunk' };
    const told = parse({ merge_request: merge }, { source: 'merge_request_event', ref: 'topic/two' });

    expect(told).toMatchObject({
      event: { run: { branch: 'topic/two', pullRequestNumbers: [5], baseBranch: 'trunk' } },
    });
  });

  it('that another one of the project started is left to that one', () => {
    expect(parse({}, { source: 'parent_pipeline' })).toMatchObject({ outcome: 'ignored', action: 'failed' });
  });

  it('that another one started is looked at when it has ended: it may be a run of its own', () => {
    const child = { source_pipeline: { project: { id: 7 }, pipeline_id: 30, job_id: 9 } };

    const ended = parse(child, { source: 'parent_pipeline' });
    const running = parse(child, { source: 'parent_pipeline', status: 'running', finished_at: null });

    expect(ended).toMatchObject({ event: { isWhole: false, run: { externalId: '30/31', conclusion: 'failure' } } });
    expect(running).toMatchObject({ outcome: 'ignored' });
  });

  it('of a tag has no branch', () => {
    expect(parse({}, { tag: true, ref: 'v1' })).toMatchObject({ event: { run: { branch: null } } });
  });

  it.each([
    [{ project: undefined }, 'unexpected payload: project'],
    [{ object_attributes: 'x' }, 'unexpected payload: object_attributes'],
  ])('that lacks what it promises is ignored with the reason: %j', (changes, reason) => {
    const told = gitlabWebhooks.parse('pipeline', bytes({ ...payload, ...changes }));

    expect(eventOf(told)).toEqual(expect.stringContaining(reason));
  });
});

describe('a job', () => {
  const payload = {
    object_kind: 'build',
    ref: 'main',
    sha: SHA,
    build_id: 1977,
    build_name: 'test',
    build_stage: 'check',
    build_status: 'failed',
    build_started_at: '2026-02-23 02:41:37 UTC',
    build_finished_at: '2026-02-23 02:42:37 UTC',
    build_allow_failure: false,
    build_failure_reason: 'script_failure',
    retries_count: 1,
    pipeline_id: 2366,
    runner: { description: 'a runner' },
    project,
  };

  it('names its attempt by its retries, and its stage as its step', () => {
    const told = gitlabWebhooks.parse('job', bytes(payload));

    expect(eventOf(told)).toMatchObject({
      type: 'job',
      repository,
      job: {
        externalId: '1977',
        runExternalId: '2366',
        runAttempt: 2,
        name: 'test',
        conclusion: 'failure',
        runner: 'a runner',
        url: 'https://gitlab.example.test/group/sub/app/-/jobs/1977',
        steps: [{ number: 1, name: 'check', conclusion: 'failure' }],
      },
    });
  });

  it('of a child pipeline is told with the parent', () => {
    const told = gitlabWebhooks.parse(
      'job',
      bytes({ ...payload, source_pipeline: { project: { id: 7 }, pipeline_id: 1 } }),
    );

    expect(told.outcome).toBe('ignored');
  });
});

describe('a push', () => {
  const payload = {
    object_kind: 'push',
    before: SHA,
    after: 'b'.repeat(40),
    ref: 'refs/heads/topic/one',
    user_username: 'dana',
    project,
    commits: [{ id: 'b'.repeat(40), message: `Revert "x"\n\nThis reverts commit ${SHA}.` }],
  };

  it('tells its branch, its ends, who pushed and what it takes back', () => {
    expect(eventOf(gitlabWebhooks.parse('push', bytes(payload)))).toEqual({
      type: 'push',
      repository,
      branch: 'topic/one',
      beforeSha: SHA,
      afterSha: 'b'.repeat(40),
      isForced: false,
      pusher: 'dana',
      reverts: [{ by: 'b'.repeat(40), sha: SHA, pullRequestNumber: null }],
    });
  });

  it('that deletes a branch has no commit after it', () => {
    const told = gitlabWebhooks.parse('push', bytes({ ...payload, after: '0'.repeat(40) }));

    expect(eventOf(told)).toMatchObject({ afterSha: null });
  });

  it('of a tag is ignored with the reason', () => {
    expect(gitlabWebhooks.parse('tag_push', bytes(payload))).toMatchObject({ outcome: 'ignored' });
    expect(gitlabWebhooks.parse('push', bytes({ ...payload, ref: 'refs/tags/v1' }))).toMatchObject({
      outcome: 'ignored',
      reason: 'push to something that is no branch',
    });
  });
});

describe('a merge request', () => {
  const attributes = {
    iid: 4,
    action: 'open',
    title: 'Draft: Fix one',
    description: 'why',
    state: 'opened',
    draft: true,
    source_branch: 'fix/one',
    target_branch: 'trunk',
    source_project_id: 7,
    target_project_id: 7,
    last_commit: { id: SHA },
    url: 'https://gitlab.example.test/group/sub/app/-/merge_requests/4',
    created_at: '2026-01-03T17:23:34Z',
    updated_at: '2026-01-03T17:23:34Z',
  };
  const parse = (changes: object, more: object = {}): Delivery =>
    gitlabWebhooks.parse(
      'merge_request',
      bytes({
        user: { username: 'dana' },
        project,
        labels: [],
        ...more,
        object_attributes: { ...attributes, ...changes },
      }),
    );

  it('is told without the mark in its title', () => {
    expect(parse({})).toMatchObject({
      action: 'open',
      event: {
        change: 'opened',
        actor: 'dana',
        pullRequest: { number: 4, title: 'Fix one', isDraft: true, headSha: SHA, isFromFork: false, author: 'dana' },
      },
    });
  });

  it.each([
    [{ action: 'update', oldrev: SHA }, {}, 'updated'],
    [{ action: 'update' }, { changes: { title: {}, draft: { previous: true, current: false } } }, 'ready'],
    [{ action: 'update' }, { changes: { draft: { previous: false, current: true } } }, 'drafted'],
    [{ action: 'update' }, { changes: { labels: {} } }, 'edited'],
    [{ action: 'close', state: 'closed' }, {}, 'closed'],
    [{ action: 'merge', state: 'merged' }, {}, 'closed'],
    [{ action: 'reopen' }, {}, 'reopened'],
  ])('with %j %j was %s', (changes, more, change) => {
    expect(eventOf(parse(changes, more))).toMatchObject({ change });
  });

  it('of a fork is never taken for ours, and an approval changes nothing', () => {
    expect(eventOf(parse({ source_project_id: 8 }))).toMatchObject({ pullRequest: { isFromFork: true } });
    expect(parse({ action: 'approved' })).toMatchObject({ outcome: 'ignored' });
  });
});
