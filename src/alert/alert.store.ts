import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, MoreThanOrEqual } from 'typeorm';
import { resealColumn } from '../common/crypto/reseal';
import type { TokenCipher } from '../common/crypto/token-cipher';
import type { Fields } from '../common/fields';
import type { PageRequest } from '../common/http/paging';
import type { Tx } from '../database/tx';
import {
  AlertChannelEntity,
  AlertConfirmationEntity,
  AlertDeliveryEntity,
  AlertRuleEntity,
  AlertStandingEntity,
} from './alert.entity';

export type AlertChannel = Readonly<Fields<AlertChannelEntity>>;
export type AlertRule = Readonly<Fields<AlertRuleEntity>>;
export type AlertStanding = Readonly<Fields<AlertStandingEntity>>;
export type AlertDelivery = Readonly<Fields<AlertDeliveryEntity>>;
type Change<T> = Partial<Omit<T, 'id' | 'user_id' | 'created_at'>>;

/** Rows of channels, rules, standings and deliveries. */
@Injectable()
export class AlertStore {
  /** Makes the transaction wait for every other one that adds to what a user has. */
  async lockUser(tx: Tx, userId: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`alert:${userId}`]);
  }

  async countOf(tx: Tx, userId: string): Promise<{ readonly channels: number; readonly rules: number }> {
    const [channels, rules] = await Promise.all([
      tx.countBy(AlertChannelEntity, { user_id: userId }),
      tx.countBy(AlertRuleEntity, { user_id: userId }),
    ]);
    return { channels, rules };
  }

  async testsSince(tx: Tx, userId: string, since: Date): Promise<number> {
    return tx.countBy(AlertDeliveryEntity, { user_id: userId, event: 'test', created_at: MoreThanOrEqual(since) });
  }

  async insertChannel(tx: Tx, row: AlertChannel): Promise<void> {
    await tx.insert(AlertChannelEntity, row);
  }

  /** A user's own; null without. */
  async channel(tx: Tx, userId: string, id: string): Promise<AlertChannel | null> {
    return tx.findOneBy(AlertChannelEntity, { id, user_id: userId });
  }

  /** Those of `ids` that are a user's own. */
  async channels(tx: Tx, userId: string, ids: readonly string[]): Promise<readonly AlertChannel[]> {
    return tx.findBy(AlertChannelEntity, { user_id: userId, id: In([...ids]) });
  }

  /** Newest first; there are 20 at most. */
  async listChannels(tx: Tx, userId: string): Promise<readonly AlertChannel[]> {
    return tx.find(AlertChannelEntity, { where: { user_id: userId }, order: { id: 'DESC' } });
  }

  async updateChannel(tx: Tx, id: string, change: Change<AlertChannel>, now: Date): Promise<void> {
    await tx.update(AlertChannelEntity, { id }, { ...change, updated_at: now });
  }

  /** Also takes it out of the rules that name it. False when the user has no such channel. */
  async removeChannel(tx: Tx, userId: string, id: string): Promise<boolean> {
    await tx.query('update alert_rules set channel_ids = array_remove(channel_ids, $2::uuid) where user_id = $1', [
      userId,
      id,
    ]);
    return (await tx.delete(AlertChannelEntity, { id, user_id: userId })).affected === 1;
  }

  /** Makes the transaction wait for every other one that writes to an address. */
  async lockAddress(tx: Tx, hash: string): Promise<void> {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`alert-address:${hash}`]);
  }

  async confirmationsSince(
    tx: Tx,
    userId: string,
    hash: string,
    since: Date,
  ): Promise<{ readonly of_user: number; readonly to_address: number }> {
    const asked_at = MoreThanOrEqual(since);
    return {
      of_user: await tx.countBy(AlertConfirmationEntity, { user_id: userId, asked_at }),
      to_address: await tx.countBy(AlertConfirmationEntity, { address_hash: hash, asked_at }),
    };
  }

  async insertConfirmation(tx: Tx, row: Readonly<Fields<AlertConfirmationEntity>>): Promise<void> {
    await tx.insert(AlertConfirmationEntity, row);
  }

  /** Which address a letter was counted for, hashed; null for one that was not. */
  async countedFor(tx: Tx, deliveryId: string): Promise<string | null> {
    return (await tx.findOneBy(AlertConfirmationEntity, { id: deliveryId }))?.address_hash ?? null;
  }

  async forgetConfirmations(tx: Tx, before: Date): Promise<void> {
    await tx.delete(AlertConfirmationEntity, { asked_at: LessThan(before) });
  }

  /** When the channel's owner said yes, now or before; null when no channel leads to that address any more. */
  async confirmChannel(tx: Tx, id: string, target: string, now: Date): Promise<Date | null> {
    const where = { id, target, kind: 'email' as const };
    await tx.update(AlertChannelEntity, { ...where, confirmed_at: IsNull() }, { confirmed_at: now, updated_at: now });
    return (await tx.findOneBy(AlertChannelEntity, where))?.confirmed_at ?? null;
  }

  async insertRule(tx: Tx, row: AlertRule): Promise<void> {
    await tx.insert(AlertRuleEntity, { ...row, channel_ids: [...row.channel_ids] });
  }

  /** A user's own; null without. */
  async rule(tx: Tx, userId: string, id: string): Promise<AlertRule | null> {
    return tx.findOneBy(AlertRuleEntity, { id, user_id: userId });
  }

  /** Newest first; there are 50 at most. */
  async listRules(tx: Tx, userId: string): Promise<readonly AlertRule[]> {
    return tx.find(AlertRuleEntity, { where: { user_id: userId }, order: { id: 'DESC' } });
  }

  async updateRule(tx: Tx, id: string, change: Change<AlertRule>, now: Date): Promise<void> {
    await tx.update(AlertRuleEntity, { id }, { ...(change as Partial<AlertRuleEntity>), updated_at: now });
  }

  /** False when the user has no such rule. */
  async removeRule(tx: Tx, userId: string, id: string): Promise<boolean> {
    return (await tx.delete(AlertRuleEntity, { id, user_id: userId })).affected === 1;
  }

  /** An active rule nobody else judges just now; held until the transaction ends. */
  async claimRule(tx: Tx, id: string): Promise<AlertRule | null> {
    return tx.findOne(AlertRuleEntity, {
      where: { id, is_enabled: true },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  async standings(tx: Tx, ruleId: string): Promise<readonly AlertStanding[]> {
    return tx.findBy(AlertStandingEntity, { rule_id: ruleId });
  }

  /** How many things each of a user's rules fires for; rules that fire for none are missing. */
  async firing(tx: Tx, userId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await tx.query<{ id: string; count: number }[]>(
      `select s.rule_id as id, count(*)::int as count from alert_rules r join alert_standings s on s.rule_id = r.id
       where r.user_id = $1 and r.is_enabled and s.state = 'firing' group by s.rule_id`,
      [userId],
    );
    return new Map(rows.map(({ id, count }) => [id, count]));
  }

  async saveStanding(tx: Tx, row: AlertStanding): Promise<void> {
    await tx.upsert(AlertStandingEntity, row, ['rule_id', 'subject']);
  }

  /** Forgets how things stood: what is judged by other bounds is judged anew. */
  async forgetStandings(tx: Tx, ruleId: string): Promise<void> {
    await tx.delete(AlertStandingEntity, { rule_id: ruleId });
  }

  async insertDelivery(tx: Tx, row: AlertDelivery): Promise<void> {
    await tx.insert(AlertDeliveryEntity, row);
  }

  /** With its channel; null when either is gone. */
  async delivery(tx: Tx, id: string): Promise<{ delivery: AlertDelivery; channel: AlertChannel } | null> {
    const delivery = await tx.findOneBy(AlertDeliveryEntity, { id });
    const channel = delivery === null ? null : await tx.findOneBy(AlertChannelEntity, { id: delivery.channel_id });
    return delivery === null || channel === null ? null : { delivery, channel };
  }

  async updateDelivery(tx: Tx, id: string, change: Change<AlertDelivery>): Promise<void> {
    await tx.update(AlertDeliveryEntity, { id }, change);
  }

  /** One more than `page.limit`, newest first. */
  async listDeliveries(
    tx: Tx,
    userId: string,
    channelId: string | null,
    page: PageRequest,
  ): Promise<readonly AlertDelivery[]> {
    return tx.find(AlertDeliveryEntity, {
      where: {
        user_id: userId,
        ...(channelId === null ? {} : { channel_id: channelId }),
        ...(page.before === null ? {} : { id: LessThan(page.before) }),
      },
      order: { id: 'DESC' },
      take: page.limit + 1,
    });
  }

  /** Removes up to `limit` made before `before`, the oldest first; returns how many. */
  async forgetDeliveries(tx: Tx, before: Date, limit: number): Promise<number> {
    const [, removed] = await tx.query<[unknown[], number]>(
      `delete from alert_deliveries where id in (
         select id from alert_deliveries where created_at < $1 order by created_at limit $2)`,
      [before, limit],
    );
    return removed;
  }

  /** Puts addresses and secrets under the first encryption key; returns how many stood under another. */
  async reseal(tx: Tx, cipher: TokenCipher): Promise<number> {
    const urls = await resealColumn(tx, cipher, { table: 'alert_channels', column: 'url' });
    return urls + (await resealColumn(tx, cipher, { table: 'alert_channels', column: 'secret' }));
  }
}
