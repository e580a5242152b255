import { DEFAULT_SEED } from '../../demo/github/options';
import { startDemoGitHub } from '../../demo/github/server';
import type { DemoGitHub } from '../../demo/github/server';
import { CheckedClient } from '../../demo/github/test-client';
import type { TestAnswer } from '../../demo/github/test-client';
import { Upstream } from '../../demo/github/upstream';

describe('the REST edge of the demo GitHub', () => {
  let github: DemoGitHub;
  let dana: CheckedClient;
  let otto: CheckedClient;
  let anonymous: CheckedClient;

  beforeEach(async () => {
    github = await startDemoGitHub();
    await github.createRepository('dana/open', { files: { 'a.txt': 'a' } });
    await github.createRepository('dana/closed', { private: true });
    await github.createRepository('acme/core', { private: true });
    dana = new CheckedClient(github.url, github.token('dana'));
    otto = new CheckedClient(github.url, github.token('otto'));
    anonymous = new CheckedClient(github.url, null);
  });
  afterEach(() => github.close());

  const names = (answer: TestAnswer): string[] =>
    (answer.body as { full_name: string }[]).map((repository) => repository.full_name);

  it('lists what a person owns, shares and reaches through an organisation, with his rights in each', async () => {
    await github.setCollaborator('dana/closed', 'otto', 'write');

    const hers = await dana.call('GET', '/user/repos?sort=full_name');
    const his = await otto.call('GET', '/user/repos');
    const owned = await dana.call('GET', '/user/repos?affiliation=owner&visibility=private');

    expect(names(hers)).toEqual(['acme/core', 'dana/closed', 'dana/open']);
    expect(names(owned)).toEqual(['dana/closed']);
    expect(his.body).toMatchObject([
      { full_name: 'dana/closed', permissions: { admin: false, push: true, pull: true } },
    ]);
  });

  it('pages lists with links on its own origin', async () => {
    const first = await dana.call('GET', '/user/repos?per_page=2');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';

    const second = await dana.call('GET', next.replace(github.url, ''));

    expect(next).toContain(`${github.url}/user/repos?`);
    expect(names(second)).toEqual(['dana/open']);
  });

  it('hides private repositories from those who may not read them, and from tokens without the scope', async () => {
    const narrow = new CheckedClient(github.url, github.token('dana', ['public_repo']));
    const clients = [otto, anonymous, narrow];

    const closed = await Promise.all(clients.map((client) => client.call('GET', '/repos/dana/closed')));
    const open = await Promise.all(clients.map((client) => client.call('GET', '/repos/dana/open')));

    expect(closed.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(closed[0]?.body).toMatchObject({ message: 'Not Found', status: '404' });
  });

  it('finds a repository by id and redirects its former names after a rename and a transfer', async () => {
    const { id } = await github.repository('dana/open');
    await github.rename('dana/open', 'renamed');
    await github.transfer('dana/renamed', 'otto');

    const byId = await otto.unchecked('GET', `/repositories/${id}`);
    const below = await otto.unchecked('GET', `/repositories/${id}/actions/runs`);
    const first = await otto.call('GET', '/repos/dana/open?x=1');
    const moved = await otto.unchecked('GET', '/repos/Dana/Open/hooks?x=1');
    const write = await otto.unchecked('POST', '/repos/dana/renamed/hooks', {});

    expect(byId.body).toMatchObject({
      id,
      full_name: 'otto/renamed',
      owner: { login: 'otto' },
      permissions: { admin: true },
    });
    expect(below.body).toMatchObject({ total_count: 0 });
    expect(first).toMatchObject({ status: 301 });
    expect([moved.status, moved.headers.get('location')]).toEqual([301, `${github.url}/repositories/${id}/hooks?x=1`]);
    expect(write.status).toBe(307);
  });

  it('answers 404 for a deleted repository, under its id too', async () => {
    const { id } = await github.repository('dana/open');

    const deleted = await dana.call('DELETE', '/repos/dana/open');

    const after = await Promise.all(
      ['/repos/dana/open', `/repositories/${id}`].map((url) => dana.unchecked('GET', url)),
    );
    expect([deleted.status, ...after.map(({ status }) => status)]).toEqual([204, 404, 404]);
  });

  it('answers 304 to a known ETag without counting it, and 200 when something changed', async () => {
    const first = await dana.call('GET', '/repos/dana/open');
    const etag = first.headers.get('etag') ?? '';

    const same = await dana.call('GET', '/user/repos', undefined, { 'if-none-match': etag });
    const known = await dana.unchecked('GET', '/repos/dana/open', undefined, { 'if-none-match': etag });
    await github.setPrivate('dana/open', true);
    const changed = await dana.call('GET', '/repos/dana/open', undefined, { 'if-none-match': etag });

    expect([same.status, known.status, changed.status]).toEqual([200, 304, 200]);
    expect(known.headers.get('x-ratelimit-used')).toBe(same.headers.get('x-ratelimit-used'));
    expect(known.body).toBeNull();
  });

  it('counts calls per person over all his tokens and stops at the limit until the reset', async () => {
    const resetAt = new Date(Date.now() + 60_000);
    github.limits.set('dana', 1, resetAt);
    const second = new CheckedClient(github.url, github.token('dana'));

    const last = await dana.call('GET', '/user');
    const over = await second.call('GET', '/user');
    const free = await second.call('GET', '/rate_limit');
    const other = await otto.call('GET', '/user');

    expect(last.headers.get('x-ratelimit-remaining')).toBe('0');
    expect([over.status, over.headers.get('x-ratelimit-reset')]).toEqual([
      403,
      String(Math.ceil(resetAt.getTime() / 1000)),
    ]);
    expect(free.body).toMatchObject({ rate: { remaining: 0, used: 5000 } });
    expect(other.status).toBe(200);
  });

  it('gives bad weather on demand, then fair weather again', async () => {
    github.faults.secondaryLimit(7, { path: '/user', status: 429 });
    github.faults.next({ path: /\/repos\// }, { status: 502, body: 'bad gateway' });
    github.faults.next({ path: '/zen' }, 'reset');

    const limited = await dana.unchecked('GET', '/user');
    const again = await dana.unchecked('GET', '/user');
    const gateway = await dana.unchecked('GET', '/repos/dana/open');

    expect([limited.status, limited.headers.get('retry-after'), again.status]).toEqual([429, '7', 200]);
    expect([gateway.status, gateway.body]).toEqual([502, 'bad gateway']);
    await expect(dana.unchecked('GET', '/zen')).rejects.toThrow('fetch failed');
  });

  it('can leave a request without an answer, and still stops', async () => {
    github.faults.next({ path: '/user' }, 'hang');

    const answer = fetch(`${github.url}/user`, { signal: AbortSignal.timeout(200) });

    await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('outlives the emulator’s own limit of 5,000 calls a token', async () => {
    const upstream = await Upstream.start(DEFAULT_SEED);
    const statuses = new Set<number>();

    for (let i = 0; i < 51; i += 1) {
      const calls = Array.from({ length: 100 }, () => upstream.request({ as: 'dana', method: 'GET', path: '/user' }));
      for (const { status } of await Promise.all(calls)) statuses.add(status);
    }
    await upstream.close();

    expect([...statuses]).toEqual([200]);
  });
});
