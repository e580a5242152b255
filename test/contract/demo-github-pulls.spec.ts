import { GitHubContract } from '../../demo/github/contract-check';
import { HookReceiver } from '../../demo/common/receiver';
import { startDemoGitHub } from '../../demo/github/server';
import type { DemoGitHub } from '../../demo/github/server';
import { CheckedClient } from '../../demo/github/test-client';
import type { TestAnswer } from '../../demo/github/test-client';

const REPOSITORY = 'dana/api';
const PULLS = `/repos/${REPOSITORY}/pulls`;
const contract = new GitHubContract();

interface PullAnswer {
  number: number;
  node_id: string;
  state: string;
  draft: boolean;
  mergeable: boolean | null;
  mergeable_state: string;
  merged: boolean;
  head: { sha: string; ref: string };
  base: { sha: string };
}

describe('the pull requests of the demo GitHub', () => {
  let github: DemoGitHub;
  let receiver: HookReceiver;
  let dana: CheckedClient;
  let otto: CheckedClient;

  beforeEach(async () => {
    github = await startDemoGitHub();
    receiver = await HookReceiver.start();
    await github.createRepository(REPOSITORY, { files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
    dana = new CheckedClient(github.url, github.token('dana'));
    otto = new CheckedClient(github.url, github.token('otto'));
  });
  afterEach(async () => {
    await github.close();
    await receiver.close();
  });

  const pullOf = (answer: TestAnswer): PullAnswer => answer.body as PullAnswer;
  const errorsOf = (answer: TestAnswer): unknown => (answer.body as { errors?: unknown }).errors;

  async function open(branch = 'fix', extra: object = {}): Promise<PullAnswer> {
    await github.push(REPOSITORY, { 'a.txt': 'a\nfixed\n' }, { branch, message: 'Fix it' });
    return pullOf(await dana.call('POST', PULLS, { title: 'Fix', head: branch, base: 'main', ...extra }));
  }

  async function listen(): Promise<void> {
    const config = { url: receiver.url, content_type: 'json' };
    await dana.call('POST', `/repos/${REPOSITORY}/hooks`, { config, events: ['pull_request', 'push'] });
    await github.idle();
  }

  it('opens one with its commits, files and numbers, and lists it by head, base and state', async () => {
    const { number } = await open();

    const one = await dana.call('GET', `${PULLS}/${number}`);
    const files = await dana.call('GET', `${PULLS}/${number}/files`);
    const commits = await dana.call('GET', `${PULLS}/${number}/commits`);
    const found = await dana.call('GET', `${PULLS}?head=dana:fix&base=main&state=all`);
    const none = await dana.call('GET', `${PULLS}?head=dana:other`);
    const byCommit = await dana.call('GET', `/repos/${REPOSITORY}/commits/${pullOf(one).head.sha}/pulls`);

    expect(one.body).toMatchObject({
      state: 'open',
      draft: false,
      mergeable: true,
      mergeable_state: 'clean',
      commits: 1,
      additions: 1,
      deletions: 0,
      changed_files: 1,
      head: { ref: 'fix', label: 'dana:fix' },
    });
    expect(files.body).toMatchObject([{ filename: 'a.txt', status: 'modified', additions: 1, deletions: 0 }]);
    expect(commits.body).toMatchObject([{ sha: pullOf(one).head.sha, commit: { message: 'Fix it' } }]);
    expect([found.body, none.body, byCommit.body]).toMatchObject([[{ number }], [], [{ number }]]);
  });

  it('refuses a missing branch, a second one of the same branches, one without commits and one without the right', async () => {
    await open();
    await github.push(REPOSITORY, {}, { branch: 'same', message: 'nothing' }).catch(() => undefined);
    const ask = (head: string, base = 'main'): Promise<TestAnswer> =>
      dana.call('POST', PULLS, { title: 'Fix', head, base });

    const answers = [await ask('nowhere'), await ask('fix', 'nowhere'), await ask('fix'), await ask('main', 'fix')];
    const untitled = await dana.call('POST', PULLS, { head: 'fix', base: 'main' });
    const stranger = await otto.call('POST', PULLS, { title: 'Fix', head: 'fix', base: 'main' });

    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(answers.map(errorsOf)).toEqual([
      [{ resource: 'PullRequest', field: 'head', code: 'invalid' }],
      [{ resource: 'PullRequest', field: 'base', code: 'invalid' }],
      [{ resource: 'PullRequest', code: 'custom', message: 'A pull request already exists for dana:fix.' }],
      [{ resource: 'PullRequest', code: 'custom', message: 'No commits between fix and main' }],
    ]);
    expect([untitled.status, stranger.status]).toEqual([422, 403]);
  });

  it('follows its branch, and tells its whole life in webhooks GitHub would send', async () => {
    await listen();
    const { number, head } = await open();
    await github.idle();
    const after = await github.push(REPOSITORY, { 'c.txt': 'c\n' }, { branch: 'fix' });
    await github.idle();
    await dana.call('PATCH', `${PULLS}/${number}`, { title: 'Fix it well', body: 'Now' });
    await dana.call('PATCH', `${PULLS}/${number}`, { state: 'closed' });
    await dana.call('PATCH', `${PULLS}/${number}`, { state: 'open' });
    await dana.call('DELETE', `/repos/${REPOSITORY}/git/refs/heads/fix`);
    await github.idle();

    const told = receiver.received.filter(({ event }) => event === 'pull_request').map(({ body }) => body);

    expect(told.map(({ action }) => action)).toEqual([
      'opened',
      'synchronize',
      'edited',
      'closed',
      'reopened',
      'closed',
    ]);
    expect(told[1]).toMatchObject({ before: head.sha, after, pull_request: { head: { sha: after }, commits: 2 } });
    expect(told[2]).toMatchObject({ changes: { title: { from: 'Fix' }, body: { from: '' } } });
    expect(told.flatMap((body) => contract.webhookFaults('pull_request', body))).toEqual([]);
    const reopen = await dana.call('PATCH', `${PULLS}/${number}`, { state: 'open' });
    expect(errorsOf(reopen)).toMatchObject([{ message: 'state cannot be changed. The fix branch has been deleted.' }]);
  });

  it('turns a draft into a pull request and back by GraphQL only', async () => {
    await listen();
    const pull = await open('fix', { draft: true });
    await dana.call('PATCH', `${PULLS}/${pull.number}`, { draft: false });
    const stillDraft = pullOf(await dana.call('GET', `${PULLS}/${pull.number}`));
    const ask = (name: string, client = dana, id = pull.node_id): Promise<TestAnswer> =>
      client.unchecked('POST', '/graphql', {
        query: `mutation($id: ID!) { ${name}(input: {pullRequestId: $id}) { pullRequest { id isDraft } } }`,
        variables: { id },
      });

    const refused = await ask('markPullRequestReadyForReview', otto);
    const ready = await ask('markPullRequestReadyForReview');
    const again = await ask('convertPullRequestToDraft');
    const unknown = await ask('markPullRequestReadyForReview', dana, 'PR_none');
    await github.idle();

    const told = receiver.received.filter(({ event }) => event === 'pull_request').map(({ body }) => body);
    expect([stillDraft.draft, stillDraft.mergeable_state]).toEqual([true, 'draft']);
    expect(refused.body).toMatchObject({ errors: [{ type: 'FORBIDDEN' }] });
    expect(ready.body).toEqual({
      data: { markPullRequestReadyForReview: { pullRequest: { id: pull.node_id, isDraft: false } } },
    });
    expect(again.body).toMatchObject({ data: { convertPullRequestToDraft: { pullRequest: { isDraft: true } } } });
    expect(unknown.body).toMatchObject({ errors: [{ type: 'NOT_FOUND' }] });
    expect(told.map(({ action }) => action)).toEqual(['opened', 'ready_for_review', 'converted_to_draft']);
    expect(told.flatMap((body) => contract.webhookFaults('pull_request', body))).toEqual([]);
  });

  it('merges both sides, moves the base, and says so by closed and push', async () => {
    await listen();
    const { number, head } = await open();
    const onMain = await github.push(REPOSITORY, { 'b.txt': 'b\nmore\n' });
    await github.idle();

    const stale = await dana.call('PUT', `${PULLS}/${number}/merge`, { sha: '0'.repeat(40) });
    const merged = await dana.call('PUT', `${PULLS}/${number}/merge`, { sha: head.sha });
    await github.idle();
    const again = await dana.call('PUT', `${PULLS}/${number}/merge`);

    const { sha } = merged.body as { sha: string };
    const commit = await dana.call('GET', `/repos/${REPOSITORY}/git/commits/${sha}`);
    const texts = await Promise.all(
      ['a.txt', 'b.txt'].map(async (file) => {
        const { body } = await dana.call('GET', `/repos/${REPOSITORY}/contents/${file}?ref=main`);
        return Buffer.from((body as { content: string }).content, 'base64').toString();
      }),
    );
    const told = receiver.received.slice(-2).map(({ body }) => body);
    expect([stale.status, merged.status, again.status]).toEqual([409, 200, 405]);
    expect(commit.body).toMatchObject({
      message: 'Merge pull request #1 from dana/fix\n\nFix',
      parents: [{ sha: onMain }, { sha: head.sha }],
    });
    expect(texts).toEqual(['a\nfixed\n', 'b\nmore\n']);
    expect(told).toMatchObject([
      { action: 'closed', pull_request: { merged: true, merge_commit_sha: sha, merged_by: { login: 'dana' } } },
      { ref: 'refs/heads/main', before: onMain, after: sha },
    ]);
    expect(contract.webhookFaults('pull_request', told[0])).toEqual([]);
    expect((await dana.call('GET', `${PULLS}/${number}/merge`)).status).toBe(204);
  });

  it('squashes into one commit, and counts a head that reached the base by itself as merged', async () => {
    const first = await open('fix');
    await dana.call('PUT', `${PULLS}/${first.number}/merge`, { merge_method: 'squash' });
    await github.idle();
    await github.push(REPOSITORY, { 'd.txt': 'd' }, { branch: 'direct' });
    const second = pullOf(await dana.call('POST', PULLS, { title: 'Direct', head: 'direct', base: 'main' }));

    await dana.call('PATCH', `/repos/${REPOSITORY}/git/refs/heads/main`, { sha: second.head.sha });
    await github.idle();

    const commits = await dana.call('GET', `/repos/${REPOSITORY}/commits?sha=main`);
    expect(commits.body).toMatchObject([{}, { commit: { message: 'Fix (#1)' } }, {}]);
    expect(pullOf(await dana.call('GET', `${PULLS}/${second.number}`))).toMatchObject({
      state: 'closed',
      merged: true,
    });
  });

  it('knows a conflict and refuses to merge it', async () => {
    const { number } = await open();
    await github.push(REPOSITORY, { 'a.txt': 'other\n' });
    await github.idle();

    const one = pullOf(await dana.call('GET', `${PULLS}/${number}`));
    const merge = await dana.call('PUT', `${PULLS}/${number}/merge`, {});

    expect([one.mergeable, one.mergeable_state, merge.status]).toEqual([false, 'dirty', 405]);
  });

  it('brings a branch up to date with its base', async () => {
    const { number, head } = await open();
    const onMain = await github.push(REPOSITORY, { 'b.txt': 'new\n' });
    await github.idle();

    const answer = await dana.call('PUT', `${PULLS}/${number}/update-branch`, { expected_head_sha: head.sha });
    await github.idle();

    const now = pullOf(await dana.call('GET', `${PULLS}/${number}`));
    const commit = await dana.call('GET', `/repos/${REPOSITORY}/git/commits/${now.head.sha}`);
    expect(answer.status).toBe(202);
    expect(commit.body).toMatchObject({ parents: [{ sha: head.sha }, { sha: onMain }] });
  });
});
