import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Checkups, type Finding } from '../common/checkup';
import { Clock } from '../common/clock';
import { AiConfig, AlertConfig, CryptoConfig, HttpConfig, InstallationConfig, WebhookConfig } from '../config/config';
import { Database } from '../database/database';
import { isDatabaseUnavailable } from '../database/database-errors';
import { Health } from './health';
import { KeyAge } from './key-age';
import { OperationsStore } from './operations.store';

/** Beyond this, signatures with a time stamp and the order of events begin to suffer. */
const CLOCK_WARNING_MS = 2_000;
const CLOCK_FAILING_MS = 60_000;
/** An answer to `select 1` that takes longer makes every request slow. */
const SLOW_ANSWER_MS = 50;
/** Keys are rotated once a year. */
const KEY_DAYS = 365;

/** What the doctor asks of the service itself: settings, keys, database, clock. */
@Injectable()
export class ServiceCheckup implements OnModuleInit {
  constructor(
    private readonly checkups: Checkups,
    private readonly http: HttpConfig,
    private readonly webhook: WebhookConfig,
    private readonly ai: AiConfig,
    private readonly alert: AlertConfig,
    private readonly crypto: CryptoConfig,
    private readonly installation: InstallationConfig,
    private readonly store: OperationsStore,
    private readonly health: Health,
    private readonly keyAge: KeyAge,
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.checkups.register('settings', 'nothing', () => Promise.resolve(this.settings()));
    this.checkups.register('keys', 'schema', () => this.keys());
    this.checkups.register('database', 'nothing', () => this.database());
    this.checkups.register('replica', 'nothing', () => this.replica());
    this.checkups.register('clock', 'nothing', () => this.serverClock());
  }

  private settings(): Finding[] {
    const findings: Finding[] = [];
    if (isLocal(this.webhook.baseUrl)) {
      findings.push({
        state: 'warning',
        says: `Webhooks are asked for at ${this.webhook.baseUrl}, which a forge elsewhere cannot reach.`,
        mend: 'Set PUBLIC_URL (or WEBHOOK_BASE_URL, for a tunnel) to the address this service has on the internet.',
      });
    } else if (!this.webhook.baseUrl.startsWith('https:')) {
      findings.push({
        state: 'warning',
        says: 'Webhooks come over plain HTTP: whoever listens on the way reads them.',
        mend: 'Put a proxy with a certificate in front and set PUBLIC_URL to its https address.',
      });
    }
    if (this.http.metricsToken === null && !isLocal(`http://${this.http.host}`)) {
      findings.push({
        state: 'warning',
        says: 'Everybody who reaches this service can read /metrics.',
        mend: 'Set METRICS_TOKEN, and give it to Prometheus.',
      });
    }
    findings.push(
      this.ai.model === null
        ? { state: 'note', says: 'No model is configured: fixes come from rules alone.', mend: null }
        : { state: 'ok', says: `The model ${this.ai.model} may be asked for fixes.`, mend: null },
      this.alert.smtp === null
        ? { state: 'note', says: 'No mail server is configured: alerts go to webhooks alone.', mend: null }
        : { state: 'ok', says: 'A mail server is configured.', mend: null },
    );
    return findings;
  }

  private async keys(): Promise<Finding[]> {
    const { encryptionKeys } = this.crypto;
    const { generatedKeyFile } = this.installation;
    const findings: Finding[] = [];
    if (encryptionKeys.length > 1) {
      findings.push({
        state: 'warning',
        says: `${encryptionKeys.length} encryption keys are configured; only the first is needed once all is re-encrypted.`,
        mend: 'Run `devflowfix keys rotate`, then take all but the first out of OAUTH_TOKEN_ENCRYPTION_KEY.',
      });
    }
    const days =
      generatedKeyFile === null
        ? await this.keyAge.days()
        : Math.floor((this.clock.now().getTime() - statSync(generatedKeyFile).mtimeMs) / 86_400_000);
    if (days !== null && days > KEY_DAYS) {
      findings.push({
        state: 'warning',
        says: `The encryption key has been in use for ${days} days.`,
        mend: 'Make a key with `devflowfix keys generate`, set OAUTH_TOKEN_ENCRYPTION_KEY to it and the old one after a comma, then run `devflowfix keys rotate`.',
      });
    } else if (generatedKeyFile === null) {
      const since = days === null ? '' : `, in use for ${days} days`;
      findings.push({ state: 'ok', says: `Stored tokens are encrypted with the configured key${since}.`, mend: null });
    } else {
      findings.push({
        state: 'note',
        says: `Tokens are encrypted with a key made here ${days} days ago, kept in the data folder: back it up.`,
        mend: null,
      });
    }
    return findings;
  }

  private async database(): Promise<Finding[]> {
    const checks = await this.health.check();
    const failing = checks.filter(({ ok }) => !ok);
    if (failing.length > 0) {
      return failing.map(({ name, reason }) => ({
        state: 'failing',
        says: `${reason ?? name}.`,
        mend:
          name === 'migrations'
            ? 'Run `devflowfix migrate`.'
            : 'Look at DATABASE_URL and at the database server’s log.',
      }));
    }
    const { version, milliseconds, connections, maxConnections } = await this.store.serverStanding();
    const findings: Finding[] = [
      milliseconds > SLOW_ANSWER_MS
        ? {
            state: 'warning',
            says: `PostgreSQL ${version} takes ${milliseconds} ms to answer.`,
            mend: 'Run it nearer, or look at its load.',
          }
        : {
            state: 'ok',
            says: `PostgreSQL ${version} answers in ${milliseconds} ms; the schema is up to date.`,
            mend: null,
          },
    ];
    if (connections > 0.8 * maxConnections) {
      findings.push({
        state: 'warning',
        says: `${connections} of ${maxConnections} connections of the database are in use.`,
        mend: 'Lower DATABASE_POOL_SIZE, raise max_connections, or put a pooler in front.',
      });
    }
    return findings;
  }

  /** Without one there is nothing to say. */
  private async replica(): Promise<Finding[]> {
    const unused = 'Lists and figures are read from the primary meanwhile.';
    try {
      const standing = await this.db.replicaStanding();
      if (standing === null) return [];
      if (!standing.isStandby) {
        const says = `DATABASE_REPLICA_URL leads to no standby, so that nobody can tell how old its rows are. ${unused}`;
        return [{ state: 'warning', says, mend: 'Let it lead to a streaming replica of DATABASE_URL.' }];
      }
      return [{ state: 'ok', says: `The replica is ${standing.behind} bytes of the log behind.`, mend: null }];
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      const mend = 'Is the server of DATABASE_REPLICA_URL running, and reachable from here?';
      return [{ state: 'warning', says: `The replica does not answer. ${unused}`, mend }];
    }
  }

  private async serverClock(): Promise<Finding[]> {
    const before = Date.now();
    const theirs = await this.store.serverTime();
    const off = Math.round(theirs.getTime() - (before + Date.now()) / 2);
    const says = `This machine’s clock and the database’s differ by ${Math.abs(off)} ms.`;
    if (Math.abs(off) < CLOCK_WARNING_MS) return [{ state: 'ok', says, mend: null }];
    const state = Math.abs(off) < CLOCK_FAILING_MS ? 'warning' : 'failing';
    return [{ state, says, mend: 'Let both follow a time server (chrony, systemd-timesyncd).' }];
  }
}

/** True for an address that only this machine or its network knows. */
function isLocal(url: string): boolean {
  const { hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return host === 'localhost' || host.endsWith('.localhost');
  return /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(host);
}
