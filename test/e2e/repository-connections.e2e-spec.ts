import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { TaskQueue } from '../../src/queue/task.queue';
import { ensureHooksTask } from '../../src/repository/repository.tasks';
import type { ApiClient } from '../support/api-client';
import { connectAccount, connectRepository, only, settle } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

interface Connection {
  id: string;
  oauth_connection_id: string | null;
  repository_full_name: string;
  owner_name: string;
  is_private: boolean;
  webhook_id: string | null;
  webhook_status: string;
  webhook_status_reason: string | null;
  is_enabled: boolean;
  fix_policy: Record<string, unknown>;
  disconnected_at: string | null;
}
interface Problem {
  code: string;
}
interface Disconnected {
  success: boolean;
  webhook_deleted: boolean;
  message: string;
}

const CONNECT = '/api/v2/repositories/connect';
const CONNECTIONS = '/api/v2/repositories/connections';
const MINUTE = 60_000;

describe('a connected repository', () => {
  let github: DemoGitHub;
  let app: TestApp;
  let count = 0;

  beforeAll(async () => {
    github = await startDemoGitHub();
    app = await startTestApp({ githubUrl: github.url });
  });
  afterAll(async () => {
    await app.close();
    await github.close();
  });
  afterEach(() => {
    github.faults.clear();
  });

  /** A new user of ours whose account at GitHub is dana's. */
  async function user(): Promise<ApiClient> {
    const caller = await app.user();
    await connectAccount(caller);
    return caller;
  }
  async function connected(): Promise<{ caller: ApiClient; name: string; path: string }> {
    const caller = await user();
    const name = `dana/changing-${++count}`;
    await github.createRepository(name);
    const path = `${CONNECTIONS}/${await connectRepository(caller, name)}`;
    await settle(app, github);
    return { caller, name, path };
  }
  const show = async (caller: ApiClient, path: string): Promise<Connection> =>
    (await caller.get<Connection>(path)).body;
  const sweep = async (): Promise<void> => {
    await app.nest.get(TaskQueue, { strict: false }).enqueue(app.db.read, ensureHooksTask, {});
    await settle(app, github);
  };

  it('is followed through a rename', async () => {
    const { caller, name, path } = await connected();

    await github.rename(name, `renamed-${count}`);
    await settle(app, github);
    const repaired = await caller.post(`${path}/webhook/repair`);

    expect(await show(caller, path)).toMatchObject({ repository_full_name: `dana/renamed-${count}`, is_enabled: true });
    expect(repaired.status).toBe(200);
    expect(github.hooks.list(`dana/renamed-${count}`)).toHaveLength(1);
  });

  it('is followed through a transfer, even when its event got lost', async () => {
    const { caller, name, path } = await connected();
    github.faults.dropWebhooks(1);
    await github.transfer(name, 'acme');
    await settle(app, github);
    const before = await show(caller, path);

    app.clock.advance(61 * MINUTE);
    await sweep();

    expect(before.owner_name).toBe('dana');
    expect(await show(caller, path)).toMatchObject({
      owner_name: 'acme',
      repository_full_name: name.replace('dana/', 'acme/'),
      webhook_status: 'active',
    });
  });

  it('shows when it became private', async () => {
    const { caller, name, path } = await connected();

    await github.setPrivate(name, true);
    await settle(app, github);

    expect((await show(caller, path)).is_private).toBe(true);
  });

  it('ends when it is deleted at the forge, and its history stays', async () => {
    const { caller, name, path } = await connected();

    await github.delete(name);
    await settle(app, github);
    const enabling = await caller.patch<Problem>(path, { is_enabled: true });
    const repairing = await caller.post<Problem>(`${path}/webhook/repair`);

    expect(await show(caller, path)).toMatchObject({ is_enabled: false, webhook_status: 'missing' });
    expect((await show(caller, path)).webhook_status_reason).toMatch(/deleted at the forge/);
    expect([enabling.status, enabling.body.code]).toEqual([409, 'repository.disconnected']);
    expect([repairing.status, repairing.body.code]).toEqual([409, 'repository.disconnected']);
  });

  it('is one of its own for each user who connects it', async () => {
    const { caller, name, path } = await connected();
    const other = await user();

    const id = await connectRepository(other, name);
    await caller.delete(path);

    const hook = only(github.hooks.list(name));
    expect(hook.url.endsWith(id)).toBe(true);
    expect((await show(other, `${CONNECTIONS}/${id}`)).webhook_status).toBe('active');
  });

  it('disconnects together with its webhook, and stays readable', async () => {
    const { caller, name, path } = await connected();

    const ended = await caller.delete<Disconnected>(path);
    const again = await caller.delete<Disconnected>(path);
    const listed = await caller.get<{ total: number }>(CONNECTIONS);
    const all = await caller.get<{ total: number }>(`${CONNECTIONS}?include_disabled=true`);

    expect(ended.body).toMatchObject({ success: true, webhook_deleted: true, repository_full_name: name });
    expect(again.body).toMatchObject({ success: true, webhook_deleted: false });
    expect(github.hooks.list(name)).toEqual([]);
    expect(await show(caller, path)).toMatchObject({ is_enabled: false, webhook_id: null, webhook_status: 'inactive' });
    expect([listed.body.total, all.body.total]).toEqual([0, 1]);
  });

  it('leaves its webhook at the forge when asked to, which is then ignored', async () => {
    const { caller, name, path } = await connected();

    const ended = await caller.delete<Disconnected>(`${path}?delete_webhook=false`);
    github.hooks.send(name, 'push', {});
    await settle(app, github);

    expect(ended.body.webhook_deleted).toBe(false);
    expect(ended.body.message).toMatch(/still at the forge/);
    expect(github.hooks.deliveries(name)[0]).toMatchObject({ event: 'push', statusCode: 202 });
  });

  it('disconnects while the forge is away; its webhook is removed later', async () => {
    const { caller, name, path } = await connected();
    github.faults.next({ method: 'DELETE', path: '/hooks/' }, { status: 503, body: { message: 'Unicorn' } });

    const ended = await caller.delete<Disconnected>(path);
    const left = github.hooks.list(name).length;
    await sweep();

    expect(ended.body).toMatchObject({ success: true, webhook_deleted: false });
    expect(left).toBe(1);
    expect(github.hooks.list(name)).toEqual([]);
    expect((await show(caller, path)).webhook_id).toBeNull();
  });

  it('comes back as the same connection with a new secret', async () => {
    const { caller, name, path } = await connected();
    const secret = only(github.hooks.list(name)).secret;
    await caller.patch(path, { fix_policy: { max_files: 2 } });
    await caller.delete(path);

    const back = await caller.post<Connection>(CONNECT, { repository_full_name: name });

    expect(back.status).toBe(201);
    expect(`${CONNECTIONS}/${back.body.id}`).toBe(path);
    expect(back.body).toMatchObject({ is_enabled: true, webhook_status: 'active', disconnected_at: null });
    expect(back.body.fix_policy).toMatchObject({ max_files: 2 });
    expect(only(github.hooks.list(name)).secret).not.toBe(secret);
  });

  it('ends with the account’s connection, and comes back under the next one', async () => {
    const { caller, name, path } = await connected();

    const ended = await caller.delete<{ hooks_removed: number }>('/api/v2/oauth/github/disconnect');
    const hooks = github.hooks.list(name).length;
    const inactive = await show(caller, path);
    await connectAccount(caller);
    const back = await caller.post<Connection>(CONNECT, { repository_full_name: name });

    expect([ended.body.hooks_removed, hooks]).toEqual([1, 0]);
    expect(inactive).toMatchObject({ is_enabled: false, webhook_id: null });
    expect([back.status, back.body.webhook_status]).toEqual([201, 'active']);
  });

  it('needs the account again when its token was revoked, and asks the forge no more', async () => {
    const { caller, name, path } = await connected();
    github.faults.next({ path: '/hooks' }, { status: 401, body: { message: 'Bad credentials' } });

    const first = await caller.get<{ webhook_status_reason: string }>(`${path}/webhook`);
    const repair = await caller.post<Problem>(`${path}/webhook/repair`);
    const listing = await caller.get<Problem>('/api/v2/repositories/github');

    expect(first.body.webhook_status_reason).toMatch(/connect it again/);
    expect([repair.status, repair.body.code]).toEqual([409, 'oauth.needs_reauthorization']);
    expect([listing.status, listing.body.code]).toEqual([409, 'oauth.needs_reauthorization']);
    expect(github.hooks.list(name)).toHaveLength(1);
  });
});
