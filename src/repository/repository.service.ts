import { Injectable, Logger } from '@nestjs/common';
import { pageRequest, toPage, type PageQuery } from '../common/http/paging';
import { Clock } from '../common/clock';
import { AppError, CommonErrors } from '../common/errors';
import { newId } from '../common/ids';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { ForgeError } from '../forge/forge.errors';
import { ForgeRegistry } from '../forge/forge.registry';
import type { ForgeId, ForgeRepository } from '../forge/forge.types';
import type { RepositoryQuery } from '../forge/repository-list.types';
import { ForgeAccess } from '../oauth/forge-access';
import { OAuthErrors } from '../oauth/oauth.errors';
import { isConnected, type Connection } from './domain/connection';
import { mergePolicy, type FixPolicyChange } from './domain/fix-policy';
import { ConnectionDirectory } from './connection.directory';
import { HookService, type HookIntent } from './hook.service';
import { HookStore } from './hook.store';
import { RepositoryErrors } from './repository.errors';
import { RepositoryStore, type ConnectionFilter, type ConnectionStats, type NewConnection } from './repository.store';

export interface ConnectWish extends ForgeId {
  readonly path: string;
  readonly autoPrEnabled: boolean;
  readonly setupWebhook: boolean;
  /** Null: all that we use. */
  readonly events: readonly string[] | null;
}

export interface SettingsChange {
  readonly isEnabled?: boolean | undefined;
  readonly autoPrEnabled?: boolean | undefined;
  readonly fixPolicy?: FixPolicyChange | undefined;
  readonly deploymentWorkflows?: readonly string[] | undefined;
  readonly ciMinutePrice?: number | null | undefined;
}

export interface ListedRepository {
  readonly repository: ForgeRepository;
  readonly connectionId: string | null;
}

/** Picks repositories: lists the forge's, connects, changes and disconnects. */
@Injectable()
export class RepositoryService {
  private readonly logger = new Logger('Repositories');

  constructor(
    private readonly db: Database,
    private readonly store: RepositoryStore,
    private readonly hookStore: HookStore,
    private readonly hooks: HookService,
    private readonly directory: ConnectionDirectory,
    private readonly access: ForgeAccess,
    private readonly registry: ForgeRegistry,
    private readonly clock: Clock,
  ) {}

  /** The repositories the user's account sees at a forge, and which of them are connected. */
  async listAtForge(
    userId: string,
    forge: ForgeId,
    query: RepositoryQuery,
  ): Promise<{ items: readonly ListedRepository[]; hasNext: boolean; nextCursor: string | null }> {
    const oauth = await this.oauthConnection(userId, forge);
    const page = await this.access.use(oauth, (client) => client.listRepositories(query));
    const ids = page.items.map((repository) => repository.externalId);
    const connections = ids.length === 0 ? [] : await this.store.ofRepositories(this.db.read, userId, forge, ids);
    const connected = new Map(connections.filter(isConnected).map((row) => [row.repository.externalId, row.id]));
    return {
      items: page.items.map((repository) => ({
        repository,
        connectionId: connected.get(repository.externalId) ?? null,
      })),
      hasNext: page.hasNext,
      nextCursor: page.nextCursor,
    };
  }

  /**
   * Connects a repository: checks the right to read, writes the row, then makes the hook. A hook the forge refuses is
   * no error: the connection says why it failed. Throws `oauth.not_connected`, `repository.not_readable` and
   * `repository.already_connected`.
   */
  async connect(userId: string, wish: ConnectWish): Promise<Connection> {
    const oauth = await this.oauthConnection(userId, wish);
    const events = this.checkedEvents(wish);
    const repository = await this.readable(oauth, wish.path);
    const fresh: NewConnection = {
      id: newId(),
      userId,
      kind: wish.kind,
      instance: wish.instance,
      oauthConnectionId: oauth,
      repository: { externalId: repository.externalId, path: repository.path },
      facts: repository,
      autoPrEnabled: wish.autoPrEnabled,
    };
    const { connection, intent } = await this.db.transaction(async (tx) => {
      const started = await this.start(tx, fresh);
      const intended = wish.setupWebhook ? await this.hooks.intend(tx, started, { secret: 'rotate', events }) : null;
      return { connection: started, intent: intended };
    });
    await this.makeHook(connection, intent, repository);
    return this.directory.owned(this.db.read, userId, connection.id);
  }

  /** The user's connections, newest first, a page and how many there are. */
  async list(
    userId: string,
    filter: ConnectionFilter,
    query: PageQuery,
  ): Promise<{ items: readonly Connection[]; nextCursor: string | null; total: number }> {
    const page = pageRequest(query);
    const rows = await this.store.list(this.db.read, userId, filter, page);
    return { ...toPage(rows, page.limit), total: await this.store.count(this.db.read, userId, filter) };
  }

  async stats(userId: string): Promise<ConnectionStats> {
    return this.store.stats(this.db.read, userId);
  }

  /** Throws `repository.disconnected` where an ended connection is to be enabled. */
  async change(userId: string, id: string, change: SettingsChange): Promise<Connection> {
    return this.db.transaction(async (tx) => {
      const known = await this.directory.owned(tx, userId, id);
      const current = await this.store.lock(tx, userId, known, known.repository.externalId);
      if (current === null) throw new AppError(CommonErrors.notFound);
      if (change.isEnabled === true && current.disconnectedAt !== null)
        throw new AppError(RepositoryErrors.disconnected);
      const settings = {
        isEnabled: change.isEnabled ?? current.isEnabled,
        autoPrEnabled: change.autoPrEnabled ?? current.autoPrEnabled,
        fixPolicy: mergePolicy(current.fixPolicy, change.fixPolicy ?? {}),
        deploymentWorkflows: change.deploymentWorkflows ?? current.deploymentWorkflows,
        ciMinutePrice: change.ciMinutePrice === undefined ? current.ciMinutePrice : change.ciMinutePrice,
      };
      await this.store.saveSettings(tx, id, settings, this.clock.now());
      return this.directory.owned(tx, userId, id);
    });
  }

