import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import type { ApiClient } from '../support/api-client';
import { connectAccount, connectRepository } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

interface Connection {
  id: string;
  repository_full_name: string;
  is_enabled: boolean;
  fix_policy: Record<string, unknown>;
}
interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

const CONNECTIONS = '/api/v2/repositories/connections';

describe('connected repositories', () => {
  let github: DemoGitHub;
  let app: TestApp;

  beforeAll(async () => {
    github = await startDemoGitHub();
    app = await startTestApp({ githubUrl: github.url });
    for (const name of ['dana/alpha', 'dana/beta', 'dana/alphabet']) await github.createRepository(name);
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

  it('are listed newest first by page, filter and search', async () => {
    const caller = await user();
    for (const name of ['dana/alpha', 'dana/alphabet', 'dana/beta']) await connectRepository(caller, name);

    const first = await caller.get<{ connections: Connection[]; total: number; next_cursor: string }>(
      `${CONNECTIONS}?limit=2`,
    );
    const rest = await caller.get<{ connections: Connection[]; next_cursor: string | null }>(
      `${CONNECTIONS}?limit=2&cursor=${first.body.next_cursor}`,
    );
    const found = await caller.get<{ connections: Connection[] }>(`${CONNECTIONS}?search=Alphabet&provider=github`);
    const gitlab = await caller.get<{ total: number }>(`${CONNECTIONS}?provider=gitlab`);

    expect(first.body.total).toBe(3);
    expect(first.body.connections.map((row) => row.repository_full_name)).toEqual(['dana/beta', 'dana/alphabet']);
    expect(rest.body.connections.map((row) => row.repository_full_name)).toEqual(['dana/alpha']);
    expect(rest.body.next_cursor).toBeNull();
    expect(found.body.connections.map((row) => row.repository_full_name)).toEqual(['dana/alphabet']);
    expect(gitlab.body.total).toBe(0);
  });

  it('take settings one by one', async () => {
    const caller = await user();
    const path = `${CONNECTIONS}/${await connectRepository(caller, 'dana/alpha')}`;

    await caller.patch(path, { fix_policy: { max_files: 3, never_touch: ['db/**'] } });
    await caller.patch(path, { is_enabled: false });
    await caller.patch(path, { deployment_workflows: ['Deploy'], ci_minute_price: 0.006 });
    const changed = await caller.patch<Connection>(path, { fix_policy: { draft: true } });
    const unpriced = await caller.patch<Connection>(path, { ci_minute_price: null });
    const absurd = await caller.patch<Problem>(path, { deployment_workflows: ['a', 'a'], ci_minute_price: -1 });
    const refused = await caller.patch<Problem>(path, { fix_policy: { max_files: 0, tone: 'stern' } });

    expect(unpriced.body).toMatchObject({ deployment_workflows: ['Deploy'], ci_minute_price: null });
    expect(absurd.body.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/ci_minute_price',
      '/deployment_workflows',
    ]);
    expect(changed.body).toMatchObject({
      ci_minute_price: 0.006,
      is_enabled: false,
      fix_policy: {
        draft: true,
        max_files: 3,
        max_lines: 300,
        never_touch: ['db/**'],
        auto_rerun: { enabled: false, max_per_run: 1, daily_budget: 10 },
      },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors?.map((error) => error.pointer).sort()).toEqual([
      '/fix_policy/max_files',
      '/fix_policy/tone',
    ]);
  });

  it('are counted', async () => {
    const caller = await user();
    const [paused] = [await connectRepository(caller, 'dana/alpha'), await connectRepository(caller, 'dana/beta')];
    await caller.patch(`${CONNECTIONS}/${paused}`, { is_enabled: false });

    const stats = await caller.get('/api/v2/repositories/stats');

    expect(stats.body).toEqual({
      total_repositories: 2,
      active_repositories: 1,
      inactive_repositories: 1,
      total_webhooks: 2,
      repositories_with_auto_pr: 1,
    });
  });

  it('do not exist for anybody else', async () => {
    const [caller, dana] = [await user(), await user()];
    const path = `${CONNECTIONS}/${await connectRepository(caller, 'dana/alpha')}`;

    const answers = [
      await dana.get(path),
      await dana.patch(path, { is_enabled: false }),
      await dana.delete(path),
      await dana.get(`${path}/webhook`),
      await dana.post(`${path}/webhook/repair`),
    ];

    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404, 404]);
    expect((await caller.get<Connection>(path)).body.is_enabled).toBe(true);
  });
});
