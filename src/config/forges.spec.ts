import { buildConfig } from './config';

const resolved = { databaseUrl: 'postgres://host/db', port: 3210, encryptionKeys: ['k'.repeat(43)], terminal: false };
const build = (raw: Record<string, string>) => buildConfig(raw, '/somewhere', resolved).forge;
const work = {
  name: 'work',
  base_url: 'https://git.example.test/lab/',
  client_id: 'id-of-work',
  client_secret: 'CANARY-secret',
};
const gitlabs = (...entries: readonly object[]) => ({ GITLAB_INSTANCES: JSON.stringify(entries) });

test('GitLabs beside the first have a name, an address and a client of their own, and a callback that names them', () => {
  const { gitlab, furtherGitLabs } = build({
    ...gitlabs(work, { ...work, name: 'lab-2', base_url: 'http://10.0.0.7', scopes: 'read_api api' }),
    GITLAB_OAUTH_CLIENT_ID: 'id-of-first',
    FORGE_TIMEOUT_SECONDS: '7',
  });

  expect(gitlab).toMatchObject({ instance: 'default', baseUrl: 'https://gitlab.com', clientId: 'id-of-first' });
  expect(furtherGitLabs).toMatchObject([
    {
      instance: 'work',
      baseUrl: 'https://git.example.test/lab',
      clientId: 'id-of-work',
      clientSecret: 'CANARY-secret',
      redirectUri: 'http://127.0.0.1:3210/api/v2/oauth/gitlab/callback?instance=work',
      scopes: ['api'],
      requestTimeoutMs: 7000,
    },
    { instance: 'lab-2', baseUrl: 'http://10.0.0.7', scopes: ['read_api', 'api'] },
  ]);
});

test('GitHub Enterprise servers beside the first have their API where GitHub puts it, unless they say where', () => {
  const entries = [
    work,
    { ...work, name: 'far', base_url: 'https://far.example.test', api_url: 'https://api.far.example.test' },
  ];

  expect(build({ GITHUB_INSTANCES: JSON.stringify(entries) }).furtherGitHubs).toMatchObject([
    { instance: 'work', webUrl: 'https://git.example.test/lab', apiUrl: 'https://git.example.test/lab/api/v3' },
    { instance: 'far', webUrl: 'https://far.example.test', apiUrl: 'https://api.far.example.test' },
  ]);
});

test.each([
  ['no JSON', '[{"client_secret":"CANARY"', 'GITLAB_INSTANCES must be a list in JSON'],
  ['no list', JSON.stringify(work), 'GITLAB_INSTANCES: is missing, or not of the right kind'],
  [
    'no secret',
    JSON.stringify([{ ...work, client_secret: undefined }]),
    'GITLAB_INSTANCES[0].client_secret: is missing',
  ],
  [
    'an empty secret',
    JSON.stringify([{ ...work, client_secret: ' ' }]),
    'GITLAB_INSTANCES[0].client_secret: is missing',
  ],
  ['a number for a name', JSON.stringify([{ ...work, name: 7 }]), 'GITLAB_INSTANCES[0].name: is missing, or not'],
  [
    'a name with a slash',
    JSON.stringify([work, { ...work, name: 'CANARY/b' }]),
    'GITLAB_INSTANCES[1].name: must be lower',
  ],
  [
    "the first one's name",
    JSON.stringify([{ ...work, name: 'default' }]),
    'GITLAB_INSTANCES[0].name: must not be default',
  ],
  [
    'an address that is none',
    JSON.stringify([{ ...work, base_url: 'CANARY' }]),
    'GITLAB_INSTANCES[0].base_url: must be',
  ],
  ['an address with a login', JSON.stringify([{ ...work, base_url: 'https://u:CANARY@h.test' }]), 'without a login'],
  [
    'a secret for a field',
    JSON.stringify([{ ...work, CANARY: 1 }]),
    'GITLAB_INSTANCES[0] has a field that is not known',
  ],
  [
    'one name twice',
    JSON.stringify([work, { ...work, base_url: 'https://b.test' }]),
    'GITLAB_INSTANCES[1].name is there twice',
  ],
  [
    'one address twice',
    JSON.stringify([work, { ...work, name: 'b' }]),
    'GITLAB_INSTANCES[1].base_url is that of another',
  ],
  [
    "the first one's address",
    JSON.stringify([{ ...work, base_url: 'https://gitlab.com/' }]),
    'GITLAB_INSTANCES[0].base_url is that of another',
  ],
])('a list with %s is refused by its place, without a value', (_, list, words) => {
  expect(() => build({ GITLAB_INSTANCES: list })).toThrow(words);
  expect(() => build({ GITLAB_INSTANCES: list })).not.toThrow('CANARY');
});
