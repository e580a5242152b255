import { plainToInstance, Transform } from 'class-transformer';
import {
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';

const trimmed = Transform(({ value }: { value: unknown }) => {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  // An empty variable means "not set", as `.env` files and container platforms write it.
  return text === '' ? undefined : text;
});

const integer = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value,
);

const decimal = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value,
);

const url = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

/** Names that may also be given as `<NAME>_FILE`, a path whose content is the value. */
export const SECRET_VARIABLES = [
  'DATABASE_URL',
  'DATABASE_REPLICA_URL',
  'OAUTH_TOKEN_ENCRYPTION_KEY',
  'GITHUB_OAUTH_CLIENT_SECRET',
  'GITLAB_OAUTH_CLIENT_SECRET',
  'GITHUB_INSTANCES',
  'GITLAB_INSTANCES',
  'GITHUB_CA',
  'GITLAB_CA',
  'METRICS_TOKEN',
  'AI_API_KEY',
  'SMTP_PASSWORD',
  'SMTP_CA',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OIDC_CLIENT_SECRET',
  'OIDC_CA',
] as const;

/** Every environment variable DevFlowFix reads, with its rule. Defaults are in `config.ts`. */
export class Env {
  /** `production` makes the encryption key mandatory. */
  @IsOptional() @IsIn(['production', 'development', 'test']) @trimmed NODE_ENV?: 'production' | 'development' | 'test';
  /** Address to listen on; default 127.0.0.1. */
  @IsOptional() @IsString() @trimmed HOST?: string;
  /** Port to listen on; default 3000, or a free one when 3000 is taken and PORT is not set. */
  @IsOptional() @integer @IsInt() @Min(0) @Max(65535) PORT?: number;
  /** Where a `worker` answers `/health/live`, `/health/ready` and `/metrics`, and nothing else; default nowhere. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(65535) WORKER_PORT?: number;
  /** Where people reach this server; default http://HOST:PORT. */
  @IsOptional() @IsUrl(url) @trimmed PUBLIC_URL?: string;
  /** Where forges reach this server; default PUBLIC_URL. */
  @IsOptional() @IsUrl(url) @trimmed WEBHOOK_BASE_URL?: string;
  /** PostgreSQL 15 or newer; default an embedded server in DATA_DIR. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'DATABASE_URL must start with postgres://' })
  @trimmed
  DATABASE_URL?: string;
  /** A hot standby of DATABASE_URL (streaming replication) for lists and figures; default none. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//, { message: 'DATABASE_REPLICA_URL must start with postgres://' })
  @trimmed
  DATABASE_REPLICA_URL?: string;
  /** Connections of the request and task code of one process; default 10. */
  @IsOptional() @integer @IsInt() @Min(2) @Max(200) DATABASE_POOL_SIZE?: number;
  /** Folder of the embedded database and generated keys; default .devflowfix. */
  @IsOptional() @IsString() @trimmed DATA_DIR?: string;
  /** Default info. */
  @IsOptional() @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) @trimmed LOG_LEVEL?: string;
  /** Default: pretty on a terminal, json otherwise. */
  @IsOptional() @IsIn(['json', 'pretty']) @trimmed LOG_FORMAT?: 'json' | 'pretty';
  /** Whether strangers may register; the first user always may. Default open. */
  @IsOptional() @IsIn(['open', 'closed']) @trimmed REGISTRATION?: 'open' | 'closed';
  /** Whether people may log in with a password; closed needs OIDC_ISSUER. Default open. */
  @IsOptional() @IsIn(['open', 'closed']) @trimmed PASSWORD_LOGIN?: 'open' | 'closed';
  /** OpenID Connect issuer people may sign in at, as it names itself; default none. */
  @IsOptional() @IsUrl(url) @trimmed OIDC_ISSUER?: string;
  /** What the issuer knows this service by. */
  @IsOptional() @IsString() @MaxLength(500) @trimmed OIDC_CLIENT_ID?: string;
  /** The client's secret; without it the client is a public one. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(1000) @trimmed OIDC_CLIENT_SECRET?: string;
  /** Comma- or space-separated; default `openid email profile`. */
  @IsOptional() @IsString() @MaxLength(500) @trimmed OIDC_SCOPES?: string;
  /** What the sign-in button calls the issuer; default `single sign-on`. */
  @IsOptional() @IsString() @MaxLength(60) @trimmed OIDC_NAME?: string;
  /** Certificates to trust at the issuer besides the usual ones, PEM; mostly given as OIDC_CA_FILE. */
  @IsOptional() @Matches(/-----BEGIN CERTIFICATE-----/, { message: 'OIDC_CA must be PEM' }) @trimmed OIDC_CA?: string;
  /** Comma-separated: only verified addresses of these domains get in; default any. */
  @IsOptional() @IsString() @MaxLength(2000) @trimmed OIDC_ALLOWED_DOMAINS?: string;
  /** Comma-separated: only members of one of these groups get in; default any. */
  @IsOptional() @IsString() @MaxLength(2000) @trimmed OIDC_ALLOWED_GROUPS?: string;
  /** Group whose members are admins, looked at on each sign-in; default: roles are given here. */
  @IsOptional() @IsString() @MaxLength(300) @trimmed OIDC_ADMIN_GROUP?: string;
  /** Claim that lists a person's groups; default `groups`. */
  @IsOptional() @IsString() @MaxLength(300) @trimmed OIDC_GROUPS_CLAIM?: string;
  /** Whether people the issuer vouches for get an account; default as REGISTRATION. */
  @IsOptional() @IsIn(['open', 'closed']) @trimmed OIDC_REGISTRATION?: 'open' | 'closed';
  /** How an existing account is linked: by its owner when signed in, or by an address the issuer verified; default signed_in. */
  @IsOptional() @IsIn(['signed_in', 'verified_email']) @trimmed OIDC_LINKING?: 'signed_in' | 'verified_email';
  /** Requests a minute that one account may read with; default 6000, half of it by one API token. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000_000) RATE_LIMIT_READ?: number;
  /** Requests a minute that change something; default 600. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000_000) RATE_LIMIT_WRITE?: number;
  /** Requests a minute for exports and for what makes a forge or a model work; default 120. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000_000) RATE_LIMIT_EXPENSIVE?: number;
  /** Deliveries a minute from one address without a valid signature; default 300. Valid ones have no limit. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000_000) RATE_LIMIT_WEBHOOK?: number;
  /** Requests a minute from one address without a valid credential; default 300. An office behind one address shares it. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000_000) RATE_LIMIT_UNAUTHENTICATED?: number;
  /** Wrong passwords in 15 minutes for one account, whoever sends them; default 10. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000_000) RATE_LIMIT_LOGIN_ACCOUNT?: number;
  /** Wrong passwords in 15 minutes from one address, over all accounts; default 50. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000_000) RATE_LIMIT_LOGIN_ADDRESS?: number;
  /** New accounts an hour from one address; default 100. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000_000) RATE_LIMIT_REGISTRATION?: number;
  /** Days a login lasts; default 30. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(365) SESSION_DAYS?: number;
  /** Days the audit log is kept; default 365. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(3650) AUDIT_RETENTION_DAYS?: number;
  /** Days it is kept how often people asked, and how often their forges were; default 400. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(3650) USAGE_RETENTION_DAYS?: number;
  /** Days a delivery is remembered, so that the same one delivered again has no second effect; default 90. */
  @IsOptional() @integer @IsInt() @Min(4) @Max(3650) DELIVERY_RETENTION_DAYS?: number;
  /** Days its payload is kept for replay; default 7. One that had no effect yet is kept for 30. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(3650) DELIVERY_BODY_RETENTION_DAYS?: number;
  /** Days finished and dead tasks can be looked at; default 90. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(3650) TASK_RETENTION_DAYS?: number;
  /** Days finished runs and their jobs are kept; those of incidents and all figures stay. Default for good. */
  @IsOptional() @integer @IsInt() @Min(35) @Max(3650) RUN_RETENTION_DAYS?: number;
  /** Number of proxies in front whose X-Forwarded-* headers are true; default 0. */
  @IsOptional() @integer @IsInt() @Min(0) @Max(10) TRUST_PROXY?: number;
  /** Seconds within which a request must have arrived whole; default 30. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(3600) REQUEST_TIMEOUT_SECONDS?: number;
  /** Seconds a stopping server still answers while `/health/ready` says 503: more than a balancer's interval; default 0. */
  @IsOptional() @integer @IsInt() @Min(0) @Max(120) DRAIN_SECONDS?: number;
  /** Bearer token that GET /metrics asks for; default none asked. */
  @IsOptional() @IsString() @MinLength(16) @trimmed METRICS_TOKEN?: string;
  /** Comma-separated Fernet keys: the first encrypts, all decrypt. */
  @IsOptional() @IsString() @MinLength(40) @trimmed OAUTH_TOKEN_ENCRYPTION_KEY?: string;
  /** The OAuth app's client id; without it nobody can connect GitHub. */
  @IsOptional() @IsString() @IsNotEmpty() @trimmed GITHUB_OAUTH_CLIENT_ID?: string;
  /** The OAuth app's client secret. */
  @IsOptional() @IsString() @IsNotEmpty() @trimmed GITHUB_OAUTH_CLIENT_SECRET?: string;
  /** Default PUBLIC_URL/api/v2/oauth/github/callback. */
  @IsOptional() @IsUrl(url) @trimmed GITHUB_OAUTH_REDIRECT_URI?: string;
  /** Comma- or space-separated; default `repo workflow read:user`. */
  @IsOptional() @IsString() @MaxLength(500) @trimmed GITHUB_OAUTH_SCOPES?: string;
  /** GitHub's web address; default https://github.com. GitHub Enterprise: its own. */
  @IsOptional() @IsUrl(url) @trimmed GITHUB_BASE_URL?: string;
  /** GitHub's API address; default https://api.github.com. GitHub Enterprise: <base>/api/v3. */
  @IsOptional() @IsUrl(url) @trimmed GITHUB_API_URL?: string;
  /** The application's id; without it nobody can connect GitLab. */
  @IsOptional() @IsString() @IsNotEmpty() @trimmed GITLAB_OAUTH_CLIENT_ID?: string;
  /** The application's secret. */
  @IsOptional() @IsString() @IsNotEmpty() @trimmed GITLAB_OAUTH_CLIENT_SECRET?: string;
  /** Default PUBLIC_URL/api/v2/oauth/gitlab/callback. */
  @IsOptional() @IsUrl(url) @trimmed GITLAB_OAUTH_REDIRECT_URI?: string;
  /** Comma- or space-separated; default `api`. */
  @IsOptional() @IsString() @MaxLength(500) @trimmed GITLAB_OAUTH_SCOPES?: string;
  /** GitLab's address; default https://gitlab.com. An instance of one's own: its address, with the path if it has one. */
  @IsOptional() @IsUrl(url) @trimmed GITLAB_BASE_URL?: string;
  /** GitHub Enterprise servers beside the first: JSON list of name, base_url, client_id, client_secret, api_url?, scopes?, redirect_uri?. */
  @IsOptional() @IsString() @trimmed GITHUB_INSTANCES?: string;
  /** GitLabs beside the first: JSON list of name, base_url, client_id, client_secret, scopes?, redirect_uri?. */
  @IsOptional() @IsString() @trimmed GITLAB_INSTANCES?: string;
  /** Certificates to trust at the GitHubs besides the usual ones, PEM; mostly given as GITHUB_CA_FILE. */
  @IsOptional()
  @Matches(/-----BEGIN CERTIFICATE-----/, { message: 'GITHUB_CA must be PEM' })
  @trimmed
  GITHUB_CA?: string;
  /** Certificates to trust at the GitLabs besides the usual ones, PEM; mostly given as GITLAB_CA_FILE. */
  @IsOptional()
  @Matches(/-----BEGIN CERTIFICATE-----/, { message: 'GITLAB_CA must be PEM' })
  @trimmed
  GITLAB_CA?: string;
  /** Whether a forge may redirect downloads into private networks; default where it lies in one itself. */
  @IsOptional() @IsIn(['allow', 'refuse']) @trimmed FORGE_PRIVATE_TARGETS?: 'allow' | 'refuse';
  /** Seconds a forge call may take; default 20. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(300) FORGE_TIMEOUT_SECONDS?: number;
  /** How much of a job's log is read whole; of a longer one its last 4 MB too. Megabytes; default 128. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(500) DIAGNOSIS_MAX_LOG_MB?: number;
  /** OpenAI-compatible endpoint; default https://integrate.api.nvidia.com/v1. */
  @IsOptional() @IsUrl(url) @trimmed AI_BASE_URL?: string;
  /** The endpoint's key; one of your own may need none. */
  @IsOptional() @IsString() @IsNotEmpty() @trimmed AI_API_KEY?: string;
  /** Without it (or without a key for a hosted endpoint) fixes are deterministic only. */
  @IsOptional() @IsString() @MaxLength(200) @trimmed AI_MODEL?: string;
  /** Seconds one request to the model may take; default 60. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(600) AI_TIMEOUT_SECONDS?: number;
  /** Requests a minute over all processes; default 30. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000) AI_REQUESTS_PER_MINUTE?: number;
  /** US dollars per million prompt tokens; default not known. */
  @IsOptional() @decimal @IsNumber() @Min(0) @Max(10_000) AI_PRICE_PROMPT?: number;
  /** US dollars per million completion tokens; default not known. */
  @IsOptional() @decimal @IsNumber() @Min(0) @Max(10_000) AI_PRICE_COMPLETION?: number;
  /** Tokens a prompt may have; default 24000. Less than the model's context by 4000 for the answer. */
  @IsOptional() @integer @IsInt() @Min(2_000) @Max(1_000_000) AI_MAX_PROMPT_TOKENS?: number;
  /** Requests to the model one incident may ever cost, retries included; default 20. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(10_000) AI_MAX_REQUESTS_PER_INCIDENT?: number;
  /** Requests to the model one repository may cost in 24 hours; default 200. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(1_000_000) AI_DAILY_REQUESTS_PER_REPOSITORY?: number;
  /** Milliseconds between writes that create something people see; default 1000, which GitHub asks for. */
  @IsOptional() @integer @IsInt() @Min(0) @Max(60_000) FORGE_WRITE_INTERVAL_MS?: number;
  /** Minutes the repository's CI may take to begin on a fix before it is called not proven; default 60. */
  @IsOptional() @integer @IsInt() @Min(5) @Max(10_080) FIX_VERIFY_TIMEOUT_MINUTES?: number;
  /** Whether alerts may be sent into private networks; default refuse. */
  @IsOptional() @IsIn(['allow', 'refuse']) @trimmed ALERT_PRIVATE_TARGETS?: 'allow' | 'refuse';
  /** Mail server that alerts leave by; without it there is no e-mail. */
  @IsOptional()
  @Matches(/^[\w.:-]+$/, { message: 'SMTP_HOST must be a host name or address' })
  @trimmed
  SMTP_HOST?: string;
  /** Default 587, 465 with SMTP_SECURITY=tls, 25 with none. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(65535) SMTP_PORT?: number;
  /** Default starttls: a server that offers none gets nothing. */
  @IsOptional() @IsIn(['starttls', 'tls', 'none']) @trimmed SMTP_SECURITY?: 'starttls' | 'tls' | 'none';
  /** Login at the mail server; unset: it asks for none. */
  @IsOptional() @IsString() @MaxLength(320) @trimmed SMTP_USER?: string;
  /** Needed with SMTP_USER. */
  @IsOptional() @IsString() @MaxLength(1000) SMTP_PASSWORD?: string;
  /** `alerts@example.com` or `DevFlowFix <alerts@example.com>`. */
  @IsOptional()
  @IsEmail({ allow_display_name: true, require_tld: false }, { message: 'SMTP_FROM must be an e-mail address' })
  @trimmed
  SMTP_FROM?: string;
  /** Certificates to trust besides the usual ones, PEM; mostly given as SMTP_CA_FILE. */
  @IsOptional() @Matches(/-----BEGIN CERTIFICATE-----/, { message: 'SMTP_CA must be PEM' }) @trimmed SMTP_CA?: string;
  /** US dollars all may cost in 24 hours, by AI_PRICE_*; default no cap. */
  @IsOptional() @decimal @IsNumber() @Min(0) @Max(1_000_000) AI_DAILY_COST_CAP?: number;
  /** Collector that traces go to, by OTLP over HTTP; without it there are none. */
  @IsOptional() @IsUrl(url) @trimmed OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  /** What the collector wants to see, `name=value` separated by commas. */
  @IsOptional()
  @Matches(/^[\w-]+=[^,]+(,[\w-]+=[^,]+)*$/, { message: 'OTEL_EXPORTER_OTLP_HEADERS must be name=value,name=value' })
  @trimmed
  OTEL_EXPORTER_OTLP_HEADERS?: string;
  /** Share of traces that are kept, the same ones in every process; default 1. */
  @IsOptional() @decimal @IsNumber() @Min(0) @Max(1) OTEL_TRACES_SAMPLER_ARG?: number;
  /** What this service is called in traces; default devflowfix. */
  @IsOptional() @IsString() @MaxLength(200) @trimmed OTEL_SERVICE_NAME?: string;
  /** Tasks one worker process runs at a time; default 5. */
  @IsOptional() @integer @IsInt() @Min(1) @Max(100) WORKER_CONCURRENCY?: number;
}

/** Start-up refuses to go on with settings that break a rule. Names variables and rules, never values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`settings are not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Checks raw variables against the rules. Throws `ConfigError` with every broken rule at once. */
export function parseEnv(raw: Readonly<Record<string, string | undefined>>): Env {
  const known = Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const env = plainToInstance(Env, known, { exposeDefaultValues: true });
  const problems = validateSync(env, { whitelist: true, validationError: { target: false, value: false } }).flatMap(
    (error) =>
      Object.values(error.constraints ?? {}).map((rule) =>
        rule.includes(error.property) ? rule : `${error.property}: ${rule}`,
      ),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return env;
}