  /** Ends a connection, and takes its hook away when asked to. Ending it again changes nothing. */
  async disconnect(
    userId: string,
    id: string,
    options: { readonly deleteWebhook: boolean },
  ): Promise<{ connection: Connection; webhookDeleted: boolean; leftBehind: boolean }> {
    const connection = await this.directory.owned(this.db.read, userId, id);
    const { externalId, isWanted } = connection.webhook;
    const mayHaveHook = connection.oauthConnectionId !== null && (externalId !== null || isWanted);
    const now = this.clock.now();
    const isEnding = await this.db.transaction(async (tx) => {
      if (!(await this.store.disconnect(tx, id, 'user', now))) return false;
      if (options.deleteWebhook && mayHaveHook) await this.hookStore.saveUnwanted(tx, id, now);
      else await this.hookStore.saveEnd(tx, id, 'inactive', mayHaveHook ? 'The webhook was left at the forge.' : null);
      return true;
    });
    if (!isEnding || !mayHaveHook) return { connection, webhookDeleted: false, leftBehind: false };
    if (!options.deleteWebhook) return { connection, webhookDeleted: false, leftBehind: externalId !== null };
    const webhookDeleted = await this.hooks.remove(connection);
    const after = await this.directory.owned(this.db.read, userId, id);
    return { connection, webhookDeleted, leftBehind: after.webhook.externalId !== null };
  }

  /**
   * Ends every connection that uses a credential which is about to go, and takes their hooks away while it still works
   * (`client` not null).
   */
  async disconnectAll(
    oauthConnectionId: string,
    remove: ((connection: Connection) => Promise<boolean>) | null,
  ): Promise<number> {
    const connections = await this.store.ofOAuthConnection(this.db.read, oauthConnectionId);
    let removed = 0;
    for (const connection of connections) {
      const mayHaveHook = connection.webhook.externalId !== null || connection.webhook.isWanted;
      await this.db.transaction(async (tx) => {
        await this.store.disconnect(tx, connection.id, 'oauth_disconnected', this.clock.now());
        const reason = mayHaveHook ? 'The webhook was left at the forge: its credential was gone.' : null;
        await this.hookStore.saveEnd(tx, connection.id, 'inactive', reason);
      });
      if (mayHaveHook && remove !== null && (await remove(connection))) removed += 1;
    }
    this.logger.log({ oauthConnectionId, connections: connections.length, removed }, 'ended with their credential');
    return removed;
  }

  private async oauthConnection(userId: string, { kind, instance }: ForgeId): Promise<string> {
    const forge = { kind, instance };
    const isRun = this.registry.find(forge) !== null;
    const oauth = isRun ? await this.access.connectionOf(userId, forge) : null;
    if (oauth === null) throw new AppError(OAuthErrors.notConnected, { details: { provider: kind, instance } });
    return oauth.id;
  }

  private checkedEvents({ kind, events }: ConnectWish): readonly string[] {
    if (events === null) return this.hooks.defaultEvents({ kind });
    const { knownEvents } = this.registry.webhooks(kind);
    const errors = events.flatMap((event, index) =>
      knownEvents.includes(event)
        ? []
        : [{ pointer: `/webhook_events/${index}`, message: `must be one of ${knownEvents.join(', ')}` }],
    );
    if (errors.length > 0) throw new AppError(CommonErrors.invalidInput, { errors });
    return events;
  }

  private async readable(oauth: string, path: string): Promise<ForgeRepository> {
    try {
      const repository = await this.access.use(oauth, (client) => client.findRepository(path));
      if (!repository.permissions.pull) throw new AppError(RepositoryErrors.notReadable);
      return repository;
    } catch (error) {
      const isHidden = error instanceof ForgeError && ['not-found', 'forbidden', 'gone'].includes(error.kind);
      throw isHidden ? new AppError(RepositoryErrors.notReadable, { cause: error }) : error;
    }
  }

  /** The new row, or the old one started anew. The unique key lets one of two simultaneous callers through. */
  private async start(tx: Tx, fresh: NewConnection): Promise<Connection> {
    const now = this.clock.now();
    const { userId, repository } = fresh;
    const isNew = await this.store.insert(tx, fresh, now);
    const row = await this.store.lock(tx, userId, fresh, repository.externalId);
    if (row === null) throw new Error('a connection vanished between insert and read');
    if (isNew) return row;
    if (isConnected(row)) {
      throw new AppError(RepositoryErrors.alreadyConnected, {
        details: { connection_id: row.id, repository_full_name: row.fullName, is_enabled: row.isEnabled },
      });
    }
    await this.store.restart(tx, row.id, fresh, now);
    return this.directory.owned(tx, userId, row.id);
  }

  private async makeHook(
    connection: Connection,
    intent: HookIntent | null,
    repository: ForgeRepository,
  ): Promise<void> {
    if (intent === null) return;
    const result = await this.hooks.apply(connection, intent, repository);
    if (result.outcome === 'failed') {
      this.logger.warn({ error: result.cause, connectionId: connection.id }, 'connected without a webhook');
    }
  }
}
