import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import type { Tx } from '../database/tx';
import type { ForgeKind } from '../forge/forge.types';
import type { WebhookStatus } from './domain/connection';
import type { SealedSecrets } from './domain/secrets';
import { RepositoryConnectionEntity } from './repository.entity';

export interface TargetRow extends SealedSecrets {
  readonly id: string;
  readonly userId: string;
  readonly kind: ForgeKind;
  readonly isEnabled: boolean;
}

/** A hook as the forge confirmed it. */
export interface ConfirmedHook {
  readonly externalId: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly createdAt: Date;
}

/** The two times at which the sweep looks at a hook. */
export const CHECKS = { hook: 'hook_check_at', redeliver: 'redeliver_check_at' } as const;
export type Check = keyof typeof CHECKS;

/** A hook that should deliver and does not. */
export interface IllHook {
  readonly name: string;
  readonly status: WebhookStatus;
  readonly reason: string | null;
}

/** What is kept of the hook of each connection. */
@Injectable()
export class HookStore {
  /** Of all users: how many hooks are wanted, and which of them do not deliver. */
  async standing(tx: Tx): Promise<{ readonly wanted: number; readonly ill: readonly IllHook[] }> {
    const where = { webhook_wanted: true, disconnected_at: IsNull() };
    const wanted = await tx.countBy(RepositoryConnectionEntity, where);
    const rows = await tx.find(RepositoryConnectionEntity, {
      where: { ...where, webhook_status: Not<WebhookStatus>('active') },
      order: { repository_full_name: 'ASC' },
    });
    const ill = rows.map((row) => ({
      name: row.repository_full_name,
      status: row.webhook_status,
      reason: row.webhook_status_reason,
    }));
    return { wanted, ill };
  }

  /** Ids without a connection are left out. */
  async targets(tx: Tx, ids: readonly string[]): Promise<readonly TargetRow[]> {
    const rows = await tx.findBy(RepositoryConnectionEntity, { id: In(ids) });
    return rows.map((row) => ({
      id: row.id,
      userId: row.user_id,
      kind: row.provider,
      isEnabled: row.is_enabled,
      ...secretsOf(row),
    }));
  }

  /** The sealed secrets, holding the row until the transaction ends; null for a connection that is not or has ended. */
  async lockSecrets(tx: Tx, id: string): Promise<SealedSecrets | null> {
    const where = { id, disconnected_at: IsNull() };
    const row = await tx.findOne(RepositoryConnectionEntity, { where, lock: { mode: 'pessimistic_write' } });
    return row === null ? null : secretsOf(row);
  }

  /** Notes what the hook is to be, before the forge is told. */
  async saveIntent(
    tx: Tx,
    id: string,
    intent: {
      readonly url: string;
      readonly events: readonly string[];
      readonly secrets: SealedSecrets;
      readonly checkAt: Date;
    },
    now: Date,
  ): Promise<void> {
    await tx.update(
      RepositoryConnectionEntity,
      { id },
      {
        webhook_url: intent.url,
        webhook_events: [...intent.events],
        webhook_wanted: true,
        webhook_status: 'inactive',
        webhook_status_reason: null,
        webhook_secret: intent.secrets.current,
        webhook_previous_secret: intent.secrets.previous,
        webhook_previous_secret_until: intent.secrets.previousUntil,
        hook_check_at: intent.checkAt,
        updated_at: now,
      },
    );
  }

  /**
   * Notes the hook the forge confirmed with `secret`; the secret before it ends at `previousUntil`. False, and nothing
   * is changed, when the connection ended or its secret was changed meanwhile.
   */
  async confirm(
    tx: Tx,
    id: string,
    hook: ConfirmedHook,
    times: {
      readonly secret: string;
      readonly previousUntil: Date;
      readonly hookCheckAt: Date;
      readonly redeliverCheckAt: Date;
      readonly now: Date;
    },
  ): Promise<boolean> {
    const [, count] = (await tx.query(
      `update repository_connections
       set webhook_id = $3, webhook_url = $4, webhook_events = $5::text[], webhook_status = 'active',
           webhook_status_reason = null, webhook_created_at = $6,
           webhook_previous_secret_until = case when webhook_previous_secret is null then null
                                                else coalesce(webhook_previous_secret_until, $7) end,
           hook_check_at = $8, redeliver_check_at = $9, updated_at = $10
       where id = $1 and webhook_secret = $2 and disconnected_at is null`,
      [
        id,
        times.secret,
        hook.externalId,
        hook.url,
        [...hook.events],
        hook.createdAt,
        times.previousUntil,
        times.hookCheckAt,
        times.redeliverCheckAt,
        times.now,
      ],
    )) as unknown as [unknown, number];
    return count === 1;
  }

  /** Notes how a hook stands; writes only when that is news. Does nothing to a connection that has ended. */
  async saveStatus(tx: Tx, id: string, status: WebhookStatus, reason: string | null, now: Date): Promise<void> {
    await tx.query(
      `update repository_connections set webhook_status = $2, webhook_status_reason = $3, updated_at = $4
       where id = $1 and disconnected_at is null
         and (webhook_status, webhook_status_reason) is distinct from ($2::text, $3::text)`,
      [id, status, reason, now],
    );
  }

