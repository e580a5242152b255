import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock';
import { randomToken } from '../common/crypto/random-token';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError } from '../common/errors';
import { WebhookConfig } from '../config/config';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import type { ForgeClient } from '../forge/forge';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeHook, ForgeRepository } from '../forge/forge.types';
import { isConnected, type Connection } from './domain/connection';
import { hookFailure, type HookFailure } from './domain/hook-failure';
import { hookState, type HookState } from './domain/hook-status';
import { completed, rotated } from './domain/secrets';
import { HookStore } from './hook.store';
import { RepositoryErrors } from './repository.errors';
import { RepositoryStore } from './repository.store';
import { RepositoryAccess } from './repository.access';

/** What a hook is to be, as the row already says. */
export interface HookIntent {
  readonly url: string;
  readonly secret: string;
  readonly sealedSecret: string;
  readonly events: readonly string[];
}

export type HookResult = { readonly outcome: 'active' } | { readonly outcome: 'failed'; readonly cause: unknown };

/** How long deliveries signed with the secret before are still taken: longer than any the forge has under way. */
const OVERLAP_MS = 10 * 60_000;
/** A hook whose creation was cut off is looked after by the sweep no sooner than this. */
const HALF_WAY_MS = 2 * 60_000;
const HOOK_CHECK_MS = 60 * 60_000;
const REDELIVER_CHECK_MS = 5 * 60_000;
/** A hook that could not be removed in this time stays at the forge. */
const REMOVE_FOR_MS = 3 * 24 * 60 * 60_000;

/**
 * Keeps the hook at the forge as its row says. The row is written first, the forge told after it, and every call is an
 * `ensure`, so that whatever breaks off half-way is finished by the sweep (`check`).
 */
@Injectable()
export class HookService {
  private readonly logger = new Logger('Hooks');

  constructor(
    private readonly db: Database,
    private readonly connections: RepositoryStore,
    private readonly hooks: HookStore,
    private readonly access: RepositoryAccess,
    private readonly cipher: TokenCipher,
    private readonly clock: Clock,
    private readonly config: WebhookConfig,
    private readonly registry: ForgeRegistry,
  ) {}

  /**
   * Writes down what the hook is to be, in the caller's transaction. `rotate` wishes for a new secret, `finish` keeps
   * what was begun. Throws `repository.disconnected` when the connection has ended.
   */
  async intend(
    tx: Tx,
    connection: Connection,
    wish: { readonly secret: 'rotate' | 'finish'; readonly events: readonly string[] },
  ): Promise<HookIntent> {
    const now = this.clock.now();
    const sealed = await this.hooks.lockSecrets(tx, connection.id);
    if (sealed === null) throw new AppError(RepositoryErrors.disconnected);
    const fresh = this.cipher.encrypt(randomToken());
    const secrets = wish.secret === 'rotate' ? rotated(sealed, fresh) : completed(sealed, fresh);
    const intent = { url: this.urlOf(connection), events: wish.events };
    await this.hooks.saveIntent(
      tx,
      connection.id,
      { ...intent, secrets, checkAt: new Date(now.getTime() + HALF_WAY_MS) },
      now,
    );
    return { ...intent, secret: this.cipher.decrypt(secrets.current), sealedSecret: secrets.current };
  }

  /**
   * Brings the forge's hook to the intent. A refusal of the forge, or a dead credential, is written to the row with its
   * reason and returned; other errors are thrown and leave the rest to the sweep. `known` spares asking again.
   */
  async apply(connection: Connection, intent: HookIntent, known?: ForgeRepository): Promise<HookResult> {
    try {
      const hook = await this.access.use(connection, async (client) => {
        const repository = known ?? (await this.refresh(connection, client));
        if (!repository.permissions.admin) throw new AppError(RepositoryErrors.noHookRight);
        const { url, secret, events } = intent;
        const ensured = await client.ensureHook(repository, { url, secret, events });
        await this.removeFormer(connection, repository, ensured, client);
        return ensured;
      });
      await this.settle(connection, intent, hook);
      return { outcome: 'active' };
    } catch (error) {
      const failure = hookFailure(error, this.clock.now());
      if (failure === null) throw error;
      await this.saveFailure(connection.id, failure);
      return { outcome: 'failed', cause: error };
    }
  }

  /** Asks the forge how the hook stands and writes it down. Throws what the forge throws. */
  async observe(connection: Connection, client: ForgeClient): Promise<HookState> {
    const { externalId } = connection.webhook;
    const hook = externalId === null ? null : await client.getHook(connection.repository, externalId);
    const state = hookState(hook, this.urlOf(connection));
    await this.hooks.saveStatus(this.db.read, connection.id, state.status, state.reason, this.clock.now());
    return state;
  }

  /**
   * Takes the hook of an ended connection away. True when one was removed. What can be tried again is left to the
   * sweep; what cannot is written down as left behind.
   */
  async remove(connection: Connection, client?: ForgeClient): Promise<boolean> {
    const work = async (at: ForgeClient): Promise<boolean> => {
      const { externalId } = connection.webhook;
      // Without an id only its address tells whether there is one: ensuring it finds it, or makes what is then removed.
      const spec = { url: this.urlOf(connection), secret: randomToken(), events: null };
      const id = externalId ?? (await at.ensureHook(connection.repository, spec)).externalId;
      return at.deleteHook(connection.repository, id);
    };
    try {
      const removed = await (client === undefined ? this.access.use(connection, work) : work(client));
      await this.hooks.forget(this.db.read, connection.id);
      return removed;
    } catch (error) {
      const failure = hookFailure(error, this.clock.now());
      if (failure === null) throw error;
      this.logger.warn({ error, connectionId: connection.id }, 'a webhook could not be removed');
      const isPassing = error instanceof ForgeError && ['unavailable', 'rate-limited'].includes(error.kind);
      if (!isPassing) await this.leaveBehind(connection.id, failure.reason);
      return false;
    }
  }

