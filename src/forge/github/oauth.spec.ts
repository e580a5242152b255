import { Network } from '../wire/network';
import { githubOAuth, missingScopes } from './oauth';

const settings = {
  webUrl: 'https://github.example',
  apiUrl: 'https://github.example/api/v3',
  clientId: 'Iv1.abc',
  clientSecret: 'secret',
  redirectUri: 'https://app.example/callback?x=1',
  scopes: ['repo', 'workflow', 'read:user'],
  requestTimeoutMs: 1000,
  userAgent: 'devflowfix',
};
const now = (): Date => new Date('2026-01-01T00:00:00Z');

describe('missing scopes', () => {
  it.each([
    [['repo', 'read:user'], ['repo', 'read:user'], []],
    [['public_repo', 'repo:status', 'repo_deployment'], ['repo'], []],
    [['read:repo_hook', 'write:repo_hook'], ['admin:repo_hook'], []],
    [['admin:repo_hook'], ['repo'], []],
    [['admin:repo_hook'], ['write:repo_hook'], ['admin:repo_hook']],
    [['read:user', 'user:email'], ['user'], []],
    [['workflow'], ['repo'], ['workflow']],
    [['repo'], ['public_repo'], ['repo']],
    [['repo', 'workflow'], [], ['repo', 'workflow']],
    [['constructor'], ['toString'], ['constructor']],
  ])('of %j with %j granted are %j', (required, granted, missing) => {
    expect(missingScopes(required, granted)).toEqual(missing);
  });
});

const network = new Network();

describe('the page a person is sent to', () => {
  it('asks for our scopes with state and PKCE', () => {
    const url = new URL(githubOAuth(settings, network, now).authorizationUrl({ state: 's&t', codeChallenge: 'c_-' }));

    expect(url.origin + url.pathname).toBe('https://github.example/login/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'Iv1.abc',
      redirect_uri: 'https://app.example/callback?x=1',
      scope: 'repo workflow read:user',
      state: 's&t',
      code_challenge: 'c_-',
      code_challenge_method: 'S256',
    });
  });

  it('asks for no scopes where none are set, as for a GitHub App', () => {
    const oauth = githubOAuth({ ...settings, scopes: [] }, network, now);

    expect(new URL(oauth.authorizationUrl({ state: 's', codeChallenge: 'c' })).searchParams.has('scope')).toBe(false);
    expect(oauth.missingScopes([])).toEqual([]);
  });

  it('does not exist without a client', () => {
    const oauth = githubOAuth({ ...settings, clientId: null, clientSecret: null }, network, now);

    expect(oauth.missingSettings).toEqual(['GITHUB_OAUTH_CLIENT_ID', 'GITHUB_OAUTH_CLIENT_SECRET']);
    expect(() => oauth.authorizationUrl({ state: 's', codeChallenge: 'c' })).toThrow('rejected');
  });
});
