import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import type { ForgeId, ForgeKind, RepositoryRef } from '../forge/forge.types';
import type { Connection, DisconnectReason } from './domain/connection';
import { DEFAULT_FIX_POLICY, mergePolicy } from './domain/fix-policy';
import { RepositoryConnectionEntity } from './repository.entity';

/** What the forge says of a repository, as far as we keep it. */
export interface RepositoryFacts {
  readonly path: string;
  readonly name: string;
  readonly ownerName: string;
  readonly defaultBranch: string;
  readonly isPrivate: boolean;
}

export interface NewConnection extends ForgeId {
  readonly id: string;
  readonly userId: string;
  readonly oauthConnectionId: string | null;
  readonly repository: RepositoryRef;
  readonly facts: RepositoryFacts;
  readonly autoPrEnabled: boolean;
}

export interface ConnectionFilter {
  readonly kind: ForgeKind | null;
  readonly instance: string | null;
  /** Part of the full name, in any case. */
  readonly search: string | null;
  readonly includeDisabled: boolean;
}

export interface ConnectionStats {
  readonly total: number;
  readonly active: number;
  readonly hooks: number;
  readonly autoPr: number;
}

/** Where the rows of one user's list are; `$1` user, `$2` kind, `$3` search, `$4` include disabled, `$5` instance. */
const LISTED = `user_id = $1
  and ($2::text is null or provider = $2)
  and ($3::text is null or strpos(lower(repository_full_name), lower($3)) > 0)
  and ($4::boolean or is_enabled)
  and ($5::text is null or instance = $5)`;

export function toConnection(row: RepositoryConnectionEntity): Connection {
  return {
    id: row.id,
    userId: row.user_id,
    kind: row.provider,
    instance: row.instance,
    oauthConnectionId: row.oauth_connection_id,
    repository: { externalId: row.repository_id, path: row.repository_full_name },
    fullName: row.repository_full_name,
    name: row.repository_name,
    ownerName: row.owner_name,
    defaultBranch: row.default_branch,
    isPrivate: row.is_private,
    webhook: {
      externalId: row.webhook_id,
      url: row.webhook_url,
      status: row.webhook_status,
      statusReason: row.webhook_status_reason,
      events: row.webhook_events,
      isWanted: row.webhook_wanted,
      createdAt: row.webhook_created_at,
      lastDeliveryAt: row.webhook_last_delivery_at,
    },
    isEnabled: row.is_enabled,
    autoPrEnabled: row.auto_pr_enabled,
    fixPolicy: mergePolicy(DEFAULT_FIX_POLICY, row.fix_policy),
    deploymentWorkflows: row.deployment_workflows,
    ciMinutePrice: row.ci_minute_price,
    disconnectedAt: row.disconnected_at,
    disconnectReason: row.disconnect_reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastEventAt: row.last_event_at,
  };
}

function columnsOf({ kind, instance }: ForgeId): { provider: ForgeKind; instance: string } {
  return { provider: kind, instance };
}

function factColumns(facts: RepositoryFacts): Partial<RepositoryConnectionEntity> {
  return {
    repository_full_name: facts.path,
    repository_name: facts.name,
    owner_name: facts.ownerName,
    default_branch: facts.defaultBranch,
    is_private: facts.isPrivate,
  };
}

/** The columns of a connection that starts, or starts anew: connected, without a hook yet. */
function freshColumns(fresh: NewConnection, now: Date) {
  return {
    ...factColumns(fresh.facts),
    oauth_connection_id: fresh.oauthConnectionId,
    webhook_status: 'inactive',
    webhook_status_reason: null,
    webhook_events: [],
    webhook_wanted: false,
    hook_check_at: null,
    redeliver_check_at: null,
    is_enabled: true,
    auto_pr_enabled: fresh.autoPrEnabled,
    disconnected_at: null,
    disconnect_reason: null,
    updated_at: now,
  } satisfies Partial<RepositoryConnectionEntity>;
}

/** What a person may set. */
export type ConnectionSettings = Pick<
  Connection,
  'isEnabled' | 'autoPrEnabled' | 'fixPolicy' | 'deploymentWorkflows' | 'ciMinutePrice'
>;

/** Rows of connected repositories; what concerns their hooks is in `HookStore`. */
@Injectable()
export class RepositoryStore {
  /** False when the user has a row for this repository already. */
  async insert(tx: Tx, fresh: NewConnection, now: Date): Promise<boolean> {
    const result = await tx
      .createQueryBuilder()
      .insert()
      .into(RepositoryConnectionEntity)
      .values({
        ...freshColumns(fresh, now),
        id: fresh.id,
        user_id: fresh.userId,
        provider: fresh.kind,
        instance: fresh.instance,
        repository_id: fresh.repository.externalId,
        fix_policy: {},
        deployment_workflows: [],
        created_at: now,
      })
      .orIgnore()
      .returning('id')
      .execute();
    return (result.raw as unknown[]).length === 1;
  }

  /** Starts an ended connection anew. Its history, policy and old secret stay. */
  async restart(tx: Tx, id: string, fresh: NewConnection, now: Date): Promise<void> {
    await tx.update(RepositoryConnectionEntity, { id }, freshColumns(fresh, now));
  }

  async byId(tx: Tx, id: string): Promise<Connection | null> {
    return this.one(tx.findOneBy(RepositoryConnectionEntity, { id }));
  }

  async owned(tx: Tx, userId: string, id: string): Promise<Connection | null> {
    return this.one(tx.findOneBy(RepositoryConnectionEntity, { id, user_id: userId }));
  }