  /** One look of the sweep at one connection: finishes, observes, or removes its hook. */
  async check(connectionId: string): Promise<void> {
    const connection = await this.connections.byId(this.db.read, connectionId);
    if (connection === null) return;
    if (connection.disconnectedAt !== null) {
      await this.checkEnded(connection, connection.disconnectedAt);
      return;
    }
    const { isWanted, externalId, status, events } = connection.webhook;
    if (!isConnected(connection) || !isWanted) {
      await this.hooks.setCheck(this.db.read, connectionId, 'hook', null);
    } else if (externalId === null || status === 'inactive' || status === 'failed') {
      const intent = await this.db.transaction((tx) => this.intend(tx, connection, { secret: 'finish', events }));
      await this.apply(connection, intent);
    } else {
      await this.checkStanding(connection);
    }
  }

  /** The events a hook subscribes to when the user names none. */
  defaultEvents(connection: Pick<Connection, 'kind'>): readonly string[] {
    return this.registry.webhooks(connection.kind).defaultEvents;
  }

  /** The address deliveries of a connection come to. */
  urlOf(connection: Pick<Connection, 'kind' | 'id'>): string {
    return `${this.config.baseUrl}/api/v2/webhooks/${connection.kind}/${connection.id}`;
  }

  private async checkStanding(connection: Connection): Promise<void> {
    try {
      await this.access.use(connection, async (client) => {
        const repository = await this.refresh(connection, client);
        await this.observe({ ...connection, repository }, client);
      });
    } catch (error) {
      const now = this.clock.now();
      const failure = hookFailure(error, now);
      if (failure === null) throw error;
      this.logger.warn({ error, connectionId: connection.id }, 'a webhook could not be looked at');
      const isGone = error instanceof ForgeError && ['not-found', 'gone'].includes(error.kind);
      if (isGone) await this.hooks.saveStatus(this.db.read, connection.id, 'missing', failure.reason, now);
      const next = new Date(Math.max(failure.retryAt.getTime(), now.getTime() + HOOK_CHECK_MS));
      await this.hooks.setCheck(this.db.read, connection.id, 'hook', next);
    }
  }

  private async checkEnded(connection: Connection, endedAt: Date): Promise<void> {
    const isLate = this.clock.now().getTime() - endedAt.getTime() > REMOVE_FOR_MS;
    if (connection.webhook.isWanted || isLate) {
      await this.leaveBehind(connection.id, 'The webhook could not be removed and was left at the forge.');
    } else {
      await this.remove(connection);
    }
  }

  /** Reads the repository by its id and keeps what is new: a lost event must not leave us with an old name. */
  private async refresh(connection: Connection, client: ForgeClient): Promise<ForgeRepository> {
    const repository = await client.getRepository(connection.repository.externalId);
    await this.connections.saveFacts(this.db.read, connection.id, repository, this.clock.now());
    return repository;
  }

  /** After our address changed, the hook ensured is another than the one known; the old one would deliver to nobody. */
  private async removeFormer(
    connection: Connection,
    repository: ForgeRepository,
    ensured: ForgeHook,
    client: ForgeClient,
  ): Promise<void> {
    const former = connection.webhook.externalId;
    if (former === null || former === ensured.externalId) return;
    try {
      await client.deleteHook(repository, former);
    } catch (error) {
      if (!(error instanceof ForgeError)) throw error;
      this.logger.warn({ error, connectionId: connection.id }, 'a former webhook was left at the forge');
    }
  }

  private async settle(connection: Connection, intent: HookIntent, hook: ForgeHook): Promise<void> {
    const now = this.clock.now();
    const after = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
    const confirmed = await this.hooks.confirm(
      this.db.read,
      connection.id,
      { externalId: hook.externalId, url: hook.url, events: hook.events, createdAt: hook.createdAt ?? now },
      {
        secret: intent.sealedSecret,
        previousUntil: after(OVERLAP_MS),
        hookCheckAt: after(HOOK_CHECK_MS),
        redeliverCheckAt: after(REDELIVER_CHECK_MS),
        now,
      },
    );
    if (confirmed) return;
    // Disconnected, or rotated by somebody else, while the forge was told: the sweep makes it right at once.
    await this.hooks.saveOrphan(this.db.read, connection.id, hook.externalId, now);
    await this.hooks.saveStatus(this.db.read, connection.id, 'inactive', null, now);
    await this.hooks.setCheck(this.db.read, connection.id, 'hook', now);
  }

  private async saveFailure(connectionId: string, failure: HookFailure): Promise<void> {
    await this.hooks.saveStatus(this.db.read, connectionId, 'failed', failure.reason, this.clock.now());
    await this.hooks.setCheck(this.db.read, connectionId, 'hook', failure.retryAt);
  }

  private async leaveBehind(connectionId: string, reason: string): Promise<void> {
    await this.hooks.saveEnd(this.db.read, connectionId, 'failed', reason);
  }
}
