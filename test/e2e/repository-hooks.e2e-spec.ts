import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import type { Hook } from '../../demo/github/hooks';
import { TaskQueue } from '../../src/queue/task.queue';
import { ensureHooksTask, redeliverTask } from '../../src/repository/repository.tasks';
import type { ApiClient } from '../support/api-client';
import { connectAccount, connectRepository, only, settle } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

interface Connection {
  id: string;
  webhook_id: string | null;
  webhook_status: string;
  webhook_status_reason: string | null;
}
interface Report {
  status: string;
  webhook_status_reason: string | null;
  url: string;
  recent_deliveries: { event: string; status: string; attempts: number; error: string | null; delivery_id: string }[];
  failures_24h: number | null;
  last_delivery_at: string | null;
}
interface Repaired {
  status: string;
  recreated: boolean;
  redelivered: number;
  code?: string;
}

const MINUTE = 60_000;
const CONNECTIONS = '/api/v2/repositories/connections';

describe('the webhook of a connected repository', () => {
  let github: DemoGitHub;
  let app: TestApp;
  let dana: ApiClient;
  let count = 0;

  beforeAll(async () => {
    github = await startDemoGitHub();
    app = await startTestApp({ githubUrl: github.url });
    dana = await app.user();
    await connectAccount(dana);
  });
  afterAll(async () => {
    await app.close();
    await github.close();
  });
  afterEach(() => {
    github.faults.clear();
  });

  async function connected(): Promise<{ name: string; path: string; hook: () => Hook }> {
    const name = `dana/hooked-${++count}`;
    await github.createRepository(name);
    const id = await connectRepository(dana, name);
    await settle(app, github);
    return { name, path: `${CONNECTIONS}/${id}`, hook: () => only(github.hooks.list(name)) };
  }
  const show = async (path: string): Promise<Connection> => (await dana.get<Connection>(path)).body;
  const report = async (path: string): Promise<Report> => (await dana.get<Report>(`${path}/webhook`)).body;
  const tick = async (task: typeof ensureHooksTask): Promise<void> => {
    await app.nest.get(TaskQueue, { strict: false }).enqueue(app.db.read, task, {});
    await settle(app, github);
  };
  /** Sends something we take and do nothing with. */
  const star = (name: string): void => {
    github.hooks.send(name, 'push', { ref: 'refs/heads/main' });
  };
  const attempts = (name: string): [string, number][] =>
    github.hooks.deliveries(name).map((delivery) => [delivery.event, delivery.statusCode]);

  it('shows what the forge delivered', async () => {
    const { name, path } = await connected();
    star(name);
    await settle(app, github);

    const shown = await report(path);

    expect(shown).toMatchObject({ status: 'active', webhook_status_reason: null, failures_24h: 0 });
    expect(shown.recent_deliveries.map((item) => [item.event, item.status, item.attempts])).toEqual([
      ['push', 'accepted', 1],
      ['ping', 'accepted', 1],
    ]);
    expect(shown.last_delivery_at).not.toBeNull();
  });

  it('shows what could not be delivered, and why', async () => {
    const { name, path } = await connected();
    github.faults.dropWebhooks(1);
    star(name);
    await settle(app, github);

    const shown = await report(path);

    expect(shown.failures_24h).toBe(1);
    expect(shown.recent_deliveries[0]).toMatchObject({ event: 'push', status: 'failed', error: 'answered 502' });
  });

  it('shows what is known while the forge is away', async () => {
    const { path, hook } = await connected();
    const { url } = hook();
    github.faults.next({ path: '/hooks', times: 20 }, { status: 503, body: { message: 'Unicorn' } });

    const shown = await report(path);

    expect(shown).toMatchObject({ status: 'active', url, recent_deliveries: [], failures_24h: null });
    expect(shown.webhook_status_reason).toMatch(/did not answer/);
  });

  it('is redelivered by the schedule, once', async () => {
    const { name } = await connected();
    github.faults.dropWebhooks(1);
    star(name);
    await settle(app, github);

    app.clock.advance(6 * MINUTE);
    await tick(redeliverTask);
    app.clock.advance(6 * MINUTE);
    await tick(redeliverTask);

    expect(attempts(name)).toEqual([
      ['push', 202],
      ['push', 502],
      ['ping', 202],
    ]);
  });

  it('is redelivered in small steps after an outage, until nothing is missing', async () => {
    const { name, path } = await connected();
    github.faults.dropWebhooks(3);
    for (let sent = 0; sent < 3; sent += 1) star(name);
    await settle(app, github);

    app.clock.advance(6 * MINUTE);
    await tick(redeliverTask);
    const probed = github.hooks.deliveries(name).length;
    app.clock.advance(MINUTE);
    await tick(redeliverTask);

    const shown = await report(path);
    expect(probed).toBe(5);
    expect(shown.recent_deliveries.map((item) => item.status)).toEqual(Array.from({ length: 4 }, () => 'accepted'));
  });

  it('is made again by a repair when it was removed at the forge', async () => {
    const { name, path, hook } = await connected();
    const before = hook();
    github.hooks.remove(before.id);
    const seen = await report(path);

    const repaired = await dana.post<Repaired>(`${path}/webhook/repair`);
    star(name);
    await settle(app, github);

    expect(seen).toMatchObject({ status: 'missing', recent_deliveries: [] });
    expect((await show(path)).webhook_status).toBe('active');
    expect(repaired.body).toMatchObject({ status: 'active', recreated: true });
    expect(hook().secret).not.toBe(before.secret);
    expect(attempts(name)[0]).toEqual(['push', 202]);
  });

  it('is switched on, pointed back and given a new secret by a repair, and what failed comes again', async () => {
    const { name, path, hook } = await connected();
    const { id, secret, url } = hook();
    github.faults.dropWebhooks(2);
    star(name);
    star(name);
    await settle(app, github);
    hook().active = false;
    const seen = await report(path);

    const repaired = await dana.post<Repaired>(`${path}/webhook/repair`);
    await settle(app, github);

    expect(seen.status).toBe('disabled_by_forge');
    expect(repaired.body).toMatchObject({ status: 'active', recreated: false, redelivered: 2 });
    expect(hook()).toMatchObject({ id, url, active: true });
    expect(hook().secret).not.toBe(secret);
    expect((await report(path)).recent_deliveries.map((item) => item.status)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
  });

  it('takes deliveries signed before a repair for ten minutes more', async () => {
    const { name, path, hook } = await connected();
    const old = hook().secret;
    await dana.post(`${path}/webhook/repair`);
    hook().secret = old;

    star(name);
    await settle(app, github);
    app.clock.advance(11 * MINUTE);
    await tick(ensureHooksTask);
    const [stored] = await app.db.read.query<{ webhook_previous_secret: string | null }[]>(
      'select webhook_previous_secret from repository_connections where webhook_id = $1',
      [String(hook().id)],
    );

    expect(attempts(name)[0]).toEqual(['push', 202]);
    expect(stored?.webhook_previous_secret).toBeNull();
  });

  it('still takes deliveries when a repair failed half-way, and is finished by the schedule', async () => {
    const { name, path, hook } = await connected();
    const before = hook().secret;
    github.faults.next({ method: 'PATCH', path: '/hooks/' }, { status: 503, body: { message: 'Unicorn' } });

    const repair = await dana.post<Repaired>(`${path}/webhook/repair`);
    star(name);
    await settle(app, github);
    const failed = await show(path);
    app.clock.advance(6 * MINUTE);
    await tick(ensureHooksTask);

    expect([repair.status, repair.body.code]).toEqual([502, 'forge.unavailable']);
    expect(attempts(name)[0]).toEqual(['push', 202]);
    expect(failed.webhook_status).toBe('failed');
    expect((await show(path)).webhook_status).toBe('active');
    expect(hook().secret).not.toBe(before);
  });

  it('is not repaired without the right to', async () => {
    const { name, path } = await connected();
    await github.transfer(name, 'otto');

    const repair = await dana.post<Repaired>(`${path}/webhook/repair`);

    expect([repair.status, repair.body.code]).toEqual([403, 'repository.no_hook_right']);
    expect((await show(path)).webhook_status_reason).toMatch(/no admin right/);
  });

  it('is found when the forge made it but its answer was lost', async () => {
    const name = `dana/lost-${++count}`;
    await github.createRepository(name);
    const id = await connectRepository(dana, name);
    // As a crash between the forge's answer and our write leaves it.
    await app.db.read.query(
      `update repository_connections set webhook_id = null, webhook_status = 'inactive', hook_check_at = now() where id = $1`,
      [id],
    );

    await tick(ensureHooksTask);

    const hook = only(github.hooks.list(name));
    expect(await show(`${CONNECTIONS}/${id}`)).toMatchObject({ webhook_status: 'active', webhook_id: String(hook.id) });
  });

  it('is seen missing by the schedule', async () => {
    const { path, hook } = await connected();
    github.hooks.remove(hook().id);

    app.clock.advance(61 * MINUTE);
    await tick(ensureHooksTask);

    expect(await show(path)).toMatchObject({ webhook_status: 'missing' });
  });
});
