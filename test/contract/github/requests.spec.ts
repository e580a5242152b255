import { ForgeError } from '../../../src/forge/forge.errors';
import { driverOf, startLoopback } from './loopback';
import type { Loopback, Reply } from './loopback';

const credential = { accessToken: 'gho_16C7e42F292c6912E7710c838347Ae178B4a' };
const user = { id: 1, login: 'mona', name: 'Mona', email: null };
const repository = {
  id: 7,
  full_name: 'acme/api',
  name: 'api',
  owner: { login: 'acme' },
  private: true,
  html_url: 'u',
};
const start = new Date('2026-01-01T00:00:00Z');
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);

let github: Loopback;
beforeEach(async () => {
  github = await startLoopback();
});
afterEach(async () => {
  await github.close();
});

/** The error of a refused call; a call that succeeds fails the test. */
async function refusal(call: Promise<unknown>): Promise<ForgeError> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof ForgeError) return error;
  throw error;
}

describe('a conditional request', () => {
  const etagged = (etag: string, body: object): ((request: { headers: Record<string, unknown> }) => Reply) => {
    return ({ headers }) =>
      headers['if-none-match'] === etag
        ? { status: 304, headers: { etag } }
        : { headers: { etag, 'x-oauth-scopes': 'repo, workflow' }, body };
  };

  it('gives the known answer again, headers included, when the forge says 304', async () => {
    github.answer(etagged('"1"', user));
    const client = driverOf(github.url).connect(credential);
    await client.account();

    const scopes = await client.grantedScopes();

    expect(scopes).toEqual(['repo', 'workflow']);
    expect(github.seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"']);
  });

  it('is asked again by a new client of the same credential, and never by another credential', async () => {
    github.answer(etagged('"1"', user));
    const driver = driverOf(github.url);
    await driver.connect(credential).account();

    await driver.connect(credential).account();
    await driver.connect({ accessToken: 'other' }).account();

    expect(github.seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', undefined]);
  });

  it('takes the new answer when it changed', async () => {
    const client = driverOf(github.url).connect(credential);
    github.answer(etagged('"1"', user));
    await client.account();
    github.answer(etagged('"2"', { ...user, login: 'lisa' }));

    const account = await client.account();

    expect(account.username).toBe('lisa');
  });
});

describe('a limit', () => {
  it('is shown from the answer headers, also to the next client', async () => {
    const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '1767229200' };
    github.answer(() => ({ headers, body: user }));
    const driver = driverOf(github.url, {}, () => start);
    await driver.connect(credential).account();

    const limit = driver.connect(credential).rateLimit();

    expect(limit).toEqual({ limit: 5000, remaining: 4999, resetAt: new Date(1_767_229_200_000), observedAt: start });
  });

  it('that is used up stops the next call before it is sent, until the reset', async () => {
    let now = start;
    const reset = String(after(600).getTime() / 1000);
    const spent = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    github.answer(() => ({ headers: spent, body: user }));
    const driver = driverOf(github.url, {}, () => now);
    await driver.connect(credential).account();

    const error = await refusal(driver.connect(credential).account());
    now = after(600);
    const account = await driver.connect(credential).account();

    expect(error).toMatchObject({ kind: 'rate-limited', retryAt: after(600) });
    expect(account.username).toBe('mona');
    expect(github.seen).toHaveLength(2);
  });

  it('of the secondary kind waits the stated time and stops that credential only', async () => {
    const message = 'You have exceeded a secondary rate limit.';
    github.answer(({ headers }) =>
      headers.authorization === `token ${credential.accessToken}`
        ? { status: 403, headers: { 'retry-after': '45' }, body: { message } }
        : { body: user },
    );
    const driver = driverOf(github.url, {}, () => start);

    const first = await refusal(driver.connect(credential).account());
    const second = await refusal(driver.connect(credential).account());
    const other = await driver.connect({ accessToken: 'other' }).account();

    expect(first).toMatchObject({ kind: 'rate-limited', status: 403, reason: message, retryAt: after(45) });
    expect(second).toMatchObject({ kind: 'rate-limited', status: null, retryAt: after(45) });
    expect(other.username).toBe('mona');
    expect(github.seen).toHaveLength(2);
  });
});

describe('a forge in trouble', () => {
  it('that does not answer in time is unavailable', async () => {
    github.answer(() => undefined);
    const client = driverOf(github.url, { requestTimeoutMs: 50 }).connect(credential);

    const error = await refusal(client.account());

    expect(error).toMatchObject({ kind: 'unavailable', reason: 'no answer in time' });
  });

  it('that stops in the middle of an answer is unavailable', async () => {
    github.answer(() => ({ headers: { 'content-length': '999', 'content-type': 'application/json' }, body: '{"id":' }));
    const client = driverOf(github.url, { requestTimeoutMs: 50 }).connect(credential);

    const error = await refusal(client.account());

    expect(error.kind).toBe('unavailable');
  });

  it('that cannot be reached is unavailable', async () => {
    await github.close();

    const error = await refusal(driverOf(github.url).connect(credential).account());

    expect(error).toMatchObject({ kind: 'unavailable', reason: 'ECONNREFUSED' });
    github = await startLoopback();
  });

  it.each([
    ['a page of a gateway', 502, { body: '<html>Bad gateway</html>' }, 'unavailable', '<html>Bad gateway</html>'],
    ['bad credentials', 401, { body: { message: 'Bad credentials' } }, 'unauthorized', 'Bad credentials'],
    [
      'a login page',
      200,
      { body: '<html>', headers: { 'content-type': 'text/html' } },
      'rejected',
      'unexpected answer',
    ],
    ['another shape', 200, { body: { id: 1 } }, 'rejected', 'unexpected answer at login'],
    ['nothing', 204, {}, 'rejected', 'unexpected answer'],
  ])('that answers %s fails in our words', async (_, status, reply, kind, reason) => {
    github.answer(() => ({ status, ...reply }));

    const error = await refusal(driverOf(github.url).connect(credential).account());

    expect(error).toMatchObject({ kind, reason: expect.stringContaining(reason) as string });
  });

  it('never gets a secret into an error', async () => {
    const client = driverOf(github.url).connect({ accessToken: 'odd!token!of!another!shape' });
    github.answer(({ headers }) => ({ status: 422, body: { message: `you sent ${String(headers.authorization)}` } }));

    const error = await refusal(client.account());

    expect(JSON.stringify([error.reason, error.cause, error.stack])).not.toContain('odd!token');
  });

  it('is asked once: nothing is repeated behind our back', async () => {
    github.answer(() => ({ status: 500, body: { message: 'Server Error' } }));

    const error = await refusal(driverOf(github.url).connect(credential).account());

    expect(error.kind).toBe('unavailable');
    expect(github.seen).toHaveLength(1);
  });
});

describe('a repository that moved', () => {
  it('is found by following the redirect, with method and body', async () => {
    github.answer(({ url }) =>
      url.startsWith('/api/v3/repos/acme/old')
        ? { status: 307, headers: { location: '/api/v3/repositories/7/actions/runs/9/rerun' } }
        : { status: 201, body: {} },
    );

    await driverOf(github.url)
      .connect(credential)
      .rerun({ externalId: '7', path: 'acme/old' }, '9', { failedJobsOnly: false });

    expect(github.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/v3/repos/acme/old/actions/runs/9/rerun',
      'POST /api/v3/repositories/7/actions/runs/9/rerun',
    ]);
  });

  it('is looked up by id when its path is gone', async () => {
    const hook = { id: 3, config: { url: 'https://app.example/hook' } };
    github.answer(({ url }) => {
      if (url === '/api/v3/repositories/7') return { body: repository };
      return url === '/api/v3/repos/acme/api/hooks/3'
        ? { body: hook }
        : { status: 404, body: { message: 'Not Found' } };
    });

    const found = await driverOf(github.url).connect(credential).getHook({ externalId: '7', path: 'acme/old' }, '3');

    expect(found).toMatchObject({ externalId: '3', url: 'https://app.example/hook' });
  });

  it('never takes the credential to another origin', async () => {
    const stranger = await startLoopback();
    github.answer(() => ({ status: 301, headers: { location: `${stranger.url}/user` } }));

    const error = await refusal(driverOf(github.url).connect(credential).account());

    expect(error).toMatchObject({ kind: 'rejected', reason: 'redirected to another origin' });
    expect(stranger.seen).toEqual([]);
    await stranger.close();
  });

  it.each(['acme', 'acme/api/hooks', '../user', 'acme/..', 'acme/a?b', 'acme/a%2fb', 'acme/{x}', ''])(
    'is not found by the path "%s", and nothing is asked',
    async (path) => {
      const error = await refusal(driverOf(github.url).connect(credential).findRepository(path));

      expect(error.kind).toBe('not-found');
      expect(github.seen).toEqual([]);
    },
  );
});

it('speaks the version and media type GitHub asks for', async () => {
  github.answer(() => ({ body: user }));

  await driverOf(github.url).connect(credential).account();

  expect(github.seen[0]?.headers).toMatchObject({
    accept: 'application/vnd.github.v3+json',
    authorization: `token ${credential.accessToken}`,
    'user-agent': expect.stringContaining('devflowfix-test') as string,
    'x-github-api-version': '2022-11-28',
  });
});
