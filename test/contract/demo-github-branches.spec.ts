import { GitHubContract } from '../../demo/github/contract-check';
import { HookReceiver } from '../../demo/common/receiver';
import { startDemoGitHub } from '../../demo/github/server';
import type { DemoGitHub } from '../../demo/github/server';
import { CheckedClient } from '../../demo/github/test-client';

const REPOSITORY = 'dana/api';
const HERE = `/repos/${REPOSITORY}`;

describe('branches, checks, comments and labels of the demo GitHub', () => {
  let github: DemoGitHub;
  let dana: CheckedClient;
  let otto: CheckedClient;
  let head: string;

  beforeEach(async () => {
    github = await startDemoGitHub();
    await github.createRepository(REPOSITORY, { files: { 'a.txt': 'a\n' } });
    await github.setCollaborator(REPOSITORY, 'otto', 'write');
    dana = new CheckedClient(github.url, github.token('dana'));
    otto = new CheckedClient(github.url, github.token('otto'));
    head = await github.push(REPOSITORY, { 'a.txt': 'b\n' }, { branch: 'fix/one', message: 'Fix' });
    await dana.call('POST', `${HERE}/pulls`, { title: 'Fix', head: 'fix/one', base: 'main' });
    await github.idle();
  });
  afterEach(() => github.close());

  const PROTECTION = {
    required_status_checks: { strict: true, contexts: ['build'] },
    enforce_admins: true,
    required_pull_request_reviews: null,
    restrictions: null,
  };

  it('shows branches by plain and by encoded name', async () => {
    const all = await dana.call('GET', `${HERE}/branches`);
    const plain = await dana.call('GET', `${HERE}/branches/fix/one`);
    const encoded = await dana.call('GET', `${HERE}/branches/fix%2Fone`);
    const none = await dana.call('GET', `${HERE}/branches/none`);

    expect(all.body).toMatchObject([{ name: 'fix/one' }, { name: 'main', protected: false }]);
    expect(plain.body).toMatchObject({ name: 'fix/one', commit: { sha: head }, protected: false });
    expect([encoded.status, none.status]).toEqual([200, 404]);
  });

  it('protects a branch: hidden from those who do not administer, and no merge before its checks are green', async () => {
    const path = `${HERE}/branches/main/protection`;
    const before = await dana.call('GET', path);
    await dana.call('PUT', path, PROTECTION);

    const shown = await dana.call('GET', path);
    const hidden = await otto.call('GET', path);
    const early = await dana.call('PUT', `${HERE}/pulls/1/merge`, {});
    await github.runs.create({ repository: REPOSITORY, branch: 'fix/one', jobs: [{ name: 'build' }] });
    await github.idle();
    const merged = await dana.call('PUT', `${HERE}/pulls/1/merge`, {});

    expect([before.status, shown.status, hidden.status]).toEqual([404, 200, 404]);
    expect([early.status, early.body]).toMatchObject([405, { message: 'Required status check "build" is expected.' }]);
    expect(merged.status).toBe(200);
  });

  it('takes pushes to a branch that wants pull requests only by pull request', async () => {
    const rule = { ...PROTECTION, required_status_checks: null, required_pull_request_reviews: {} };
    await dana.call('PUT', `${HERE}/branches/main/protection`, rule);

    const pushed = await otto.call('PATCH', `${HERE}/git/refs/heads/main`, { sha: head });

    expect([pushed.status, pushed.body]).toMatchObject([
      422,
      { message: 'Changes must be made through a pull request.' },
    ]);
  });

  it('shows the jobs of a commit as check runs, tells of them, and lets no OAuth token make one', async () => {
    const receiver = await HookReceiver.start();
    const config = { url: receiver.url, content_type: 'json' };
    await dana.call('POST', `${HERE}/hooks`, { config, events: ['check_run'] });
    const jobs = [{ name: 'build' }, { name: 'test', conclusion: 'failure' as const }];
    await github.runs.create({ repository: REPOSITORY, branch: 'fix/one', jobs });
    await github.idle();

    const list = await dana.call('GET', `${HERE}/commits/${head}/check-runs`);
    const byBranch = await dana.call('GET', `${HERE}/commits/fix%2Fone/check-runs?check_name=test`);
    const [check] = (byBranch.body as { check_runs: { id: number }[] }).check_runs;
    const one = await dana.call('GET', `${HERE}/check-runs/${check?.id ?? 0}`);
    const made = await dana.call('POST', `${HERE}/check-runs`, { name: 'ours', head_sha: head });
    await receiver.close();

    const contract = new GitHubContract();
    const told = receiver.received.filter(({ event }) => event === 'check_run');
    expect(list.body).toMatchObject({
      total_count: 2,
      check_runs: [{ name: 'build', status: 'completed', conclusion: 'success' }, { conclusion: 'failure' }],
    });
    expect(one.body).toMatchObject({ name: 'test', head_sha: head });
    expect(made.status).toBe(403);
    expect(told.map(({ body }) => body.action)).toEqual(['created', 'created', 'completed', 'completed']);
    expect(told.flatMap(({ body }) => contract.webhookFaults('check_run', body))).toEqual([]);
  });

  it('keeps comments, labels and reviewers of a pull request', async () => {
    const comment = await dana.call('POST', `${HERE}/issues/1/comments`, { body: 'first' });
    const { id } = comment.body as { id: number };
    await dana.call('PATCH', `${HERE}/issues/comments/${id}`, { body: 'edited' });
    await dana.call('POST', `${HERE}/issues/1/labels`, { labels: ['devflowfix'] });
    const asked = await dana.call('POST', `${HERE}/pulls/1/requested_reviewers`, { reviewers: ['otto'] });
    const unasked = await dana.call('POST', `${HERE}/pulls/1/requested_reviewers`, { reviewers: ['nobody'] });

    const comments = await dana.call('GET', `${HERE}/issues/1/comments`);
    const pull = await dana.call('GET', `${HERE}/pulls/1`);

    expect(comments.body).toMatchObject([{ body: 'edited', user: { login: 'dana' } }]);
    expect(pull.body).toMatchObject({
      labels: [{ name: 'devflowfix' }],
      requested_reviewers: [{ login: 'otto' }],
      comments: 1,
    });
    expect([asked.status, unasked.status]).toEqual([201, 422]);
  });

  it('says what a person may do', async () => {
    const hers = await otto.call('GET', `${HERE}/collaborators/dana/permission`);
    const his = await dana.call('GET', `${HERE}/collaborators/otto/permission`);

    expect([hers.body, his.body]).toMatchObject([{ permission: 'admin' }, { permission: 'write' }]);
  });

  it('hides workflow files from a token without the scope, in trees too', async () => {
    const narrow = new CheckedClient(github.url, github.token('dana', ['repo']));
    const tree = (path: string): object => ({ tree: [{ path, mode: '100644', type: 'blob', content: 'x' }] });

    const refused = await narrow.call('POST', `${HERE}/git/trees`, tree('.github/workflows/ci.yml'));
    const allowed = await narrow.call('POST', `${HERE}/git/trees`, tree('src/ci.yml'));

    expect([refused.status, allowed.status]).toEqual([404, 201]);
  });

  it('can block content creation without saying for how long', async () => {
    github.faults.contentLimit({ method: 'POST' });

    const answer = await dana.call('POST', `${HERE}/issues/1/comments`, { body: 'again' });

    expect(answer.status).toBe(403);
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(answer.body).toMatchObject({ message: expect.stringContaining('secondary rate limit') as string });
  });
});
