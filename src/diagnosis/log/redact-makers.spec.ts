import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { redact } from './redact';

/** Joined at run time so that scanners leave this file alone. */
const BODY = 'Zq7Rk2Vn9Xb4Tm6Wc1Ld8Hs3Jg5Pf0Ya7Ue2Io9Kx4Mw6';
const HEX = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const of = (length: number): string => BODY.repeat(4).slice(0, length);
const made = (...parts: string[]): string => parts.join('');

/** What makers say their tokens look like. */
const SHAPES: Record<string, string> = {
  'GitHub fine-grained': made('github', '_pat_', of(22), '_', of(59)),
  'GitLab deploy': made('gl', 'dt-', of(20)),
  'GitLab runner, routable': made('gl', 'rt-', of(27), '.', '01', '.', of(9)),
  npm: made('np', 'm_', of(36)),
  PyPI: made('py', 'pi-', 'AgEIcHlwaS5vcmc', of(70)),
  'Slack bot': made('xo', 'xb-', '123456789012-', '1234567890123-', of(24)),
  'Slack app': made('xa', 'pp-1-A0', of(20)),
  'Slack refresh': made('xo', 'xe-1-', of(60)),
  'AWS key id': made('AK', 'IA', 'Q7RK2VN9XB4TM6WC'),
  'Google API key': made('AI', 'za', of(35)),
  'Google OAuth secret': made('GOC', 'SPX-', of(28)),
  Anthropic: made('sk-', 'ant-api03-', of(80)),
  OpenAI: made('sk-', 'proj-', of(60)),
  Stripe: made('sk', '_live_', of(24)),
  SendGrid: made('SG', '.', of(22), '.', of(43)),
  DigitalOcean: made('do', 'p_v1_', HEX, HEX),
  'DigitalOcean OAuth': made('do', 'o_v1_', HEX, HEX),
  Shopify: made('sh', 'pat_', HEX),
  'Docker Hub': made('dc', 'kr_pat_', of(27)),
  'Hugging Face': made('h', 'f_', of(34)),
  Vault: made('hv', 's.', of(90)),
  'Vault batch': made('hv', 'b.', of(90)),
  'Terraform Cloud': made(of(14), '.atlas', 'v1.', of(60)),
  Grafana: made('gl', 'sa_', of(32), '_', HEX.slice(0, 8)),
  Databricks: made('da', 'pi', HEX),
  Figma: made('fi', 'gd_', of(40)),
  Notion: made('nt', 'n_', of(43)),
  Postman: made('PM', 'AK-', HEX.slice(0, 24), '-', HEX),
  Pulumi: made('pu', 'l-', HEX),
  Linear: made('lin', '_api_', of(40)),
  Supabase: made('sb', 'p_', HEX),
  Netlify: made('nf', 'p_', of(36)),
  'New Relic': made('NR', 'AK-', 'Q7RK2VN9XB4TM6WC1LD8HS3JG5P'),
  Sentry: made('sn', 'trys_', of(60)),
  Buildkite: made('bk', 'ua_', HEX),
  Tailscale: made('ts', 'key-auth-', of(17), '-', of(32)),
  Atlassian: made('ATA', 'TT3x', of(60)),
  Telegram: made('123456789', ':AA', of(33)),
  RubyGems: made('ruby', 'gems_', HEX, HEX.slice(0, 16)),
};

describe('redact: the tokens of many makers', () => {
  it.each(Object.entries(SHAPES))('%s', (_, secret) => {
    for (const text of [secret, `got ${secret}, going on`, `{"a":"${secret}"}`, `2026-03-05T09:14:07.1Z + ${secret}`]) {
      expect(redact(text)).not.toContain(secret.slice(-12));
      expect(redact(text)).toContain('[redacted]');
    }
  });

  it.each([
    ['Azure storage', `DefaultEndpointsProtocol=https;AccountName=demo;AccountKey=${of(86)}==;EndpointSuffix=core`],
    ['Azure shared access', `https://demo.blob.example.net/c?sv=2022-11-02&sr=c&sig=${of(43)}%3D`],
    ['Azure client secret', `AZURE_CLIENT_SECRET=${made('abc8Q~', of(34))}`],
    ['AWS secret key', `aws_secret_access_key = ${of(40)}`],
    ['AWS session', `AWS_SESSION_TOKEN=${of(180)}`],
    ['connection string', `Server=db;User Id=app;Password=${of(16)};Encrypt=true`],
    ['header', `Authorization: Basic ${of(24)}==`],
    ['URL', `https://user:${of(16)}@example.org/x`],
  ])('what %s carries', (_, text) => {
    expect(redact(text)).not.toMatch(new RegExp(of(16)));
  });

  it.each([
    'restored cache-key-linux-x64-node-modules-0a1b2c3d4e5f60718293',
    'pul-request-number-4711 is open',
    'gsk_build_step_one_of_many_in_a_row',
    'dapilint checked 3 files in the folder of the api',
    'at 12:34:56 :AABB was printed',
    'nfp_prefix_of_an_option_without_digits',
  ])('leaves alone %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

/** What somebody else's scanner finds in a text: its rules and what they found. */
async function foundBySecretlint(content: string): Promise<readonly string[]> {
  const { messages } = await lintSource({
    source: { content, filePath: '/job.log', ext: '.log', contentType: 'text' },
    options: { config: { rules: [{ id: 'recommended', rule: creator, options: {}, rules: [] }] } },
  });
  return messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

describe('after redact, a scanner that is not ours finds nothing', () => {
  it('in lines with the tokens it knows', async () => {
    const lines = Object.values(SHAPES).flatMap((secret) => [
      `got ${secret}, going on`,
      `2026-03-05T09:14:07.1Z TOKEN="${secret}"`,
      `curl -H 'Authorization: Bearer ${secret}' https://user:${secret}@example.org/`,
    ]);
    const before = await foundBySecretlint(lines.join('\n'));

    expect(new Set(before.map((found) => found.split(':')[0])).size).toBeGreaterThan(6);
    expect(await foundBySecretlint(redact(lines.join('\n')))).toEqual([]);
  });

  it('in the logs of real tools', async () => {
    const folders = ['test/fixtures/recipes/logs', '../shared/logs/logs/ci-log', '../shared/recipes/logs'];
    const files = folders
      .map((at) => path.join(__dirname, '..', '..', '..', at))
      .filter((at) => existsSync(at))
      .flatMap((at) => readdirSync(at).map((name) => path.join(at, name)))
      .filter((file) => file.endsWith('.log'));
    const found = await Promise.all(files.map((file) => foundBySecretlint(redact(readFileSync(file, 'utf8')))));

    expect(files.length).toBeGreaterThan(30);
    expect(found.flat()).toEqual([]);
  });
});
