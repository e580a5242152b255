import { Injectable } from '@nestjs/common';
import { TokenCipher } from '../common/crypto/token-cipher';
import { Database } from '../database/database';
import { HookStore } from './hook.store';

const BATCH = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** The stored secrets of all hooks. */
@Injectable()
export class HookSecrets {
  constructor(
    private readonly db: Database,
    private readonly hooks: HookStore,
    private readonly cipher: TokenCipher,
  ) {}

  /** Puts every secret under the first encryption key; returns how many rows changed. Safe while the server runs. */
  async rotateKeys(): Promise<number> {
    let count = 0;
    let after = FIRST_ID;
    for (;;) {
      const rows = await this.hooks.sealed(this.db.read, after, BATCH);
      for (const row of rows) {
        const current = row.current === null ? null : this.cipher.rotate(row.current);
        const previous = row.previous === null ? null : this.cipher.rotate(row.previous);
        if (current === null && previous === null) continue;
        const resealed = { current: current ?? row.current, previous: previous ?? row.previous };
        if (await this.hooks.reseal(this.db.read, row.id, row, resealed)) count += 1;
      }
      const last = rows.at(-1);
      if (last === undefined) return count;
      after = last.id;
    }
  }
}
