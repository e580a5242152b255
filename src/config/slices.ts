import type { ForgeSettings, GitHubConfig, GitLabConfig } from './forges';
import type { OidcSettings } from './oidc';
import type { RequestLimits, StrangerLimits } from './request-limits';
import type { RetentionSettings } from './retention';
import type { SmtpSettings } from './smtp';

/** HTTP edge. */
export abstract class HttpConfig {
  abstract readonly host: string;
  abstract readonly port: number;
  /** Without trailing slash. */
  abstract readonly publicUrl: string;
  abstract readonly trustProxy: number;
  /** Milliseconds within which a request must have arrived whole. */
  abstract readonly requestTimeoutMs: number;
  /** Milliseconds a server that was told to stop still answers, so that balancers look elsewhere first. */
  abstract readonly drainMs: number;
  /** Where a process that serves nothing else tells how it is; null: nowhere. */
  abstract readonly workerPort: number | null;
  abstract readonly metricsToken: string | null;
}

/** PostgreSQL. `url` is never null once the embedded server runs. */
export abstract class DatabaseConfig {
  abstract readonly url: string;
  /** A hot standby of it that reads may go to; null without one. */
  abstract readonly replicaUrl: string | null;
  abstract readonly poolSize: number;
}

export abstract class LogConfig {
  abstract readonly level: string;
  abstract readonly format: 'json' | 'pretty';
}

export abstract class AuthConfig {
  abstract readonly registration: 'open' | 'closed';
  abstract readonly passwordLogin: 'open' | 'closed';
  /** Null: people sign in with a password alone. */
  abstract readonly oidc: OidcSettings | null;
  abstract readonly requestLimits: RequestLimits;
  abstract readonly strangerLimits: StrangerLimits;
  abstract readonly sessionDays: number;
  /** Days after which what people did is forgotten. */
  abstract readonly auditRetentionDays: number;
  /** Days after which is forgotten how often people asked, and we their forges. */
  abstract readonly usageRetentionDays: number;
  /** True where the public address is https, so cookies may only travel encrypted. */
  abstract readonly secureCookies: boolean;
}

export abstract class CryptoConfig {
  /** Fernet keys: the first encrypts, all decrypt. Never empty. */
  abstract readonly encryptionKeys: readonly string[];
}

/** What lies in the data folder of this installation. */
export abstract class InstallationConfig {
  /** The encryption key made at the first start; null where one is configured. */
  abstract readonly generatedKeyFile: string | null;
}

export abstract class WebhookConfig {
  /** Without trailing slash. */
  abstract readonly baseUrl: string;
  /** Knocks a minute from one address without a valid signature; more are told to wait. */
  abstract readonly refusedPerMinute: number;
  /** Largest delivery taken, bytes; what GitHub sends at most. */
  abstract readonly maxBodyBytes: number;
}

/** How long what grows is kept. */
export abstract class RetentionConfig implements RetentionSettings {
  abstract readonly deliveryDays: number;
  abstract readonly bodyDays: number;
  abstract readonly unsettledBodyDays: number;
  abstract readonly taskDays: number;
  abstract readonly runDays: number | null;
}

export abstract class TracingConfig {
  /** The collector's address, without a slash at its end; null: no traces. */
  abstract readonly endpoint: string | null;
  abstract readonly headers: Readonly<Record<string, string>>;
  /** Share of traces that are kept, 0..1. */
  abstract readonly ratio: number;
  abstract readonly serviceName: string;
}

export abstract class DiagnosisConfig {
  /** How much of a job's log is read whole; of a longer one its last 4 MB too. */
  abstract readonly maxLogBytes: number;
}

export abstract class ForgeConfig implements ForgeSettings {
  abstract readonly github: GitHubConfig;
  abstract readonly gitlab: GitLabConfig;
  abstract readonly furtherGitHubs: readonly GitHubConfig[];
  abstract readonly furtherGitLabs: readonly GitLabConfig[];
}

export abstract class FixConfig {
  /** How long the repository's CI may take to begin on a fix before people are told that it is not proven. */
  abstract readonly verifyTimeoutMs: number;
}

export abstract class AlertConfig {
  /** Whether alerts may go into private networks: where the receivers are the operator's own. */
  abstract readonly allowPrivateTargets: boolean;
  /** Null: no e-mail. */
  abstract readonly smtp: SmtpSettings | null;
}

export abstract class QueueConfig {
  abstract readonly concurrency: number;
}

/** The model endpoint, OpenAI-compatible. */
export abstract class AiConfig {
  /** Without trailing slash. */
  abstract readonly baseUrl: string;
  abstract readonly apiKey: string | null;
  /** Null: no model, deterministic fixes only. */
  abstract readonly model: string | null;
  abstract readonly timeoutMs: number;
  abstract readonly requestsPerMinute: number;
  /** US dollars per million tokens; null: not known. */
  abstract readonly prices: { readonly promptPerMillion: number; readonly completionPerMillion: number } | null;
  /** Tokens a prompt may have. */
  abstract readonly maxPromptTokens: number;
  /** What may be spent; beyond it the model is not asked, and the attempt says so. */
  abstract readonly caps: {
    readonly requestsPerIncident: number;
    readonly dailyRequestsPerRepository: number;
    /** US dollars within 24 hours, all users together; null: no cap. Only counted where prices are set. */
    readonly dailyCost: number | null;
  };
}
