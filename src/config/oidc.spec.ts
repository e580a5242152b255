import { Fernet } from '../common/crypto/fernet';
import { buildConfig } from './config';
import type { OidcSettings } from './oidc';

const BASE = { PUBLIC_URL: 'https://ci.example.test', OIDC_ISSUER: 'https://id.example.test', OIDC_CLIENT_ID: 'dff' };

const read = (raw: Readonly<Record<string, string>>): OidcSettings | null =>
  buildConfig(raw, '/somewhere', {
    databaseUrl: 'postgres://host/db',
    port: 3210,
    encryptionKeys: [Fernet.generateKey()],
    terminal: false,
  }).auth.oidc;

test('there is no issuer unless one is set', () => {
  expect(read({})).toBeNull();
});

test('an issuer and a client are enough', () => {
  expect(read(BASE)).toMatchObject({
    issuer: 'https://id.example.test',
    clientSecret: null,
    scopes: ['openid', 'email', 'profile'],
    redirectUri: 'https://ci.example.test/api/v2/auth/oidc/callback',
    rules: { allowedDomains: [], allowedGroups: [], adminGroup: null, registration: 'open', linking: 'signed_in' },
  });
});

test('lists are read as people write them, and a closed door stays closed', () => {
  const rules = read({
    ...BASE,
    ...{
      REGISTRATION: 'closed',
      OIDC_ALLOWED_DOMAINS: ' @Example.Test, b.test,',
      OIDC_ALLOWED_GROUPS: 'Dev Ops, crew',
    },
  })?.rules;

  expect(rules).toMatchObject({
    allowedDomains: ['example.test', 'b.test'],
    allowedGroups: ['Dev Ops', 'crew'],
    registration: 'closed',
  });
});

test.each([
  ['no client', { OIDC_CLIENT_ID: '' }, 'OIDC_CLIENT_ID must be set'],
  ['plain http to another machine', { OIDC_ISSUER: 'http://id.example.test' }, 'OIDC_ISSUER must be https'],
  ['a name that only begins like this machine', { OIDC_ISSUER: 'http://localhost.example.test' }, 'must be https'],
  ['a query', { OIDC_ISSUER: 'https://id.example.test/?a=b' }, 'neither query nor fragment'],
  ['scopes without openid', { OIDC_SCOPES: 'email' }, 'OIDC_SCOPES must hold openid'],
  ['no way in at all', { OIDC_ISSUER: '', PASSWORD_LOGIN: 'closed' }, 'nobody could sign in'],
])('%s is refused by name', (_, change, problem) => {
  expect(() => read({ ...BASE, ...change })).toThrow(problem);
});

test('plain http is taken from this machine, for trying it out', () => {
  const issuers = ['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080', 'http://id.localhost'];

  expect(issuers.map((issuer) => read({ ...BASE, OIDC_ISSUER: issuer })?.issuer)).toEqual(issuers);
});
