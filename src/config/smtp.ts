import { ConfigError, type Env } from './env';

/** The mail server that alerts leave by. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `starttls` and `tls` never send a word in the clear, whatever the server offers. */
  readonly security: 'starttls' | 'tls' | 'none';
  /** Null: the server lets this machine send without a login. */
  readonly login: { readonly user: string; readonly password: string } | null;
  /** `alerts@example.com` or `DevFlowFix <alerts@example.com>`. */
  readonly from: string;
  /** Certificates to trust besides the usual, PEM; null: the usual alone. */
  readonly ca: string | null;
}

const DEFAULT_PORTS = { starttls: 587, tls: 465, none: 25 } as const;

/** Null without SMTP_HOST. Throws `ConfigError` for settings that do not go together. */
export function smtpOf(env: Env): SmtpSettings | null {
  const { SMTP_HOST: host, SMTP_USER: user, SMTP_PASSWORD: password, SMTP_FROM: from } = env;
  if (host === undefined) return null;
  const security = env.SMTP_SECURITY ?? 'starttls';
  const problems = [
    ...(from === undefined ? ['SMTP_FROM must be set where SMTP_HOST is'] : []),
    ...((user === undefined) === (password === undefined)
      ? []
      : ['SMTP_USER and SMTP_PASSWORD must be set together, or neither']),
    // It would be read by everybody on the way.
    ...(security === 'none' && password !== undefined
      ? ['SMTP_PASSWORD must not be set with SMTP_SECURITY=none, which would send it in the clear']
      : []),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    host,
    port: env.SMTP_PORT ?? DEFAULT_PORTS[security],
    security,
    login: user === undefined || password === undefined ? null : { user, password },
    from: from ?? '',
    ca: env.SMTP_CA ?? null,
  };
}
