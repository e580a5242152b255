import { HookReceiver } from '../../demo/common/receiver';
import { startDemoGitLab } from '../../demo/gitlab/server';
import type { DemoGitLab } from '../../demo/gitlab/server';
import { GitLabTestClient } from './gitlab-client';

const PROJECT = 'acme/shop';
const API = `/projects/${encodeURIComponent(PROJECT)}`;

describe('merge requests of the demo GitLab', () => {
  let gitlab: DemoGitLab;
  let dana: GitLabTestClient;
  let receiver: HookReceiver;

  beforeEach(async () => {
    gitlab = await startDemoGitLab();
    dana = new GitLabTestClient(gitlab.url, gitlab.token('dana'));
    receiver = await HookReceiver.start({ event: 'x-gitlab-event', id: 'idempotency-key' });
    await gitlab.createProject(PROJECT, { files: { 'a.txt': 'a\n', 'b.txt': 'b\n' } });
    await gitlab.push(PROJECT, { 'a.txt': 'better\n' }, { branch: 'fix' });
    await gitlab.idle();
    await dana.call('POST', `${API}/hooks`, { url: receiver.url, push_events: false, merge_requests_events: true });
  });
  afterEach(async () => {
    await gitlab.close();
    await receiver.close();
  });

  const open = (changes: object = {}) =>
    dana.call('POST', `${API}/merge_requests`, {
      source_branch: 'fix',
      target_branch: 'main',
      title: 'Fix',
      ...changes,
    });
  const read = async () => (await dana.call('GET', `${API}/merge_requests/1`)).object;
  const merge = (body: object = {}) => dana.call('PUT', `${API}/merge_requests/1/merge`, body);
  const told = () =>
    receiver.received.map(({ body }) => {
      const { action, oldrev } = body.object_attributes as { action: string; oldrev?: string };
      return oldrev === undefined ? action : `${action} from ${oldrev.slice(0, 8)}`;
    });

  it('is made once for one pair of branches that are there', async () => {
    const made = await open({
      labels: ['bot', 'ci'],
      description: 'why',
      reviewer_ids: [102],
      remove_source_branch: true,
    });

    expect(made).toMatchObject({
      status: 201,
      object: {
        iid: 1,
        state: 'opened',
        labels: ['bot', 'ci'],
        reviewers: [{ username: 'otto' }],
        detailed_merge_status: 'mergeable',
      },
    });
    expect(await open()).toMatchObject({
      status: 409,
      object: { message: ['Another open merge request already exists for this source branch: !1'] },
    });
    expect((await open({ source_branch: 'nowhere' })).status).toBe(400);
    expect((await open({ target_branch: 'nowhere' })).status).toBe(422);
    expect((await open({ target_branch: 'fix' })).status).toBe(422);
  });

  it('follows its branch, and closes with it', async () => {
    const {
      object: { sha },
    } = await open();
    const next = await gitlab.push(PROJECT, { 'c.txt': 'c' }, { branch: 'fix' });
    await gitlab.idle();
    const diffs = (await dana.call('GET', `${API}/merge_requests/1/diffs?per_page=1`)).list;
    const followed = await read();
    gitlab.deleteBranch(PROJECT, 'fix');
    await gitlab.idle();

    expect(followed).toMatchObject({ sha: next, changes_count: '2' });
    expect(diffs).toMatchObject([{ new_path: 'a.txt', diff: '@@ -1,1 +1,1 @@\n-a\n+better\n' }]);
    expect((await read()).state).toBe('closed');
    expect(told()).toEqual(['open', `update from ${String(sha).slice(0, 8)}`, 'close']);
  });

  it('is a draft by its title, and is not merged as one', async () => {
    await open({ title: 'Draft: Fix' });

    expect(await read()).toMatchObject({ draft: true, detailed_merge_status: 'draft_status' });
    expect((await merge()).status).toBe(405);
    const ready = await dana.call('PUT', `${API}/merge_requests/1`, { title: 'Fix', add_labels: 'ready' });
    expect(ready.object).toMatchObject({ draft: false, labels: ['ready'] });
    expect((await dana.call('PUT', `${API}/merge_requests/1`, { state_event: 'close' })).object.state).toBe('closed');
    expect((await dana.call('PUT', `${API}/merge_requests/1`, { state_event: 'reopen' })).object.state).toBe('opened');
  });

  it('merges with a real commit of both sides, once, and only the head the caller knows', async () => {
    const {
      object: { sha },
    } = await open();
    await gitlab.push(PROJECT, { 'd.txt': 'd' });

    expect((await merge({ sha: '0'.repeat(40) })).status).toBe(409);
    const done = await merge({ sha, should_remove_source_branch: true });
    await gitlab.idle();

    const commit = await dana.call('GET', `${API}/repository/commits/${String(done.object.merge_commit_sha)}`);
    expect(done).toMatchObject({ status: 200, object: { state: 'merged', merged_by: { username: 'dana' } } });
    expect((commit.object.parent_ids as string[])[1]).toBe(sha);
    expect((await dana.call('GET', `${API}/repository/files/a.txt/raw?ref=main`)).body).toBe('better\n');
    expect((await dana.call('GET', `${API}/repository/branches/fix`)).status).toBe(404);
    expect((await dana.call('GET', `${API}/repository/commits/${String(sha)}/merge_requests`)).list).toMatchObject([
      { iid: 1 },
    ]);
    expect((await merge()).status).toBe(405);
    expect(told()).toEqual(['open', 'merge']);
  });

  it('does not merge a conflict, a red pipeline that is asked for, or for one who may not', async () => {
    await open();
    gitlab.requirePipeline(PROJECT, true);
    gitlab.pipelines.create({ project: PROJECT, ref: 'fix', jobs: [{ name: 'test', status: 'failed' }] });
    await gitlab.idle();
    expect(await read()).toMatchObject({ detailed_merge_status: 'ci_must_pass', head_pipeline: { status: 'failed' } });
    gitlab.requirePipeline(PROJECT, false);
    gitlab.setMember(PROJECT, 'otto', 30);
    const otto = new GitLabTestClient(gitlab.url, gitlab.token('otto'));
    expect((await otto.call('PUT', `${API}/merge_requests/1/merge`)).status).toBe(401);

    await gitlab.push(PROJECT, { 'a.txt': 'different\n' });
    await gitlab.idle();

    expect(await read()).toMatchObject({ detailed_merge_status: 'conflict', has_conflicts: true });
    expect((await merge()).status).toBe(422);
  });

  it('takes notes: written, changed, listed, taken away', async () => {
    await open();
    const note = await dana.call('POST', `${API}/merge_requests/1/notes`, { body: 'one' });
    const path = `${API}/merge_requests/1/notes/${String(note.object.id)}`;

    expect((await dana.call('PUT', path, { body: 'two' })).object.body).toBe('two');
    expect((await dana.call('GET', `${API}/merge_requests/1/notes`)).list).toMatchObject([
      { body: 'two', system: false },
    ]);
    expect((await dana.call('DELETE', path)).status).toBe(204);
    expect((await dana.call('GET', path)).status).toBe(404);
  });
});
