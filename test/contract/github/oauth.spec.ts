import { driverOf, startLoopback } from './loopback';
import type { Loopback } from './loopback';

const now = new Date('2026-01-01T00:00:00Z');
const exchange = { code: 'c0de', codeVerifier: 'verifier' };

let github: Loopback;
beforeEach(async () => {
  github = await startLoopback();
});
afterEach(async () => {
  await github.close();
});

const oauth = (): ReturnType<typeof driverOf>['oauth'] => driverOf(github.url, {}, () => now).oauth;

describe('exchanging a code', () => {
  it('sends code, verifier and our secret in the body, never in the address', async () => {
    github.answer(() => ({ body: { access_token: 'gho_x', scope: 'repo,workflow', token_type: 'bearer' } }));

    const grant = await oauth().exchangeCode(exchange);

    expect(grant).toEqual({ accessToken: 'gho_x', refreshToken: null, expiresAt: null, scopes: ['repo', 'workflow'] });
    expect(github.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /login/oauth/access_token']);
    expect(Object.fromEntries(new URLSearchParams(github.seen[0]?.body))).toEqual({
      client_id: 'client',
      client_secret: 'client-secret',
      code: 'c0de',
      code_verifier: 'verifier',
      redirect_uri: 'http://localhost/callback',
    });
  });

  it("reads the end and the refresh token of a GitHub App's grant", async () => {
    const body = { access_token: 'ghu_x', expires_in: 28_800, refresh_token: 'ghr_x', scope: '', token_type: 'bearer' };
    github.answer(() => ({ body }));

    const grant = await oauth().exchangeCode(exchange);

    expect(grant).toEqual({
      accessToken: 'ghu_x',
      refreshToken: 'ghr_x',
      expiresAt: new Date('2026-01-01T08:00:00Z'),
      scopes: [],
    });
  });

  it.each([
    ['a refused code', 200, { error: 'bad_verification_code' }, 'rejected', 'bad_verification_code'],
    ['a wrong client', 200, { error: 'incorrect_client_credentials' }, 'rejected', 'incorrect_client_credentials'],
    ['a refused code with 400', 400, { error: 'invalid_grant' }, 'rejected', 'invalid_grant'],
    ['an empty token', 200, { access_token: '' }, 'rejected', 'access_token'],
    ['a page', 200, '<html>', 'rejected', 'unexpected answer'],
    ['trouble', 503, { error: 'busy' }, 'unavailable', ''],
    ['too many', 429, {}, 'rate-limited', ''],
  ])('fails in our words for %s', async (_, status, body, kind, reason) => {
    github.answer(() => ({ status, body }));

    await expect(oauth().exchangeCode(exchange)).rejects.toMatchObject({
      name: 'ForgeError',
      kind,
      reason: expect.stringContaining(reason) as string,
    });
  });

  it('does not give the secret to another origin', async () => {
    github.answer(() => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } }));

    await expect(oauth().exchangeCode(exchange)).rejects.toMatchObject({ kind: 'rejected' });
  });
});

describe('refreshing', () => {
  it('trades the refresh token for a new pair', async () => {
    github.answer(() => ({ body: { access_token: 'ghu_2', expires_in: 60, refresh_token: 'ghr_2', scope: '' } }));

    const grant = await oauth().refresh('ghr_1');

    expect(grant).toMatchObject({ accessToken: 'ghu_2', refreshToken: 'ghr_2' });
    expect(Object.fromEntries(new URLSearchParams(github.seen[0]?.body))).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'ghr_1',
    });
  });

  it('with a token that is used up means connecting anew', async () => {
    github.answer(() => ({ body: { error: 'bad_refresh_token' } }));

    await expect(oauth().refresh('ghr_1')).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('is refused where no refresh token was granted', async () => {
    await expect(oauth().refresh('')).rejects.toMatchObject({ kind: 'rejected', reason: 'tokens do not expire' });
    expect(github.seen).toEqual([]);
  });
});

describe('revoking', () => {
  it.each([204, 404])('is done when the forge answers %i', async (status) => {
    github.answer(() => ({ status }));

    expect(await oauth().revoke('gho_x')).toBe(true);
    expect(github.seen[0]).toMatchObject({
      method: 'DELETE',
      url: '/api/v3/applications/client/token',
      body: '{"access_token":"gho_x"}',
      headers: { authorization: `Basic ${Buffer.from('client:client-secret').toString('base64')}` },
    });
  });

  it.each([
    [500, 'unavailable'],
    [401, 'unauthorized'],
  ])('fails when the forge answers %i', async (status, kind) => {
    github.answer(() => ({ status, body: { message: 'gho_x' } }));

    await expect(oauth().revoke('gho_x')).rejects.toMatchObject({ kind, reason: '[redacted]' });
  });
});
