import { Injectable } from '@nestjs/common';
import type { Fields } from '../common/fields';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import { AuditEventEntity } from './audit.entity';

export type AuditEvent = Fields<AuditEventEntity>;
/** An event with whose it is. */
export type ListedAuditEvent = AuditEvent & { readonly email: string };

/** Which events; null means any. */
export interface AuditFilter {
  readonly userId: string | null;
  readonly action: string | null;
  readonly since: Date | null;
  readonly until: Date | null;
}

/** Rows of what people did. */
@Injectable()
export class AuditStore {
  async insert(tx: Tx, event: AuditEvent): Promise<void> {
    await tx.insert(AuditEventEntity, event);
  }

  /** One more than `page.limit`, newest first. */
  async list(tx: Tx, { userId, action, since, until }: AuditFilter, page: PageRequest): Promise<ListedAuditEvent[]> {
    return tx.query<ListedAuditEvent[]>(
      `select e.*, u.email from audit_events e join users u on u.id = e.user_id
       where ($1::uuid is null or e.user_id = $1) and ($2::text is null or e.action = $2)
         and ($3::timestamptz is null or e.at >= $3) and ($4::timestamptz is null or e.at < $4)
         and ($5::uuid is null or e.id < $5)
       order by e.id desc limit $6`,
      [userId, action, since, until, page.before, page.limit + 1],
    );
  }

  /** Removes up to `limit`, the oldest first; returns how many. */
  async removeBefore(tx: Tx, before: Date, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(
      'delete from audit_events where id in (select id from audit_events where at < $1 order by at limit $2)',
      [before, limit],
    );
    return removed;
  }
}
