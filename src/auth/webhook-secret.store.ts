import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { Fields } from '../common/fields';
import type { Tx } from '../database/tx';
import { WebhookSecretEntity } from './webhook-secret.entity';

/** Rows of v1 webhook secrets. */
@Injectable()
export class WebhookSecretStore {
  async find(tx: Tx, userId: string): Promise<WebhookSecretEntity | null> {
    return tx.findOneBy(WebhookSecretEntity, { user_id: userId });
  }

  /** Users without a secret are left out. */
  async findAll(tx: Tx, userIds: readonly string[]): Promise<WebhookSecretEntity[]> {
    return tx.findBy(WebhookSecretEntity, { user_id: In(userIds) });
  }

  async save(tx: Tx, row: Fields<WebhookSecretEntity>): Promise<void> {
    await tx.upsert(WebhookSecretEntity, row, ['user_id']);
  }

  async remove(tx: Tx, userId: string): Promise<void> {
    await tx.delete(WebhookSecretEntity, { user_id: userId });
  }

  /** Every row, locked until the transaction ends. */
  async lockAll(tx: Tx): Promise<{ user_id: string; secret: string }[]> {
    return tx.query('select user_id, secret from webhook_secrets order by user_id for update');
  }

  async replaceCiphertext(tx: Tx, userId: string, secret: string): Promise<void> {
    await tx.update(WebhookSecretEntity, { user_id: userId }, { secret });
  }
}
