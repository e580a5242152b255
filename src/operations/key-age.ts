import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock';
import { CryptoConfig } from '../config/config';
import { Database } from '../database/database';
import { defineTask } from '../queue/task';
import { HandleTask } from '../queue/task.decorators';
import { EncryptionKeyEntity } from './encryption-key.entity';

/** Notes which key encrypts; hourly, so that an age in days is right from the first day. */
export const noteKey = defineTask('operations.note-key', z.object({}), { cron: '7 * * * *', maxAttempts: 1 });

/** How long the key that encrypts has done so. */
@Injectable()
export class KeyAge {
  constructor(
    private readonly db: Database,
    private readonly config: CryptoConfig,
    private readonly clock: Clock,
  ) {}

  @HandleTask(noteKey)
  async note(): Promise<void> {
    const seen = { fingerprint: this.fingerprint(), first_used_at: this.clock.now() };
    await this.db.read.createQueryBuilder().insert().into(EncryptionKeyEntity).values(seen).orIgnore().execute();
  }

  /** Whole days since a worker first saw the key in use; null when none has yet. */
  async days(): Promise<number | null> {
    const seen = await this.db.read.findOneBy(EncryptionKeyEntity, { fingerprint: this.fingerprint() });
    return seen === null ? null : Math.floor((this.clock.now().getTime() - seen.first_used_at.getTime()) / 86_400_000);
  }

  private fingerprint(): string {
    const [key = ''] = this.config.encryptionKeys;
    return createHash('sha256').update(key).digest('hex').slice(0, 16);
  }
}
