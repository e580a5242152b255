import { ConfigError, parseEnv } from './env';

/** Stands in every wrong value; must never be in a message. */
const CANARY = 'CANARY-9f8e7d';

function problemsOf(raw: Record<string, string>): readonly string[] {
  try {
    parseEnv(raw);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test.each([
  ['NODE_ENV', CANARY, 'production, development, test'],
  ['PORT', CANARY, 'integer'],
  ['PORT', '65536', '65535'],
  ['PORT', '-1', '0'],
  ['PORT', '3000.5', 'integer'],
  ['PUBLIC_URL', CANARY, 'URL'],
  ['PUBLIC_URL', `ftp://${CANARY}.test`, 'URL'],
  ['WEBHOOK_BASE_URL', `${CANARY}.test`, 'URL'],
  ['DATABASE_URL', `mysql://me:${CANARY}@host/db`, 'postgres://'],
  ['DATABASE_POOL_SIZE', '1', '2'],
  ['DATABASE_POOL_SIZE', '201', '200'],
  ['LOG_LEVEL', CANARY, 'info'],
  ['LOG_FORMAT', CANARY, 'json, pretty'],
  ['REGISTRATION', CANARY, 'open, closed'],
  ['SESSION_DAYS', '0', '1'],
  ['SESSION_DAYS', '366', '365'],
  ['AUDIT_RETENTION_DAYS', '0', '1'],
  ['USAGE_RETENTION_DAYS', '0', '1'],
  ['TRUST_PROXY', '11', '10'],
  ['TRUST_PROXY', 'true', 'integer'],
  ['METRICS_TOKEN', 'CANARY-short', '16'],
  ['OAUTH_TOKEN_ENCRYPTION_KEY', CANARY, '40'],
  ['GITHUB_OAUTH_REDIRECT_URI', CANARY, 'URL'],
  ['GITHUB_OAUTH_SCOPES', CANARY.repeat(40), '500'],
  ['GITHUB_BASE_URL', CANARY, 'URL'],
  ['GITHUB_API_URL', CANARY, 'URL'],
  ['GITLAB_OAUTH_REDIRECT_URI', CANARY, 'URL'],
  ['GITLAB_OAUTH_SCOPES', CANARY.repeat(40), '500'],
  ['GITLAB_BASE_URL', CANARY, 'URL'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', CANARY, 'URL'],
  ['OTEL_EXPORTER_OTLP_HEADERS', CANARY, 'name=value'],
  ['FORGE_TIMEOUT_SECONDS', '301', '300'],
  ['WORKER_CONCURRENCY', '0', '1'],
  ['WORKER_CONCURRENCY', '101', '100'],
])('%s with a wrong value is refused by name and rule, and the value is not repeated', (name, value, rule) => {
  const problems = problemsOf({ [name]: value }).join('\n');

  expect(problems).toContain(name);
  expect(problems).toContain(rule);
  expect(problems).not.toContain('CANARY');
});

test('every broken rule is told at once', () => {
  const problems = problemsOf({ PORT: 'x', SESSION_DAYS: 'y', LOG_FORMAT: 'z' });

  expect(problems.map((problem) => problem.split(' ', 1)[0]).sort()).toEqual(
    expect.arrayContaining(['LOG_FORMAT', 'PORT', 'SESSION_DAYS']),
  );
});

test.each([
  ['PORT', '0', 0],
  ['PORT', ' 65535 ', 65_535],
  ['DATABASE_POOL_SIZE', '2', 2],
  ['DATABASE_URL', ' postgresql://host/db ', 'postgresql://host/db'],
  ['PUBLIC_URL', 'http://localhost:3000', 'http://localhost:3000'],
  ['PUBLIC_URL', 'http://ci-host:3000/', 'http://ci-host:3000/'],
  ['METRICS_TOKEN', 'sixteen-letters!', 'sixteen-letters!'],
] as const)('%s takes %j', (name, given, expected) => {
  expect(parseEnv({ [name]: given })[name]).toBe(expected);
});

test('an empty variable counts as not set, and foreign variables are nobody’s business', () => {
  const env = parseEnv({ PORT: '', DATABASE_URL: '   ', PATH: '/bin', HOME: CANARY });

  expect(env.PORT).toBeUndefined();
  expect(env.DATABASE_URL).toBeUndefined();
});
