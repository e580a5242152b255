import path from 'node:path';
import { ConfigError, parseEnv, type Env } from './env';
import { forgesOf } from './forges';
import { oidcOf } from './oidc';
import { requestLimitsOf, strangerLimitsOf } from './request-limits';
import { retentionOf } from './retention';
import type {
  AiConfig,
  AlertConfig,
  AuthConfig,
  CryptoConfig,
  DatabaseConfig,
  DiagnosisConfig,
  FixConfig,
  ForgeConfig,
  HttpConfig,
  InstallationConfig,
  LogConfig,
  QueueConfig,
  RetentionConfig,
  TracingConfig,
  WebhookConfig,
} from './slices';
import { smtpOf } from './smtp';

export * from './slices';

/** 32 bytes. Node's own decoder would skip characters that are none of the alphabet. */
const FERNET_KEY = /^[\w-]{43}=?$/;

/** A slice as a value; the class exists to be asked for by name. */
type Slice<T> = { readonly [K in keyof T]: T[K] };

/** All settings, checked and frozen. Features inject only their slice. */
export interface Config {
  readonly production: boolean;
  readonly dataDir: string;
  readonly http: Slice<HttpConfig>;
  readonly database: Slice<DatabaseConfig>;
  readonly log: Slice<LogConfig>;
  readonly auth: Slice<AuthConfig>;
  readonly crypto: Slice<CryptoConfig>;
  readonly installation: Slice<InstallationConfig>;
  readonly webhook: Slice<WebhookConfig>;
  readonly forge: Slice<ForgeConfig>;
  readonly fix: Slice<FixConfig>;
  readonly alert: Slice<AlertConfig>;
  readonly queue: Slice<QueueConfig>;
  readonly ai: Slice<AiConfig>;
  readonly diagnosis: Slice<DiagnosisConfig>;
  readonly tracing: Slice<TracingConfig>;
  readonly retention: Slice<RetentionConfig>;
}

/** What start-up found out before the settings could be completed. */
export interface Resolved {
  readonly databaseUrl: string;
  readonly port: number;
  readonly encryptionKeys: readonly string[];
  readonly terminal: boolean;
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value) as unknown[]) {
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}

const splitList = (text: string): string[] => text.split(/[\s,]+/).filter((item) => item !== '');
const stripSlash = (url: string): string => url.replace(/\/+$/, '');

/** The settings that start-up needs before the rest can be known. */
export interface EarlyConfig {
  readonly production: boolean;
  readonly host: string;
  /** Null: 3000, or a free one when 3000 is taken. */
  readonly port: number | null;
  readonly dataDir: string;
  /** Null: start the embedded server. */
  readonly databaseUrl: string | null;
  /** Empty: generate one in the data folder (refused in production). */
  readonly encryptionKeys: readonly string[];
}

type RawEnv = Readonly<Record<string, string | undefined>>;

/** Reads what start-up needs first. Throws `ConfigError`. */
export function readEarlyConfig(raw: RawEnv, cwd: string): EarlyConfig {
  const env = parseEnv(raw);
  const production = env.NODE_ENV === 'production';
  const encryptionKeys = splitList(env.OAUTH_TOKEN_ENCRYPTION_KEY ?? '');
  if (production && encryptionKeys.length === 0) {
    throw new ConfigError([
      'OAUTH_TOKEN_ENCRYPTION_KEY must be set in production (make one with `devflowfix keys generate`)',
    ]);
  }
  return {
    production,
    host: env.HOST ?? '127.0.0.1',
    port: env.PORT ?? null,
    dataDir: path.resolve(cwd, env.DATA_DIR ?? '.devflowfix'),
    databaseUrl: env.DATABASE_URL ?? null,
    encryptionKeys,
  };
}

const NVIDIA = 'https://integrate.api.nvidia.com/v1';

function aiOf(env: Env): Slice<AiConfig> {
  // A hosted endpoint without a key would refuse every request; one of one's own may need none.
  const usable = env.AI_API_KEY !== undefined || env.AI_BASE_URL !== undefined;
  const [prompt, completion] = [env.AI_PRICE_PROMPT, env.AI_PRICE_COMPLETION];
  return {
    baseUrl: stripSlash(env.AI_BASE_URL ?? NVIDIA),
    apiKey: env.AI_API_KEY ?? null,
    model: usable ? (env.AI_MODEL ?? null) : null,
    timeoutMs: (env.AI_TIMEOUT_SECONDS ?? 60) * 1000,
    requestsPerMinute: env.AI_REQUESTS_PER_MINUTE ?? 30,
    prices:
      prompt === undefined && completion === undefined
        ? null
        : { promptPerMillion: prompt ?? 0, completionPerMillion: completion ?? 0 },
    maxPromptTokens: env.AI_MAX_PROMPT_TOKENS ?? 24_000,
    caps: {
      requestsPerIncident: env.AI_MAX_REQUESTS_PER_INCIDENT ?? 20,
      dailyRequestsPerRepository: env.AI_DAILY_REQUESTS_PER_REPOSITORY ?? 200,
      dailyCost: env.AI_DAILY_COST_CAP ?? null,
    },
  };
}

