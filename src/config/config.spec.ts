import { Fernet } from '../common/crypto/fernet';
import { buildConfig, readEarlyConfig } from './config';

const KEY = Fernet.generateKey();
const resolved = { databaseUrl: 'postgres://host/db', port: 3210, encryptionKeys: [KEY], terminal: false };
const build = (raw: Record<string, string> = {}): ReturnType<typeof buildConfig> =>
  buildConfig(raw, '/somewhere', resolved);

/** Every object in a tree, with the way to it. */
function* objectsIn(value: unknown, at = 'config'): Generator<[string, object]> {
  if (typeof value !== 'object' || value === null) return;
  yield [at, value];
  for (const [key, inner] of Object.entries(value)) yield* objectsIn(inner, `${at}.${key}`);
}

test('production without an encryption key is refused, and told how to make one', () => {
  expect(() => readEarlyConfig({ NODE_ENV: 'production' }, '/somewhere')).toThrow(
    /OAUTH_TOKEN_ENCRYPTION_KEY must be set in production.*keys generate/,
  );
  expect(readEarlyConfig({ NODE_ENV: 'production', OAUTH_TOKEN_ENCRYPTION_KEY: KEY }, '/x').encryptionKeys).toEqual([
    KEY,
  ]);
});

test('several keys are a list, by commas', () => {
  const other = Fernet.generateKey();

  expect(readEarlyConfig({ OAUTH_TOKEN_ENCRYPTION_KEY: `${KEY}, ${other}` }, '/x').encryptionKeys).toEqual([
    KEY,
    other,
  ]);
});

test.each([
  ['too short', 'CANARYCANARYCANARYCANARYCANARYCANARYCANARYCA'.slice(0, 41)],
  ['too long', `${KEY.slice(0, 43)}CANARY`],
  ['no base64', `!!${KEY}`],
  ['base64 of another alphabet', 'CANARY+/'.repeat(6).slice(0, 43)],
  ['good, but not the second', `${KEY},CANARY`],
])('a key that is %s is refused by the name of its variable, without its value', (_, keys) => {
  const attempt = (): unknown => buildConfig({}, '/x', { ...resolved, encryptionKeys: keys.split(',') });

  expect(attempt).toThrow('OAUTH_TOKEN_ENCRYPTION_KEY must be a list of 32-byte url-safe base64 keys');
  expect(attempt).not.toThrow('CANARY');
});

test('the whole tree is frozen', () => {
  const loose = [...objectsIn(build())].filter(([, object]) => !Object.isFrozen(object)).map(([at]) => at);

  expect(loose).toEqual([]);
});

test('addresses follow from each other: public from host and port, hooks and the callback from public', () => {
  const plain = build();
  const named = build({ PUBLIC_URL: 'https://ci.example.test/' });
  const tunnelled = build({ WEBHOOK_BASE_URL: 'https://tunnel.example.test//' });

  expect(plain).toMatchObject({
    http: { publicUrl: 'http://127.0.0.1:3210' },
    webhook: { baseUrl: 'http://127.0.0.1:3210' },
    forge: { github: { redirectUri: 'http://127.0.0.1:3210/api/v2/oauth/github/callback' } },
    auth: { secureCookies: false },
  });
  expect(named).toMatchObject({
    http: { publicUrl: 'https://ci.example.test' },
    webhook: { baseUrl: 'https://ci.example.test' },
    forge: { github: { redirectUri: 'https://ci.example.test/api/v2/oauth/github/callback' } },
    auth: { secureCookies: true },
  });
  expect(tunnelled.webhook.baseUrl).toBe('https://tunnel.example.test');
  expect(tunnelled.http.publicUrl).toBe('http://127.0.0.1:3210');
});

test.each([
  ['0.0.0.0', 'http://localhost:3210'],
  ['::', 'http://localhost:3210'],
  ['::1', 'http://[::1]:3210'],
  ['192.0.2.7', 'http://192.0.2.7:3210'],
])('listening on %s, people come to %s', (host, url) => {
  expect(build({ HOST: host }).http.publicUrl).toBe(url);
});

