import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { lru } from 'tiny-lru';
import { Clock } from '../common/clock';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError, CommonErrors } from '../common/errors';
import { newId } from '../common/ids';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import type { ForgeEvent, ForgeId, ForgeKind, RepositoryFacts, RepositoryRef } from '../forge/forge.types';
import { TaskQueue } from '../queue/task.queue';
import type { Connection } from './domain/connection';
import { HookStore, type TargetRow } from './hook.store';
import { RepositoryStore, type NewConnection, type RepositoryFacts as KnownFacts } from './repository.store';
import { learnTask } from './repository.tasks';

export type { Connection };

/** What the webhook door needs to judge a delivery. */
export interface DeliveryTarget {
  readonly id: string;
  readonly userId: string;
  readonly kind: ForgeKind;
  /** A delivery is genuine when any of these signed it: two while a rotation settles, never none. */
  readonly secrets: readonly string[];
  /** False when paused or disconnected: a genuine delivery is then ignored. */
  readonly enabled: boolean;
}

/** A repository as a v1 delivery names it. */
export interface LegacyRepository extends ForgeId {
  readonly userId: string;
  readonly repository: RepositoryRef;
  readonly name: string;
  readonly ownerName: string;
  readonly defaultBranch?: string;
  readonly isPrivate?: boolean;
}

/** One write in this time is enough for "last delivery", and spares a hot row in a storm. */
const NOTE_EVERY_MS = 5_000;
const NOTED_CONNECTIONS = 10_000;

/** The connections as other features see them: look-ups, and what deliveries teach us about a repository. */
@Injectable()
export class ConnectionDirectory {
  private readonly noted = lru<number>(NOTED_CONNECTIONS);

  constructor(
    private readonly db: Database,
    private readonly store: RepositoryStore,
    private readonly hooks: HookStore,
    private readonly cipher: TokenCipher,
    private readonly clock: Clock,
    private readonly queue: TaskQueue,
  ) {}

  /**
   * In the order of the ids, by one statement; null for an id that never existed or has no hook of its own. May be cached for a
   * minute, but read it again before refusing a signature: a secret may just have been rotated.
   */
  async deliveryTargets(connectionIds: readonly string[]): Promise<readonly (DeliveryTarget | null)[]> {
    const rows = new Map((await this.hooks.targets(this.db.read, connectionIds)).map((row) => [row.id, row]));
    return connectionIds.map((id) => this.targetOf(rows.get(id)));
  }

  /** Any user's connection, ended ones too; null when there is none. For tasks, which carry ids they may trust. */
  async connection(tx: Tx, id: string): Promise<Connection | null> {
    return this.store.byId(tx, id);
  }

  /** The caller's own connection, ended ones too. Throws `common.not_found` for all others alike. */
  async owned(tx: Tx, userId: string, id: string): Promise<Connection> {
    const connection = await this.store.owned(tx, userId, id);
    if (connection === null) throw new AppError(CommonErrors.notFound);
    return connection;
  }

