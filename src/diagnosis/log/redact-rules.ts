/** What takes the place of a secret. */
export const REDACTED = '[redacted]';

/** One kind of secret that is known by its own shape. */
interface ShapeRule {
  readonly name: string;
  /** Cheap test: when none of these is in the text, the pattern is not tried. */
  readonly gates: readonly string[];
  /** True when `USERINFO` is in every match. */
  readonly userinfo?: true;
  /** Linear on any text: every start either matches and consumes, or fails after a bounded number of characters. */
  readonly pattern: RegExp;
  /** A replacement string, `[redacted]` when left out. */
  readonly replacement?: string;
}

/** What three rules for URLs have in common: one look for it is cheaper than three patterns over every log with URLs. */
export const USERINFO = /:\/\/[^\s"'`<>@]{0,501}@/;

/**
 * A token starts here: not in the middle of a word, unless the letter before belongs to a JSON escape (`\n`), a percent
 * escape (`%3D`) or a colour code, where real logs hide tokens.
 */
const START = String.raw`(?<![A-Za-z0-9](?<!\\[nrtbf])(?<!%[0-9A-Fa-f]{2})(?<!\x1b\[[0-9;]{0,12}[A-Za-z]))`;

const token = (body: string): RegExp => new RegExp(START + body, 'g');

/**
 * Makers whose tokens begin with a word of their own, and what of the beginning varies. All go on with at least 20 letters
 * or digits, one of them a digit.
 */
const OTHER_MAKERS: readonly (readonly [gate: string, rest: string])[] = [
  ['hf_', ''],
  ['dckr_', '(?:pat|oat)_'],
  ['shp', '(?:at|ca|pa|ss)_'],
  ['dop_v1_', ''],
  ['doo_v1_', ''],
  ['dor_v1_', ''],
  ['lin_api_', ''],
  ['hvs.', ''],
  ['hvb.', ''],
  ['hvr.', ''],
  ['sq0atp-', ''],
  ['sq0csp-', ''],
  ['sntrys_', ''],
  ['sntryu_', ''],
  ['hv', '[sbr]\\.'],
  ['rubygems_', ''],
  ['SG.', ''],
  ['AGE-SECRET-KEY-', '1'],
  ['glsa_', ''],
  ['glc_', ''],
  ['dapi', ''],
  ['figd_', ''],
  ['ntn_', ''],
  ['PMAK-', ''],
  ['pul-', ''],
  ['gsk_', ''],
  ['xai-', ''],
  ['sbp_', ''],
  ['nfp_', ''],
  ['NRAK-', ''],
  ['bkua_', ''],
  ['CCIPAT_', ''],
  ['tskey-', ''],
  ['ATATT3x', ''],
  ['ATCTT3x', ''],
  ['HRKU-', ''],
  ['FlyV1 fm2_', ''],
  ['pscale_', '(?:tkn|oauth|pw)_'],
  ['ops_eyJ', ''],
];

/** Tokens with a prefix of their maker, URLs with a password, headers. Order matters only where prefixes overlap. */
export const SHAPE_RULES: readonly ShapeRule[] = [
  {
    name: 'GitHub token',
    gates: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    // Newer installation tokens carry a JWT after the prefix, hence the dotted tail.
    pattern: /gh[pousr]_(?:[A-Za-z0-9]{30,}|(?<![A-Za-z0-9]gh[pousr]_)[A-Za-z0-9_]{16,})(?:\.[A-Za-z0-9_-]{8,}){0,3}/g,
  },
  { name: 'GitHub fine-grained token', gates: ['github_pat_'], pattern: /github_pat_[A-Za-z0-9_]{16,}/g },
  {
    name: 'GitLab token',
    gates: ['gl'],
    pattern: token(
      '(?:gl(?:pat|dt|rt|rtr|oas|cbt|ptt|ft|imt|agent|soat|ffct)-|GR1348941)[A-Za-z0-9_=-]{16,}(?:\\.[A-Za-z0-9_-]{1,20}){0,3}',
    ),
  },
  { name: 'our API token', gates: ['dff_'], pattern: token('dff_[A-Za-z0-9_-]{16,}') },
  { name: 'NVIDIA key', gates: ['nvapi-'], pattern: /nvapi-[A-Za-z0-9_-]{16,}/g },
  // A digit within the first 40 characters: `sk-button-primary-outline` is a class name, not a key.
  { name: 'sk- key', gates: ['sk-'], pattern: token('sk-(?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9_-]{20,}') },
  { name: 'Stripe key', gates: ['k_live_', 'k_test_'], pattern: token('[rps]k_(?:live|test)_[A-Za-z0-9]{10,}') },
  { name: 'AWS key id', gates: ['AKIA', 'ASIA'], pattern: token('A[KS]IA[A-Z0-9]{16}') },
  { name: 'Google key', gates: ['AIza'], pattern: /AIza[A-Za-z0-9_-]{30,}/g },
  { name: 'Google token', gates: ['ya29.', 'GOCSPX-'], pattern: token('(?:ya29\\.|GOCSPX-)[A-Za-z0-9_-]{16,}') },
  { name: 'Slack token', gates: ['xox', 'xapp-'], pattern: token('(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}') },
  {
    name: 'chat webhook',
    gates: ['hooks.slack.com/', '/api/webhooks/'],
    pattern: /(hooks\.slack\.com\/[a-z]{1,20}\/|\/api\/webhooks\/)[A-Za-z0-9_/-]{16,}/g,
    replacement: `$1${REDACTED}`,
  },
  { name: 'npm token', gates: ['npm_'], pattern: token('npm_[A-Za-z0-9]{30,}') },
  { name: 'PyPI token', gates: ['pypi-'], pattern: token('pypi-[A-Za-z0-9_-]{40,}') },
  {
    name: 'other makers',
    gates: OTHER_MAKERS.map(([gate]) => gate),
    pattern: token(
      `(?:${OTHER_MAKERS.map(([gate, rest]) => gate.replaceAll('.', '\\.') + rest).join('|')})(?=[A-Za-z_-]{0,40}[0-9])[A-Za-z0-9_-]{20,}(?:\\.[A-Za-z0-9_-]{16,})?`,
    ),
  },
  {
    name: 'Terraform Cloud token',
    gates: ['.atlasv1.'],
    pattern: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,}/g,
  },
  {
    name: 'Telegram bot token',
    gates: [':AA'],
    pattern: /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{30,}/g,
  },
  { name: 'webhook secret', gates: ['whsec_'], pattern: /whsec_[A-Za-z0-9+/_-]{8,}={0,2}/g },
  { name: 'Fernet token', gates: ['gAAAAA'], pattern: /gAAAAA[A-Za-z0-9_-]{34,}={0,2}/g },
  {
    name: 'JWT',
    gates: ['eyJ'],
    // The look-behind lets a run of token characters start once only; without it a line of `eyJeyJ…` is quadratic.
    pattern:
      /(?<![A-Za-z0-9_-](?<!\\[nrtbf])(?<!\x1b\[[0-9;]{0,12}[A-Za-z])(?<!%[0-9A-Fa-f]{2}))eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}/g,
  },
  {
    name: 'password in a database URL',
    gates: ['://'],
    userinfo: true,
    // Such passwords may hold a raw slash; the last @ before a blank or quote ends the userinfo.
    pattern:
      /((?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|nats):\/\/)(?!\[redacted\]@)[^\s:@"'`<>]{0,200}:[^\s"'`<>]{1,300}@/g,
    replacement: `$1${REDACTED}@`,
  },
  {
    name: 'user and password in a URL',
    gates: ['://'],
    userinfo: true,
    pattern: /:\/\/(?!\[redacted\]@)[^\s/@:"'`<>]{0,200}:[^\s/"'`<>]{1,300}@/g,
    replacement: `://${REDACTED}@`,
  },
  {
    name: 'userinfo in a web URL',
    gates: ['://'],
    userinfo: true,
    // `git@` is everybody's user name.
    pattern: /(https?:\/\/)(?!\[redacted\]@|git@)[^\s/@:"'`<>?#]{1,300}@/g,
    replacement: `$1${REDACTED}@`,
  },
  {
    name: 'netrc',
    gates: ['machine '],
    pattern: /(\bmachine[ \t]+\S{1,200}[ \t]+login[ \t]+\S{1,200}[ \t]+password[ \t]+)\S+/g,
    replacement: `$1${REDACTED}`,
  },
  {
    name: 'user:password of curl',
    gates: ['curl'],
    pattern: /(\bcurl\b[^\n]{0,200}?[ \t](?:-u|--user)[ \t=]["']?[^\s:"']{1,100}:)(?!\*{3})[^\s"']+/g,
    replacement: `$1${REDACTED}`,
  },
];
