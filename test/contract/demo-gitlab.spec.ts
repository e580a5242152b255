import { createHash } from 'node:crypto';
import { authorize, deny } from '../../demo/gitlab/authorize';
import { startDemoGitLab } from '../../demo/gitlab/server';
import type { DemoGitLab } from '../../demo/gitlab/server';
import { GitLabTestClient } from './gitlab-client';

const PROJECT = 'acme/platform/api';
const API = `/projects/${encodeURIComponent(PROJECT)}`;
const REDIRECT = 'http://127.0.0.1:4000/callback';

describe('the demo GitLab', () => {
  let gitlab: DemoGitLab;
  let dana: GitLabTestClient;
  let now: Date;

  beforeEach(async () => {
    now = new Date('2026-03-01T10:00:00Z');
    gitlab = await startDemoGitLab({ now: () => now });
    await gitlab.createProject(PROJECT, {
      files: { 'README.md': 'hello\n', 'src/a.ts': 'a\n', 'src/deep/b.ts': 'b\n' },
    });
    dana = new GitLabTestClient(gitlab.url, gitlab.token('dana'));
  });
  afterEach(() => gitlab.close());

  describe('OAuth', () => {
    const verifier = 'v'.repeat(64);
    const challenge = createHash('sha256').update(verifier).digest('base64url');

    function authorizationUrl(): string {
      const url = new URL('/oauth/authorize', gitlab.url);
      const { clientId } = gitlab.oauthApp;
      const query = {
        client_id: clientId,
        redirect_uri: REDIRECT,
        response_type: 'code',
        scope: 'api read_user',
        state: 's&t',
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      url.searchParams.set('code_challenge', challenge);
      url.searchParams.set('code_challenge_method', 'S256');
      return url.href;
    }

    async function token(form: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> {
      const { clientId, clientSecret } = gitlab.oauthApp;
      const response = await fetch(`${gitlab.url}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    }

    async function exchange(changes: Record<string, string> = {}) {
      const callback = new URL(await authorize({ login: 'dana', authorizationUrl: authorizationUrl() }));
      expect(callback.searchParams.get('state')).toBe('s&t');
      const code = callback.searchParams.get('code') ?? '';
      return token({
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT,
        code_verifier: verifier,
        ...changes,
      });
    }

    it('gives a pair for two hours, which names its owner and its scopes', async () => {
      const { status, body } = await exchange();

      expect(status).toBe(200);
      expect(Object.keys(body).sort()).toEqual([
        'access_token',
        'created_at',
        'expires_in',
        'refresh_token',
        'scope',
        'token_type',
      ]);
      expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 7200, scope: 'api read_user' });
      const user = await new GitLabTestClient(gitlab.url, String(body.access_token)).call('GET', '/user');
      expect(user.object.username).toBe('dana');
    });

    it('checks the verifier, the redirect address and the client', async () => {
      expect(await exchange({ code_verifier: 'x'.repeat(64) })).toMatchObject({
        status: 400,
        body: { error: 'invalid_grant' },
      });
      expect(await exchange({ redirect_uri: 'http://127.0.0.1:4001/callback' })).toMatchObject({ status: 400 });
      expect(await exchange({ client_secret: 'wrong' })).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
      const refused = new URL(await deny({ authorizationUrl: authorizationUrl() }));
      expect(refused.searchParams.get('error')).toBe('access_denied');
    });

    it('rotates: a refresh ends the old pair, and the old refresh token is good for nothing', async () => {
      const first = (await exchange()).body;
      const again = { grant_type: 'refresh_token', refresh_token: String(first.refresh_token), redirect_uri: REDIRECT };

      const second = await token(again);

      expect(second.status).toBe(200);
      expect(await token(again)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      const old = await new GitLabTestClient(gitlab.url, String(first.access_token)).call('GET', '/user');
      expect(old).toMatchObject({ status: 401, object: { error: 'invalid_token' } });
    });

    it('lets a token expire by the clock, and says so', async () => {
      const { access } = gitlab.oauthToken('dana');
      now = new Date(now.getTime() + 7_201_000);

      const answer = await new GitLabTestClient(gitlab.url, access).call('GET', '/user');

      expect(answer).toMatchObject({ status: 401, object: { error: 'invalid_token' } });
      expect(answer.object.error_description).toMatch(/^Token is expired/);
    });
  });

  describe('projects', () => {
    it('lists by keyset and by page, with the headers to go on by', async () => {
      for (let n = 0; n < 4; n += 1) await gitlab.createProject(`dana/tool${n}`);

      const first = await dana.call(
        'GET',
        '/projects?membership=true&pagination=keyset&order_by=id&sort=asc&per_page=3',
      );
      const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
      const second = await dana.call('GET', next.replace(`${gitlab.url}/api/v4`, ''));
      const paged = await dana.call('GET', '/projects?membership=true&per_page=2&page=2&search=tool');

      expect([...first.list, ...second.list].map(({ path_with_namespace: path }) => path)).toEqual([
        PROJECT,
        'dana/tool0',
        'dana/tool1',
        'dana/tool2',
        'dana/tool3',
      ]);
      expect(second.headers.get('link')).toBeNull();
      expect(first.headers.get('x-total')).toBeNull();
      expect(paged.list).toHaveLength(2);
      expect(paged.headers.get('x-next-page')).toBe('');
      expect(paged.headers.get('x-total')).toBe('4');
    });

    it('is found by number and by path, also the one it once had; and not by strangers', async () => {
      const { id } = gitlab.project(PROJECT);
      gitlab.rename(PROJECT, 'service');

      expect((await dana.call('GET', API)).object.id).toBe(id);
      expect((await dana.call('GET', `/projects/${id}`)).object.path_with_namespace).toBe('acme/platform/service');
      const otto = new GitLabTestClient(gitlab.url, gitlab.token('otto'));
      expect(await otto.call('GET', API)).toMatchObject({ status: 404, object: { message: '404 Project Not Found' } });
      expect((await new GitLabTestClient(gitlab.url, null).call('GET', API)).status).toBe(401);
    });

    it('tells what the caller may do', async () => {
      gitlab.setMember(PROJECT, 'otto', 30);
      const otto = new GitLabTestClient(gitlab.url, gitlab.token('otto'));

      expect((await otto.call('GET', API)).object.permissions).toMatchObject({ project_access: { access_level: 30 } });
      expect((await dana.call('GET', API)).object.permissions).toMatchObject({ group_access: { access_level: 50 } });
    });
  });

  describe('the repository', () => {
    const commit = (body: object) => dana.call('POST', `${API}/repository/commits`, body);

    it('gives blobs the ids Git gives them, and walks trees', async () => {
      const tree = await dana.call('GET', `${API}/repository/tree?recursive=true`);
      const file = await dana.call('GET', `${API}/repository/files/${encodeURIComponent('src/deep/b.ts')}?ref=main`);

      const id = createHash('sha1').update('blob 2\0b\n').digest('hex');
      expect(tree.list.map(({ path }) => path)).toEqual(['src', 'src/deep', 'README.md', 'src/a.ts', 'src/deep/b.ts']);
      expect(file.object).toMatchObject({ blob_id: id, content: 'Ygo=', file_name: 'b.ts' });
      expect((await dana.call('GET', `${API}/repository/blobs/${id}/raw`)).body).toBe('b\n');
    });

    it('makes one commit of several actions on a new branch', async () => {
      const {
        list: [head],
      } = await dana.call('GET', `${API}/repository/commits`);
      const made = await commit({
        branch: 'fix/one',
        start_sha: head?.id,
        commit_message: 'fix: one',
        actions: [
          { action: 'create', file_path: 'new.txt', content: 'bmV3', encoding: 'base64' },
          { action: 'update', file_path: 'README.md', content: 'bye\n' },
          { action: 'delete', file_path: 'src/a.ts' },
          { action: 'move', file_path: 'src/c.ts', previous_path: 'src/deep/b.ts' },
        ],
      });
      const compare = await dana.call('GET', `${API}/repository/compare?from=main&to=${encodeURIComponent('fix/one')}`);

      expect(made).toMatchObject({
        status: 201,
        object: { parent_ids: [head?.id], stats: { additions: 2, deletions: 2 } },
      });
      expect(compare.object.diffs).toMatchObject([
        { new_path: 'README.md', diff: '@@ -1,1 +1,1 @@\n-hello\n+bye\n' },
        { new_path: 'new.txt', new_file: true },
        { new_path: 'src/a.ts', deleted_file: true },
        { new_path: 'src/c.ts', old_path: 'src/deep/b.ts', renamed_file: true },
      ]);
      const base = await dana.call(
        'GET',
        `${API}/repository/merge_base?refs[]=main&refs[]=${encodeURIComponent('fix/one')}`,
      );
      expect(base.object.id).toBe(head?.id);
    });

    it('refuses what GitLab refuses, in its words', async () => {
      const action = { action: 'create', file_path: 'x', content: 'x' };
      const base = { commit_message: 'm', start_branch: 'main' };
      await commit({ ...base, branch: 'b1', actions: [action] });

      const again = await commit({ ...base, branch: 'b1', actions: [action] });
      const there = await commit({ commit_message: 'm', branch: 'b1', actions: [action] });
      const missing = await commit({
        commit_message: 'm',
        branch: 'b1',
        actions: [{ action: 'delete', file_path: 'y' }],
      });
      const nowhere = await commit({ commit_message: 'm', branch: 'b2', actions: [action] });

      expect([again, there, missing, nowhere].map(({ status, object }) => [status, object.message])).toEqual([
        [400, "A branch called 'b1' already exists. Switch to that branch in order to make changes"],
        [400, 'A file with this name already exists'],
        [400, "A file with this name doesn't exist"],
        [400, 'You can only create or edit files when you are on a branch'],
      ]);
    });

    it('does not let a developer push to a protected branch', async () => {
      gitlab.setMember(PROJECT, 'otto', 30);
      const otto = new GitLabTestClient(gitlab.url, gitlab.token('otto'));
      const body = {
        branch: 'main',
        commit_message: 'm',
        actions: [{ action: 'create', file_path: 'x', content: 'x' }],
      };

      expect((await otto.call('POST', `${API}/repository/commits`, body)).status).toBe(403);
      expect((await otto.call('GET', `${API}/repository/branches/main`)).object).toMatchObject({
        protected: true,
        can_push: false,
      });
    });
  });

  it('answers 429 in plain text when the limit is used up, and again after it', async () => {
    gitlab.limits.set('dana', 1, new Date(now.getTime() + 30_000));

    const last = await dana.call('GET', '/user');
    const none = await dana.call('GET', '/user');
    now = new Date(now.getTime() + 31_000);

    expect(last.headers.get('ratelimit-remaining')).toBe('0');
    expect(none).toMatchObject({ status: 429, body: 'Retry later\n' });
    expect(none.headers.get('retry-after')).toBe('30');
    expect((await dana.call('GET', '/user')).status).toBe(200);
  });

  it('suffers what a test asks for', async () => {
    gitlab.faults.revoked();
    gitlab.faults.unavailable(502);
    gitlab.faults.next({}, { status: 200, body: '[{', cut: true });

    expect((await dana.call('GET', '/user')).object.error).toBe('invalid_token');
    expect((await dana.call('GET', '/user')).status).toBe(502);
    await expect(dana.call('GET', '/user')).rejects.toThrow('terminated');
    expect((await dana.call('GET', '/user')).status).toBe(200);
  });
});