  /** By id; ids without a connection are left out. */
  async connections(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, Connection>> {
    const found = ids.length === 0 ? [] : await this.store.byIds(tx, ids);
    return new Map(found.map((connection) => [connection.id, connection]));
  }

  /** All of a user's connections, newest first, ended ones only when asked for; at most 10 000. */
  async connectionsOf(userId: string, options: { includeDisabled?: boolean } = {}): Promise<readonly Connection[]> {
    const filter = { kind: null, instance: null, search: null, includeDisabled: options.includeDisabled ?? false };
    return this.store.list(this.db.read, userId, filter, { limit: 10_000, before: null });
  }

  /** A user's connection to a repository by the forge's id, ended ones too; null when there is none. */
  async find(userId: string, forge: ForgeId, externalId: string): Promise<Connection | null> {
    return this.store.find(this.db.read, userId, forge, externalId);
  }

  /**
   * The connection of a repository that only the user's v1 hook speaks of, made at its first delivery. One that ended
   * because the OAuth connection did goes on without it; one the user ended stays ended (`isEnabled` false).
   */
  async ensureLegacy(tx: Tx, known: LegacyRepository): Promise<Connection> {
    const now = this.clock.now();
    const fresh: NewConnection = {
      id: newId(),
      userId: known.userId,
      kind: known.kind,
      instance: known.instance,
      oauthConnectionId: null,
      repository: known.repository,
      facts: {
        path: known.repository.path,
        name: known.name,
        ownerName: known.ownerName,
        defaultBranch: known.defaultBranch ?? 'main',
        isPrivate: known.isPrivate ?? false,
      },
      autoPrEnabled: false,
    };
    await this.store.insert(tx, fresh, now);
    const row = await this.store.lock(tx, known.userId, known, known.repository.externalId);
    if (row === null) throw new Error('a connection vanished between insert and read');
    if (row.disconnectReason !== 'oauth_disconnected') return row;
    await this.store.restart(tx, row.id, fresh, now);
    return (await this.store.byId(tx, row.id)) ?? row;
  }

  /**
   * Takes over what an event says of the repository or the hook: a new name, owner, visibility or default branch; its
   * deletion, which ends the connection; a ping, which shows that the hook delivers. Other events change nothing, unless
   * the forge tells renames by nothing else: then what they say `about` the repository counts. Deliveries come late and
   * twice, and none says when its repository was named so: what is new is therefore asked of the forge, not believed.
   * Does nothing for another repository's event, so that a forged body cannot rename a neighbour.
   */
  async applyForgeChange(
    tx: Tx,
    connectionId: string,
    event: ForgeEvent,
    about: RepositoryFacts | null = null,
  ): Promise<void> {
    const now = this.clock.now();
    if (event.type === 'ping') {
      await this.hooks.confirmByPing(tx, connectionId, event.hookExternalId, now);
      return;
    }
    const facts = event.type === 'repository' ? event : about;
    if (facts === null) return;
    const connection = await this.store.byId(tx, connectionId);
    if (connection?.repository.externalId !== event.repository.externalId) return;
    if (event.type === 'repository' && event.change === 'deleted') {
      if (await this.store.disconnect(tx, connectionId, 'repository_deleted', now)) {
        await this.hooks.saveEnd(tx, connectionId, 'missing', 'The repository was deleted at the forge.');
      }
      return;
    }
    const told = {
      path: event.repository.path,
      name: facts.name,
      ownerName: facts.ownerName,
      defaultBranch: facts.defaultBranch,
      isPrivate: facts.isPrivate,
    };
    if (connection.oauthConnectionId === null) {
      await this.store.saveFacts(tx, connectionId, told, now);
    } else if (saysNew(connection, told)) {
      const payload = { connection_id: connectionId, told: event.type === 'repository' ? told : null };
      await this.queue.enqueue(tx, learnTask, payload, { key: `${learnTask.kind}:${connectionId}` });
    }
  }

  /** Remembers that a delivery came; written at most every 5 seconds a connection and process. */
  async noteDelivery(connectionId: string, at: Date): Promise<void> {
    const last = this.noted.get(connectionId);
    if (last !== undefined && Math.abs(at.getTime() - last) < NOTE_EVERY_MS) return;
    this.noted.set(connectionId, at.getTime());
    await this.store.noteDelivery(this.db.read, connectionId, at);
  }

  private targetOf(row: TargetRow | undefined): DeliveryTarget | null {
    if (!row?.current) return null;
    const { current, previous, previousUntil } = row;
    const overlaps = previous !== null && (previousUntil === null || previousUntil > this.clock.now());
    const secrets = [current, ...(overlaps ? [previous] : [])].map((sealed) => this.cipher.decrypt(sealed));
    return { id: row.id, userId: row.userId, kind: row.kind, secrets, enabled: row.isEnabled };
  }
}

function saysNew({ fullName, name, ownerName, defaultBranch, isPrivate }: Connection, told: KnownFacts): boolean {
  const known: KnownFacts = { path: fullName, name, ownerName, defaultBranch, isPrivate };
  return !isDeepStrictEqual(known, told);
}
