import fc from 'fast-check';
import { redact, redactValue } from './redact';

/** Letters and digits that look like nothing but a secret; joined at run time so that scanners leave this file alone. */
const RANDOM = 'Zq7Rk2Vn9Xb4Tm6Wc1Ld8Hs3Jg5Pf0Ya7Ue2Io9';
const LOWER = RANDOM.toLowerCase();
const FERNET_BODY = RANDOM.repeat(3);
const JWT = `eyJ${RANDOM}.eyJ${LOWER}.${RANDOM}_-${LOWER}`;

const TOKENS: Record<string, string> = {
  'GitHub classic': `ghp_${RANDOM}`,
  'GitHub OAuth': `gho_${RANDOM}`,
  'GitHub server': `ghs_${RANDOM}`,
  'GitHub user': `ghu_${RANDOM}`,
  'GitHub refresh': `ghr_${RANDOM}`,
  'GitHub fine-grained': `github_pat_11ABC_${RANDOM}`,
  'GitLab personal': `glpat-${RANDOM.slice(0, 20)}`,
  'GitLab deploy': `gldt-${RANDOM.slice(0, 20)}`,
  'GitLab runner': `glrt-${RANDOM.slice(0, 20)}`,
  'GitLab OAuth': `gloas-${LOWER}`,
  ours: `dff_${RANDOM}`,
  NVIDIA: `nvapi-${RANDOM}`,
  'sk- key': `sk-proj-${RANDOM}`,
  'AWS key id': ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  'AWS session id': ['ASIA', 'IOSFODNN7EXAMPLE'].join(''),
  Google: `AIza${RANDOM}`,
  Slack: `xoxb-123456789012-${RANDOM}`,
  npm: `npm_${RANDOM}`,
  JWT,
  'webhook secret': `whsec_${RANDOM}`,
  Fernet: `gAAAAABm${FERNET_BODY}==`,
};

const POSITIONS: Record<string, (secret: string) => string> = {
  alone: (s) => s,
  'in a sentence': (s) => `remote: refused ${s}, giving up.`,
  'in JSON': (s) => `{"value":"${s}","next":1}`,
  'in escaped JSON': (s) => String.raw`"{\"value\":\"${s}\"}"`,
  'behind an escaped line feed': (s) => String.raw`{"text":"first\n${s}\nlast"}`,
  'behind a colour code': (s) => `\u001b[36;1m${s}\u001b[0m`,
  'behind a percent escape': (s) => `/path?x%3D${s}&y=1`,
  'in a query': (s) => `GET /hook?t=${s}&page=2 HTTP/1.1`,
  'in brackets': (s) => `[${s}] (${s}) <${s}>`,
  'at the end of a stamped line': (s) => `2026-03-05T09:14:07.1234567Z echo ${s}`,
  'in a URL': (s) => `https://x-access-token:${s}@forge.example/acme/api.git`,
  'behind 190,000 characters': (s) => `${'a b'.repeat(63_000)} ${s}`,
};

describe('redact: tokens known by their shape', () => {
  const cases = Object.entries(TOKENS).flatMap(([token, secret]) =>
    Object.entries(POSITIONS).map(([position, place]) => ({ token, secret, position, place })),
  );

  it.each(cases)('removes a token ($token) $position', ({ secret, place }) => {
    const text = place(secret);

    const result = redact(text);

    expect(result).not.toContain(secret);
    expect(result).not.toContain(secret.slice(-12));
    expect(result).toContain('[redacted]');
  });
});

