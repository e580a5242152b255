import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import type { ApiClient } from '../support/api-client';
import { connectAccount, connectRepository } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

interface Listed {
  repositories: { id: string; full_name: string; is_connected: boolean; connection_id: string | null }[];
  page: number;
  per_page: number;
  has_next: boolean;
}
interface Connection {
  id: string;
  repository_full_name: string;
  webhook_status: string;
  webhook_status_reason: string | null;
  webhook_url: string | null;
  webhook_id: string | null;
  webhook_events: string[];
  is_enabled: boolean;
}
interface Problem {
  code: string;
  details?: Record<string, unknown>;
  errors?: { pointer: string }[];
}

const CONNECT = '/api/v2/repositories/connect';

describe('repositories', () => {
  let github: DemoGitHub;
  let app: TestApp;
  let dana: ApiClient;

  beforeAll(async () => {
    github = await startDemoGitHub();
    app = await startTestApp({ githubUrl: github.url });
    for (const name of ['dana/alpha', 'dana/beta', 'dana/alphabet']) await github.createRepository(name);
    await github.createRepository('otto/private', { private: true });
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

  /** Somebody else with an account of the same person at GitHub. */
  async function anotherDana(): Promise<ApiClient> {
    const caller = await app.user();
    await connectAccount(caller);
    return caller;
  }
  const names = async (caller: ApiClient, query: string): Promise<string[]> =>
    (await caller.get<Listed>(`/api/v2/repositories/github?${query}`)).body.repositories.map((item) => item.full_name);

  describe('at the forge', () => {
    it('are listed a page at a time, in the order asked for', async () => {
      const query = 'per_page=2&sort=full_name&direction=asc';

      const first = await dana.get<Listed>(`/api/v2/repositories/github?${query}&page=1`);
      const second = await names(dana, `${query}&page=2`);

      expect(first.body).toMatchObject({ page: 1, per_page: 2, has_next: true });
      expect(first.body.repositories.map((item) => item.full_name)).toEqual(['dana/alpha', 'dana/alphabet']);
      expect(second[0]).toBe('dana/beta');
    });

    it('are searched by part of the name in any case', async () => {
      const found = await names(dana, 'search=ALPHA&sort=full_name&direction=asc');

      expect(found).toEqual(['dana/alpha', 'dana/alphabet']);
    });

    it('show which of them you connected, and not which others did', async () => {
      const other = await anotherDana();
      const id = await connectRepository(dana, 'dana/beta');

      const mine = await dana.get<Listed>('/api/v2/repositories/github?search=beta');
      const theirs = await other.get<Listed>('/api/v2/repositories/github?search=beta');

      expect(mine.body.repositories[0]).toMatchObject({ is_connected: true, connection_id: id });
      expect(theirs.body.repositories[0]).toMatchObject({ is_connected: false, connection_id: null });
    });

    it.each(['github', 'gitlab'])('of %s need a connected account', async (forge) => {
      const stranger = await app.user();

      const answer = await stranger.get<Problem>(`/api/v2/repositories/${forge}`);

      expect([answer.status, answer.body.code]).toEqual([409, 'oauth.not_connected']);
    });

    it('of a forge nobody knows are not found', async () => {
      expect((await dana.get('/api/v2/repositories/sourceforge')).status).toBe(404);
    });

    it.each(['page=0', 'per_page=101', 'sort=stars', 'unknown=1'])('are not listed by %s', async (query) => {
      expect((await dana.get(`/api/v2/repositories/github?${query}`)).status).toBe(422);
    });

    it('answer the forge’s limit with the time to wait', async () => {
      const caller = await anotherDana();
      github.faults.secondaryLimit(7, { path: '/user/repos' });

      const answer = await caller.get<Problem>('/api/v2/repositories/github');

      expect([answer.status, answer.body.code]).toEqual([429, 'forge.rate_limited']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(7);
    });
  });

  describe('being connected', () => {
    it('get a webhook of their own at the forge', async () => {
      await github.createRepository('dana/fresh');

      const answer = await dana.post<Connection>(CONNECT, { repository_full_name: 'dana/fresh' });
      const hooks = github.hooks.list('dana/fresh');

      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({
        repository_full_name: 'dana/fresh',
        webhook_status: 'active',
        webhook_status_reason: null,
        webhook_url: `${app.url}/api/v2/webhooks/github/${answer.body.id}`,
        webhook_id: String(hooks[0]?.id),
        is_enabled: true,
      });
      expect(hooks).toMatchObject([{ url: answer.body.webhook_url, active: true, contentType: 'json' }]);
      expect(hooks[0]?.events).toEqual(answer.body.webhook_events);
    });

    it('keep their secret to themselves', async () => {
      await github.createRepository('dana/secret');

      const answer = await dana.post<Connection>(CONNECT, { repository_full_name: 'dana/secret' });
      const secret = github.hooks.list('dana/secret')[0]?.secret ?? '';
      const [stored] = await app.db.read.query<{ webhook_secret: string }[]>(
        'select webhook_secret from repository_connections where id = $1',
        [answer.body.id],
      );

      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
      expect(JSON.stringify(answer.body)).not.toContain(secret);
      expect(stored?.webhook_secret).not.toContain(secret);
      expect(app.logs.join('')).not.toContain(secret);
    });

    it('are refused a second time, naming the first', async () => {
      await github.createRepository('dana/twice');
      const id = await connectRepository(dana, 'dana/twice');

      const again = await dana.post<Problem>(CONNECT, { repository_full_name: 'Dana/Twice' });

      expect([again.status, again.body.code]).toEqual([409, 'repository.already_connected']);
      expect(again.body.details).toMatchObject({ connection_id: id });
      expect(github.hooks.list('dana/twice')).toHaveLength(1);
    });

    it('are one when asked for ten times at once', async () => {
      await github.createRepository('dana/race');

      const answers = await Promise.all(
        Array.from({ length: 10 }, () => dana.post<Connection>(CONNECT, { repository_full_name: 'dana/race' })),
      );

      const statuses = answers.map((answer) => answer.status).sort((a, b) => a - b);
      expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
      expect(github.hooks.list('dana/race')).toHaveLength(1);
    });

    it('take no webhook when none is wanted, and only the events that are', async () => {
      await github.createRepository('dana/quiet');
      await github.createRepository('dana/picky');

      const quiet = await dana.post<Connection>(CONNECT, { repository_full_name: 'dana/quiet', setup_webhook: false });
      const picky = await dana.post<Connection>(CONNECT, {
        repository_full_name: 'dana/picky',
        webhook_events: ['workflow_run'],
      });

      expect(quiet.body).toMatchObject({ webhook_status: 'inactive', webhook_id: null, webhook_url: null });
      expect(github.hooks.list('dana/quiet')).toEqual([]);
      expect(picky.body.webhook_events).toEqual(['workflow_run']);
    });

    it.each([
      [{ repository_full_name: 'no-slash' }, '/repository_full_name'],
      [{ repository_full_name: 'dana/alpha', webhook_events: ['workflow_run', 'star'] }, '/webhook_events/1'],
      [{ repository_full_name: 'dana/alpha', provider: 'svn' }, '/provider'],
      [{ repository_full_name: 'dana/alpha', setup_webhook: null }, '/setup_webhook'],
      [{ repository_full_name: 'dana/alpha', color: 'red' }, '/color'],
      [{}, '/repository_full_name'],
    ])('are not by %j', async (body, pointer) => {
      const answer = await dana.post<Problem>(CONNECT, body);

      expect(answer.status).toBe(422);
      expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
    });

    it.each(['dana/nowhere', 'otto/private'])('are refused when %s cannot be read', async (name) => {
      const answer = await dana.post<Problem>(CONNECT, { repository_full_name: name });

      expect([answer.status, answer.body.code]).toEqual([403, 'repository.not_readable']);
    });

    it('say why there is no webhook where the account has no admin right', async () => {
      await github.createRepository('otto/public');

      const answer = await dana.post<Connection>(CONNECT, { repository_full_name: 'otto/public' });

      expect(answer.status).toBe(201);
      expect(answer.body).toMatchObject({ webhook_status: 'failed', webhook_id: null });
      expect(answer.body.webhook_status_reason).toMatch(/no admin right/);
      expect(github.hooks.list('otto/public')).toEqual([]);
    });

    it('say why there is no webhook where the forge takes no more', async () => {
      await github.createRepository('dana/full');
      github.faults.next(
        { method: 'POST', path: '/hooks' },
        {
          status: 422,
          body: {
            message: 'Validation Failed',
            errors: [{ message: 'The "push" event cannot have more than 20 hooks' }],
          },
        },
      );

      const answer = await dana.post<Connection>(CONNECT, { repository_full_name: 'dana/full' });

      expect([answer.status, answer.body.webhook_status]).toEqual([201, 'failed']);
      expect(answer.body.webhook_status_reason).toMatch(/cannot have more than 20 hooks/);
    });
  });
});