  /** Notes that an ended connection's hook is to go; `checkAt` is when the sweep tries. */
  async saveUnwanted(tx: Tx, id: string, checkAt: Date | null): Promise<void> {
    await tx.update(RepositoryConnectionEntity, { id }, { webhook_wanted: false, hook_check_at: checkAt });
  }

  /** Notes how an ended connection's hook stands when it stays where it is. */
  async saveEnd(tx: Tx, id: string, status: WebhookStatus, reason: string | null): Promise<void> {
    await tx.update(
      RepositoryConnectionEntity,
      { id },
      { webhook_status: status, webhook_status_reason: reason, hook_check_at: null, redeliver_check_at: null },
    );
  }

  /** A hook turned up for a connection that ended meanwhile: the sweep removes it. */
  async saveOrphan(tx: Tx, id: string, hookId: string, now: Date): Promise<void> {
    await tx.query(
      `update repository_connections set webhook_id = $2, webhook_wanted = false, hook_check_at = $3
       where id = $1 and disconnected_at is not null`,
      [id, hookId, now],
    );
  }

  /** Forgets the hook of an ended connection, secrets included, once it is gone at the forge. */
  async forget(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `update repository_connections
       set webhook_id = null, webhook_status = 'inactive', webhook_status_reason = null, webhook_wanted = false,
           webhook_secret = null, webhook_previous_secret = null, webhook_previous_secret_until = null,
           hook_check_at = null
       where id = $1 and disconnected_at is not null`,
      [id],
    );
  }

  /** A ping came through: the hook delivers. A hook we do not know by id is left to the sweep. */
  async confirmByPing(tx: Tx, id: string, hookId: string | null, now: Date): Promise<void> {
    await tx.query(
      `update repository_connections
       set webhook_status = 'active', webhook_status_reason = null, updated_at = $3
       where id = $1 and disconnected_at is null and webhook_wanted and webhook_status <> 'active'
         and webhook_id is not null and ($2::text is null or webhook_id = $2)`,
      [id, hookId, now],
    );
  }

  /**
   * Takes up to `limit` connections whose check is due, the longest waiting first, and sets their next check to `next`.
   * Two processes never take the same one.
   */
  async takeDue(tx: Tx, check: Check, now: Date, next: Date, limit: number): Promise<readonly string[]> {
    const column = CHECKS[check];
    const [rows] = (await tx.query(
      `update repository_connections set ${column} = $2
       where id in (select id from repository_connections where ${column} <= $1
                    order by ${column} limit $3 for update skip locked)
       returning id`,
      [now, next, limit],
    )) as unknown as [{ id: string }[], number];
    return rows.map((row) => row.id);
  }

  /** Erases previous secrets whose time is over. */
  async dropExpiredSecrets(tx: Tx, now: Date): Promise<void> {
    await tx.query(
      `update repository_connections set webhook_previous_secret = null, webhook_previous_secret_until = null
       where webhook_previous_secret_until < $1`,
      [now],
    );
  }

  /** From when on deliveries may still be open; null when nothing was looked at yet. */
  async redeliverSince(tx: Tx, id: string): Promise<Date | null> {
    const row = await tx.findOneBy(RepositoryConnectionEntity, { id });
    return row?.redeliver_since ?? null;
  }

  async setRedeliverSince(tx: Tx, id: string, since: Date): Promise<void> {
    await tx.update(RepositoryConnectionEntity, { id }, { redeliver_since: since });
  }

  async setCheck(tx: Tx, id: string, check: Check, at: Date | null): Promise<void> {
    await tx.query(`update repository_connections set ${CHECKS[check]} = $2 where id = $1`, [id, at]);
  }

  /** Rows with secrets, in order of id, after `after`. */
  async sealed(tx: Tx, after: string, limit: number): Promise<readonly (SealedSecrets & { readonly id: string })[]> {
    const rows = (await tx.query(
      `select * from repository_connections
       where id > $1 and (webhook_secret is not null or webhook_previous_secret is not null)
       order by id limit $2`,
      [after, limit],
    )) as unknown as RepositoryConnectionEntity[];
    return rows.map((row) => ({ id: row.id, ...secretsOf(row) }));
  }

  /** Puts other Fernet texts of the same secrets in place, unless the row changed since it was read. */
  async reseal(
    tx: Tx,
    id: string,
    before: SealedSecrets,
    after: Pick<SealedSecrets, 'current' | 'previous'>,
  ): Promise<boolean> {
    const [, count] = (await tx.query(
      `update repository_connections set webhook_secret = $4, webhook_previous_secret = $5
       where id = $1 and (webhook_secret, webhook_previous_secret) is not distinct from ($2::text, $3::text)`,
      [id, before.current, before.previous, after.current, after.previous],
    )) as unknown as [unknown, number];
    return count === 1;
  }
}

function secretsOf(row: RepositoryConnectionEntity): SealedSecrets {
  return {
    current: row.webhook_secret,
    previous: row.webhook_previous_secret,
    previousUntil: row.webhook_previous_secret_until,
  };
}