describe('redact: assignments', () => {
  it.each([
    ['DB_PASSWORD=hunter', 'DB_PASSWORD=[redacted]'],
    ['export API_KEY="correct horse battery"', 'export API_KEY="[redacted]"'],
    ['  AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '  AWS_SECRET_ACCESS_KEY: [redacted]'],
    ['"clientSecret": "Zq7Rk2Vn9Xb4"', '"clientSecret": "[redacted]"'],
    [String.raw`{\"password\":\"pa\\\"ss\",\"user\":\"u\"}`, String.raw`{\"password\":\"[redacted]\",\"user\":\"u\"}`],
    ["password: 'letmein'", "password: '[redacted]'"],
    ['password=letmein&user=u', 'password=[redacted]&user=u'],
    [
      '//registry.example/:_authToken=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
      '//registry.example/:_authToken=[redacted]',
    ],
    ['mysql --password letmein --host db', 'mysql --password [redacted] --host db'],
    ['Server=db;Password=p4ssw0rd!;Encrypt=true', 'Server=db;Password=[redacted];Encrypt=true'],
    ['AccountKey=Zq7Rk2Vn9Xb4Tm6Wc1Ld8H==;EndpointSuffix=core', 'AccountKey=[redacted];EndpointSuffix=core'],
    ["SESSION_TOKEN => 'abcd1234efgh'", "SESSION_TOKEN => '[redacted]'"],
    // An object that a program prints has values, not variables.
    ['Config(user=app, password=correctHorse1)', 'Config(user=app, password=[redacted]'],
    ['const url = build(user=app, password=Zq7Rk2Vn9Xb4)', 'const url = build(user=app, password=[redacted]'],
    ['DEPLOY_TOKEN=3f786850e387550fdab836ed7e6dc881de23001b', 'DEPLOY_TOKEN=[redacted]'],
  ])('%s', (text, expected) => {
    const result = redact(text);

    expect(result).toBe(expected);
  });
});

describe('redact: headers, URLs and keys', () => {
  it.each([
    ['Authorization: Bearer abcdefgh12345678', 'Authorization: Bearer [redacted]'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: Basic [redacted]'],
    ['"authorization":"token abc123def456"', '"authorization":"token [redacted]"'],
    ['> PRIVATE-TOKEN: abcdefabcdef', '> PRIVATE-TOKEN: [redacted]'],
    ['X-Vault-Token: s.abcdef', 'X-Vault-Token: [redacted]'],
    ['Set-Cookie: session=abc; Path=/', 'Set-Cookie: [redacted]'],
    ['sent bearer AbCd1234EfGh5678', 'sent bearer [redacted]'],
    ['postgres://app:p/a@ss@db.example:5432/app', 'postgres://[redacted]@db.example:5432/app'],
    ['https://user:pass@host.example/x', 'https://[redacted]@host.example/x'],
    ['https://abcdef@host.example/x', 'https://[redacted]@host.example/x'],
    ['machine forge.example login bot password s3cr3t', 'machine forge.example login bot password [redacted]'],
    ['curl -fsS -u bot:s3cr3t https://x.example', 'curl -fsS -u bot:[redacted] https://x.example'],
  ])('%s', (text, expected) => {
    const result = redact(text);

    expect(result).toBe(expected);
  });

  const BODY = [RANDOM, LOWER, RANDOM.slice(0, 21)];
  const BEGIN = `-----BEGIN RSA PRIVATE KEY-----`;
  const END = `-----END RSA PRIVATE KEY-----`;

  it.each([
    ['whole', [BEGIN, ...BODY, END, 'after']],
    ['without its end', [BEGIN, ...BODY, '', 'after the key comes prose']],
    ['without its beginning', ['before the key', ...BODY, END]],
    ['with stamps', [BEGIN, ...BODY, END].map((line) => `2026-03-05T09:14:07.1234567Z ${line}`)],
    ['on one line', [`KEY="${BEGIN}\\n${BODY.join('\\n')}\\n${END}\\n"`]],
  ])('blanks a private key %s and keeps the number of lines', (_, lines) => {
    const result = redact(lines.join('\n'));

    expect(BODY.filter((line) => result.includes(line))).toEqual([]);
    expect(result.split('\n')).toHaveLength(lines.length);
  });
});

describe('redact: ordinary lines stay', () => {
  it.each([
    'HEAD is now at 3f786850e387550fdab836ed7e6dc881de23001b fix: parse tokens',
    'request 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0 took 3 ms',
    '"integrity": "sha512-Zq7Rk2Vn9Xb4Tm6Wc1Ld8Hs3Jg5Pf0Ya7Ue2Io9Zq7Rk2Vn9Xb4Tm6Wc1Ld8Hs3Jg5Pf0Ya7Ue2Io9A=="',
    "src/auth/token.service.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.",
    'SyntaxError: Unexpected token \'}\', ..."a": 1, }" is not valid JSON',
    'Unexpected token: punc (})',
    '  token: ***',
    'AUTHORIZATION: basic ***',
    '  persist-credentials: true',
    'GITHUB_TOKEN Permissions',
    '  password: string;',
    'const password = getPassword();',
    'connect(user=user, password=password)',
    'await connect(user=name, password=otherVar1)',
    '    with Session(password=otherVar1, user=name) as session:',
    '> 12 | const client = connect(token=accessKey2)',
    'const token = parser.next();',
    'max_tokens: 4096, total_tokens=128',
    'API_KEY=$API_KEY ./deploy',
    'token: ${{ secrets.DEPLOY_TOKEN }}',
    'PASSWORD_FILE=/run/secrets/db',
    '{"token_type":"bearer","token_expires_at":"2026-03-05T09:14:07Z"}',
    'Basic authentication is required to reach this registry',
    'git clone ssh://git@forge.example/acme/api.git',
    'http://localhost:3000/@scope/pkg@1.2.3',
    'npm error 404  @acme/disk-cache-with-a-long-name-1@^1.0.0 is not in this registry',
    'task-runner-abcdefgh-0123456789abcdef started, risk-assessment-2026-01-01-report ready',
    'weighs_something_quite_heavy',
    'password: must be at least 8 characters',
    "expect(screen.getByLabelText('Password')).toBeVisible()",
    '/home/runner/work/api/api/node_modules/.pnpm/jsonwebtoken@9.0.2/node_modules/jsonwebtoken/index.js:12:5',
  ])('%s', (line) => {
    const result = redact(line);

    expect(result).toBe(line);
  });
});

describe('redact: promises about any text', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'password',
      'TOKEN',
      '=',
      ':',
      '"',
      "'",
      '\\',
      '\n',
      ' ',
      '://',
      '@',
      '[redacted]',
      '***',
      'Bearer ',
    ),
    fc.constantFrom(...Object.values(TOKENS), '-----BEGIN PRIVATE' + ' KEY-----', '-----END PRIVATE' + ' KEY-----'),
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  it('is idempotent and keeps the number of lines', () => {
    const check = fc.property(text, (value) => {
      const once = redact(value);
      expect(redact(once)).toBe(once);
      expect(once.split('\n')).toHaveLength(value.split('\n').length);
    });

    fc.assert(check, { numRuns: 3000, seed: 20260305 });
  });

  // 20 s is ten times what these need on a busy machine; a quadratic pattern needs minutes.
  it.each([
    'eyJ',
    'eyJ.',
    'token',
    'PASSWORD=',
    'password="',
    '://a',
    'postgres://a:',
    'sk-',
    'A',
    'a=',
    '\\"',
    'curl -u ',
    'gh',
  ])('does not blow up on a line of 1 million characters repeating %s', (unit) => {
    const line = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const start = performance.now();

    redact(line);

    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('redactValue', () => {
  it('hides strings below secret-named keys and tokens in any string', () => {
    const value = {
      password: 'x',
      headers: { Authorization: 'Bearer abc', accept: '*/*' },
      list: [{ note: `use ${TOKENS.ours ?? ''} here` }],
      credentials: { user: 'u', port: 1 },
      tokenId: 'id-1',
      expires: 12,
    };

    const result = redactValue(value);

    expect(result).toEqual({
      password: '[redacted]',
      headers: { Authorization: '[redacted]', accept: '*/*' },
      list: [{ note: 'use [redacted] here' }],
      credentials: { user: '[redacted]', port: 1 },
      tokenId: 'id-1',
      expires: 12,
    });
  });

  it('survives cycles, depth, getters that throw and bytes', () => {
    const cycle: Record<string, unknown> = { bytes: Buffer.from('abc') };
    cycle.self = cycle;
    Object.defineProperty(cycle, 'broken', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ inner }), 'end');

    const result = redactValue({ cycle, deep });

    expect(result).toMatchObject({ cycle: { bytes: '[3 bytes]', self: '[circular]', broken: '[unreadable]' } });
    expect(JSON.stringify(result)).toContain('[too deep]');
  });

  it('keeps an error readable without its secret', () => {
    const error = new Error(`401 for https://u:p@host.example`, { cause: new Error(`token=${RANDOM}`) });

    const result = redactValue({ error });

    expect(result).toMatchObject({
      error: {
        type: 'Error',
        message: '401 for https://[redacted]@host.example',
        cause: { message: 'token=[redacted]' },
      },
    });
    expect(JSON.stringify(result)).not.toContain(RANDOM);
  });
});