test('a terminal gets pretty logs unless told otherwise', () => {
  const onTerminal = (raw: Record<string, string>): string =>
    buildConfig(raw, '/x', { ...resolved, terminal: true }).log.format;

  expect(onTerminal({})).toBe('pretty');
  expect(onTerminal({ LOG_FORMAT: 'json' })).toBe('json');
  expect(build().log.format).toBe('json');
});

test('the settings an existing installation knows keep their names', () => {
  const config = build({
    GITHUB_OAUTH_CLIENT_ID: 'id',
    GITHUB_OAUTH_CLIENT_SECRET: 'secret',
    GITHUB_OAUTH_REDIRECT_URI: 'https://old.example.test/callback',
    GITHUB_OAUTH_SCOPES: 'repo,workflow read:org',
    WEBHOOK_BASE_URL: 'https://hooks.example.test',
  });

  expect(config.forge.github).toMatchObject({
    clientId: 'id',
    clientSecret: 'secret',
    redirectUri: 'https://old.example.test/callback',
    scopes: ['repo', 'workflow', 'read:org'],
    webUrl: 'https://github.com',
    apiUrl: 'https://api.github.com',
  });
  expect(config.webhook.baseUrl).toBe('https://hooks.example.test');
});

test("GitLab is gitlab.com, or an instance of one's own, which may live below a path", () => {
  expect(build().forge.gitlab).toMatchObject({
    baseUrl: 'https://gitlab.com',
    clientId: null,
    clientSecret: null,
    redirectUri: 'http://127.0.0.1:3210/api/v2/oauth/gitlab/callback',
    scopes: ['api'],
  });
  expect(build({ GITLAB_BASE_URL: 'https://host.example.test/lab/' }).forge.gitlab.baseUrl).toBe(
    'https://host.example.test/lab',
  );
});

test('data live in .devflowfix below the working folder, or where DATA_DIR says', () => {
  expect(build().dataDir).toBe('/somewhere/.devflowfix');
  expect(build({ DATA_DIR: 'data' }).dataDir).toBe('/somewhere/data');
  expect(build({ DATA_DIR: '/var/lib/devflowfix' }).dataDir).toBe('/var/lib/devflowfix');
});

const MAIL = { SMTP_HOST: 'smtp.example.com', SMTP_FROM: 'DevFlowFix <alerts@example.com>' };

test.each([
  [{}, 587],
  [{ SMTP_SECURITY: 'tls' }, 465],
  [{ SMTP_SECURITY: 'none' }, 25],
  [{ SMTP_PORT: '2525' }, 2525],
])('mail with %j leaves by port %i', (change, port) => {
  expect(build({ ...MAIL, ...change }).alert.smtp).toMatchObject({ host: 'smtp.example.com', port, login: null });
});

test('there is no mail without a server, and mail settings that do not go together are refused without their values', () => {
  const wrong = (change: Record<string, string>) => (): unknown => build({ SMTP_HOST: 'smtp.example.com', ...change });

  expect(build().alert.smtp).toBeNull();
  expect(wrong({})).toThrow('SMTP_FROM must be set where SMTP_HOST is');
  expect(wrong({ ...MAIL, SMTP_PASSWORD: 'CANARY' })).toThrow('SMTP_USER and SMTP_PASSWORD must be set together');
  expect(wrong({ ...MAIL, SMTP_USER: 'a', SMTP_PASSWORD: 'CANARY', SMTP_SECURITY: 'none' })).toThrow('in the clear');
  expect(wrong({ ...MAIL, SMTP_PASSWORD: 'CANARY' })).not.toThrow('CANARY');
  expect(wrong({ SMTP_FROM: 'a@example.com\nBcc: CANARY@example.com' })).toThrow('SMTP_FROM must be an e-mail address');
});