  async find(tx: Tx, userId: string, forge: ForgeId, repositoryId: string): Promise<Connection | null> {
    const where = { user_id: userId, ...columnsOf(forge), repository_id: repositoryId };
    return this.one(tx.findOneBy(RepositoryConnectionEntity, where));
  }

  /** Like `find`, holding the row until the transaction ends. */
  async lock(tx: Tx, userId: string, forge: ForgeId, repositoryId: string): Promise<Connection | null> {
    const where = { user_id: userId, ...columnsOf(forge), repository_id: repositoryId };
    return this.one(tx.findOne(RepositoryConnectionEntity, { where, lock: { mode: 'pessimistic_write' } }));
  }

  async byIds(tx: Tx, ids: readonly string[]): Promise<Connection[]> {
    return (await tx.findBy(RepositoryConnectionEntity, { id: In([...ids]) })).map(toConnection);
  }

  /** The user's standing connections to any of these repositories of one forge. */
  async ofRepositories(tx: Tx, userId: string, forge: ForgeId, ids: readonly string[]): Promise<Connection[]> {
    const where = { user_id: userId, ...columnsOf(forge), repository_id: In([...ids]), disconnected_at: IsNull() };
    return (await tx.findBy(RepositoryConnectionEntity, where)).map(toConnection);
  }

  /** Standing connections that use one credential. */
  async ofOAuthConnection(tx: Tx, oauthConnectionId: string): Promise<Connection[]> {
    const where = { oauth_connection_id: oauthConnectionId, disconnected_at: IsNull() };
    return (await tx.find(RepositoryConnectionEntity, { where, order: { id: 'ASC' } })).map(toConnection);
  }

  /** One more than `page.limit`, newest first. */
  async list(tx: Tx, userId: string, filter: ConnectionFilter, page: PageRequest): Promise<Connection[]> {
    const rows = (await tx.query(
      `select * from repository_connections
       where ${LISTED} and ($6::uuid is null or id < $6)
       order by id desc limit $7`,
      [userId, filter.kind, filter.search, filter.includeDisabled, filter.instance, page.before, page.limit + 1],
    )) as unknown as RepositoryConnectionEntity[];
    return rows.map(toConnection);
  }

  async count(tx: Tx, userId: string, filter: ConnectionFilter): Promise<number> {
    const [row] = (await tx.query(`select count(*)::int as count from repository_connections where ${LISTED}`, [
      userId,
      filter.kind,
      filter.search,
      filter.includeDisabled,
      filter.instance,
    ])) as unknown as { count: number }[];
    return row?.count ?? 0;
  }

  async stats(tx: Tx, userId: string): Promise<ConnectionStats> {
    const [row] = (await tx.query(
      `select count(*)::int as total,
              count(*) filter (where is_enabled)::int as active,
              count(*) filter (where webhook_id is not null and webhook_status <> 'missing')::int as hooks,
              count(*) filter (where is_enabled and auto_pr_enabled)::int as auto_pr
       from repository_connections where user_id = $1`,
      [userId],
    )) as unknown as { total: number; active: number; hooks: number; auto_pr: number }[];
    return { total: row?.total ?? 0, active: row?.active ?? 0, hooks: row?.hooks ?? 0, autoPr: row?.auto_pr ?? 0 };
  }

  async saveSettings(tx: Tx, id: string, settings: ConnectionSettings, now: Date): Promise<void> {
    const { isEnabled, autoPrEnabled, fixPolicy, deploymentWorkflows, ciMinutePrice } = settings;
    await tx.query(
      `update repository_connections set is_enabled = $2, auto_pr_enabled = $3, fix_policy = $4, updated_at = $5,
         deployment_workflows = $6, ci_minute_price = $7
       where id = $1`,
      [id, isEnabled, autoPrEnabled, JSON.stringify(fixPolicy), now, deploymentWorkflows, ciMinutePrice],
    );
  }

  /** Writes only when something differs, so that a repeated telling leaves `updated_at` alone. */
  async saveFacts(tx: Tx, id: string, facts: RepositoryFacts, now: Date): Promise<void> {
    await tx.query(
      `update repository_connections
       set repository_full_name = $2, repository_name = $3, owner_name = $4, default_branch = $5, is_private = $6,
           updated_at = $7
       where id = $1
         and (repository_full_name, repository_name, owner_name, default_branch, is_private)
             is distinct from ($2::text, $3::text, $4::text, $5::text, $6::boolean)`,
      [id, facts.path, facts.name, facts.ownerName, facts.defaultBranch, facts.isPrivate, now],
    );
  }

  /** Ends a connection; false when it had ended before. The hook's own columns are `HookStore`'s. */
  async disconnect(tx: Tx, id: string, reason: DisconnectReason, now: Date): Promise<boolean> {
    const result = await tx.update(
      RepositoryConnectionEntity,
      { id, disconnected_at: IsNull() },
      { is_enabled: false, disconnected_at: now, disconnect_reason: reason, redeliver_check_at: null, updated_at: now },
    );
    return result.affected === 1;
  }

  /** Moves the times of the last delivery forward, never back. */
  async noteDelivery(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.query(
      `update repository_connections
       set webhook_last_delivery_at = greatest(webhook_last_delivery_at, $2::timestamptz),
           last_event_at = greatest(last_event_at, $2::timestamptz)
       where id = $1`,
      [id, at],
    );
  }

  private async one(row: Promise<RepositoryConnectionEntity | null>): Promise<Connection | null> {
    const found = await row;
    return found === null ? null : toConnection(found);
  }
}