/** The model's settings alone, for commands that need no database. Throws `ConfigError`. */
export function readAiConfig(raw: RawEnv): Slice<AiConfig> {
  return deepFreeze(aiOf(parseEnv(raw)));
}

/** Completes the settings. Throws `ConfigError`; the result is deep-frozen. */
export function buildConfig(raw: RawEnv, cwd: string, resolved: Resolved): Config {
  const env = parseEnv(raw);
  const early = readEarlyConfig(raw, cwd);
  if (!resolved.encryptionKeys.every((key) => FERNET_KEY.test(key))) {
    throw new ConfigError(['OAUTH_TOKEN_ENCRYPTION_KEY must be a list of 32-byte url-safe base64 keys']);
  }
  const hostInUrl = early.host.includes(':') ? `[${early.host}]` : early.host;
  const reachable = ['0.0.0.0', '::'].includes(early.host) ? 'localhost' : hostInUrl;
  const publicUrl = stripSlash(env.PUBLIC_URL ?? `http://${reachable}:${resolved.port}`);
  return deepFreeze({
    production: early.production,
    dataDir: early.dataDir,
    http: {
      host: early.host,
      port: resolved.port,
      publicUrl,
      trustProxy: env.TRUST_PROXY ?? 0,
      requestTimeoutMs: (env.REQUEST_TIMEOUT_SECONDS ?? 30) * 1000,
      drainMs: (env.DRAIN_SECONDS ?? 0) * 1000,
      workerPort: env.WORKER_PORT ?? null,
      metricsToken: env.METRICS_TOKEN ?? null,
    },
    database: {
      url: resolved.databaseUrl,
      replicaUrl: env.DATABASE_REPLICA_URL ?? null,
      poolSize: env.DATABASE_POOL_SIZE ?? 10,
    },
    log: { level: env.LOG_LEVEL ?? 'info', format: env.LOG_FORMAT ?? (resolved.terminal ? 'pretty' : 'json') },
    auth: {
      registration: env.REGISTRATION ?? 'open',
      passwordLogin: env.PASSWORD_LOGIN ?? 'open',
      oidc: oidcOf(env, publicUrl),
      requestLimits: requestLimitsOf(env),
      strangerLimits: strangerLimitsOf(env),
      sessionDays: env.SESSION_DAYS ?? 30,
      auditRetentionDays: env.AUDIT_RETENTION_DAYS ?? 365,
      usageRetentionDays: env.USAGE_RETENTION_DAYS ?? 400,
      secureCookies: publicUrl.startsWith('https:'),
    },
    crypto: { encryptionKeys: [...resolved.encryptionKeys] },
    installation: {
      generatedKeyFile: early.encryptionKeys.length === 0 ? path.join(early.dataDir, 'encryption.key') : null,
    },
    webhook: {
      baseUrl: stripSlash(env.WEBHOOK_BASE_URL ?? publicUrl),
      refusedPerMinute: env.RATE_LIMIT_WEBHOOK ?? 300,
      maxBodyBytes: 25 * 1024 * 1024,
    },
    forge: forgesOf(env, publicUrl),
    fix: { verifyTimeoutMs: (env.FIX_VERIFY_TIMEOUT_MINUTES ?? 60) * 60_000 },
    alert: { allowPrivateTargets: env.ALERT_PRIVATE_TARGETS === 'allow', smtp: smtpOf(env) },
    queue: { concurrency: env.WORKER_CONCURRENCY ?? 5 },
    ai: aiOf(env),
    diagnosis: { maxLogBytes: (env.DIAGNOSIS_MAX_LOG_MB ?? 128) * 1024 * 1024 },
    tracing: tracingOf(env),
    retention: retentionOf(env),
  } satisfies Config);
}

function tracingOf(env: Env): Slice<TracingConfig> {
  const pairs = (env.OTEL_EXPORTER_OTLP_HEADERS ?? '').split(',').filter((pair) => pair !== '');
  return {
    endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? null : stripSlash(env.OTEL_EXPORTER_OTLP_ENDPOINT),
    headers: Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()]),
    ),
    ratio: env.OTEL_TRACES_SAMPLER_ARG ?? 1,
    serviceName: env.OTEL_SERVICE_NAME ?? 'devflowfix',
  };
}
