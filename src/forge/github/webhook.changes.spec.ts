import definitions from '@octokit/webhooks-examples';
import type { Delivery } from '../forge.types';
import { githubWebhooks } from './webhook';

const parse = (event: string, payload: unknown): Delivery =>
  githubWebhooks.parse(event, Buffer.from(JSON.stringify(payload)));

const repository = { id: 7, full_name: 'acme/api', name: 'api', owner: { login: 'acme' }, private: true };
const [BEFORE, AFTER, ZERO] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)];

const push = {
  ref: 'refs/heads/feature/one',
  before: BEFORE,
  after: AFTER,
  forced: true,
  pusher: { name: 'dana' },
  repository,
};

const pull_request = {
  number: 3,
  title: 'Fix',
  body: null,
  state: 'open',
  draft: true,
  head: { ref: 'fix', sha: AFTER, repo: { id: 7 } },
  base: { ref: 'main', sha: BEFORE, repo: { id: 7 } },
  user: { login: 'dana' },
  labels: [{ name: 'ci' }],
  html_url: 'https://github.com/acme/api/pull/3',
  merge_commit_sha: 'c'.repeat(40),
  created_at: '2026-11-22T10:00:00Z',
  updated_at: '2026-11-22T11:00:00Z',
  closed_at: null,
  merged_at: null,
};
const pulled = (action: string, changes: object = {}): Delivery =>
  parse('pull_request', {
    action,
    repository,
    sender: { login: 'otto' },
    pull_request: { ...pull_request, ...changes },
  });

describe('parsing pushes', () => {
  it('tells the branch and both its ends', () => {
    expect(parse('push', push)).toMatchObject({
      outcome: 'event',
      action: null,
      event: {
        type: 'push',
        repository: { externalId: '7', path: 'acme/api' },
        branch: 'feature/one',
        beforeSha: BEFORE,
        afterSha: AFTER,
        isForced: true,
        pusher: 'dana',
        reverts: [],
      },
    });
  });

  it('tells what its commits take back', () => {
    const message = `Revert "fix"\n\nThis reverts commit ${BEFORE}.`;
    const commits = [
      { id: 'c'.repeat(40), message: 'Something else' },
      { id: AFTER, message },
    ];

    expect(parse('push', { ...push, commits })).toMatchObject({
      event: { reverts: [{ by: AFTER, sha: BEFORE, pullRequestNumber: null }] },
    });
  });

  it('tells a branch made and a branch deleted', () => {
    expect(parse('push', { ...push, before: ZERO })).toMatchObject({ event: { beforeSha: null, afterSha: AFTER } });
    expect(parse('push', { ...push, after: ZERO })).toMatchObject({ event: { beforeSha: BEFORE, afterSha: null } });
  });

  it('leaves tags alone', () => {
    expect(parse('push', { ...push, ref: 'refs/tags/v1' })).toMatchObject({
      outcome: 'ignored',
      reason: 'push to something that is no branch',
    });
  });
});

describe('parsing pull requests', () => {
  it('tells all of one that was opened', () => {
    expect(pulled('opened')).toMatchObject({
      outcome: 'event',
      action: 'opened',
      event: {
        type: 'pull-request',
        change: 'opened',
        actor: 'otto',
        pullRequest: {
          number: 3,
          title: 'Fix',
          body: '',
          state: 'open',
          isDraft: true,
          headBranch: 'fix',
          headSha: AFTER,
          isFromFork: false,
          baseBranch: 'main',
          baseSha: BEFORE,
          author: 'dana',
          labels: ['ci'],
          // A test merge while it is open.
          mergeCommitSha: null,
          closedAt: null,
        },
      },
    });
  });

  it.each([
    ['synchronize', 'updated'],
    ['labeled', 'edited'],
    ['ready_for_review', 'ready'],
    ['converted_to_draft', 'drafted'],
    ['reopened', 'reopened'],
  ])('calls %s %s', (action, change) => {
    expect(pulled(action)).toMatchObject({ event: { change } });
  });

  it('tells a merge from a mere closing', () => {
    const merged_at = '2026-11-22T12:00:00Z';

    const closed = pulled('closed', { state: 'closed', closed_at: merged_at });
    const merged = pulled('closed', { state: 'closed', closed_at: merged_at, merged_at });

    expect(closed).toMatchObject({ event: { pullRequest: { state: 'closed', mergeCommitSha: null } } });
    expect(merged).toMatchObject({
      event: {
        pullRequest: { state: 'merged', mergeCommitSha: pull_request.merge_commit_sha, closedAt: new Date(merged_at) },
      },
    });
  });

  it.each([
    ['another repository', { id: 8 }],
    ['a fork that was deleted', null],
  ])('knows a head in %s as foreign', (_, repo) => {
    expect(pulled('opened', { head: { ...pull_request.head, repo } })).toMatchObject({
      event: { pullRequest: { isFromFork: true } },
    });
  });

  it.each(['locked', 'constructor', '__proto__'])('ignores the action %s', (action) => {
    expect(pulled(action)).toMatchObject({ outcome: 'ignored', reason: 'pull request action changes nothing we keep' });
  });

  it.each([
    ['pull_request', 'pull-request', 'pull request action changes nothing we keep'],
    ['push', 'push', 'push to something that is no branch'],
  ])("understands every recording of GitHub's %s", (name, type, reason) => {
    const recordings = definitions.find((definition) => definition.name === name)?.examples ?? [];

    const told = recordings.map((payload) => parse(name, payload));

    expect(recordings.length).toBeGreaterThan(5);
    expect(new Set(told.map((one) => (one.outcome === 'event' ? one.event.type : one.reason)))).toEqual(
      new Set([type, reason]),
    );
  });
});
