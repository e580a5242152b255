import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { randomToken } from '../common/crypto/random-token';
import { TokenCipher } from '../common/crypto/token-cipher';
import { AppError } from '../common/errors';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { AuthErrors } from './auth.errors';
import { WebhookSecretStore } from './webhook-secret.store';

export interface WebhookSecretInfo {
  readonly last4: string;
  readonly createdAt: Date;
}

/** The secrets users' v1 hooks sign with. */
@Injectable()
export class WebhookSecrets {
  constructor(
    private readonly db: Database,
    private readonly store: WebhookSecretStore,
    private readonly cipher: TokenCipher,
    private readonly clock: Clock,
  ) {}

  /** The secrets themselves in the order of the users, for checking signatures; null for who has none. Never to be shown. */
  async secretsOf(userIds: readonly string[]): Promise<readonly (string | null)[]> {
    const rows = new Map((await this.store.findAll(this.db.read, userIds)).map((row) => [row.user_id, row.secret]));
    return userIds.map((id) => {
      const sealed = rows.get(id);
      return sealed === undefined ? null : this.cipher.decrypt(sealed);
    });
  }

  /** Replaces the user's secret; the old one is refused from now on. The only time the secret is shown. */
  async rotate(tx: Tx, userId: string): Promise<WebhookSecretInfo & { secret: string }> {
    const secret = randomToken();
    const info = { last4: secret.slice(-4), createdAt: this.clock.now() };
    const row = { user_id: userId, secret: this.cipher.encrypt(secret), last4: info.last4, created_at: info.createdAt };
    await this.store.save(tx, row);
    return { ...info, secret };
  }

  /** Throws `auth.no_webhook_secret`. */
  async info(userId: string): Promise<WebhookSecretInfo> {
    const row = await this.store.find(this.db.read, userId);
    if (row === null) throw new AppError(AuthErrors.noWebhookSecret);
    return { last4: row.last4, createdAt: row.created_at };
  }

  /** Puts every secret under the first encryption key; returns how many were under another. */
  async rotateKeys(): Promise<number> {
    return this.db.transaction(async (tx) => {
      let rotated = 0;
      for (const row of await this.store.lockAll(tx)) {
        const secret = this.cipher.rotate(row.secret);
        if (secret === null) continue;
        await this.store.replaceCiphertext(tx, row.user_id, secret);
        rotated += 1;
      }
      return rotated;
    });
  }
}
