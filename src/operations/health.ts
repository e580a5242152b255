import { Injectable } from '@nestjs/common';
import { Draining } from '../common/http/draining';
import { Database } from '../database/database';
import { isMigrated } from '../database/migrate';
import { MIGRATIONS } from '../database/migrations/index';

export interface HealthCheck {
  readonly name: 'database' | 'queue' | 'migrations' | 'stopping';
  readonly ok: boolean;
  /** Why not; null when ok. Static words. */
  readonly reason: string | null;
}

/** Asks each thing the service cannot work without. */
@Injectable()
export class Health {
  constructor(
    private readonly db: Database,
    private readonly draining: Draining,
  ) {}

  async check(): Promise<readonly HealthCheck[]> {
    const [database, queue, migrations] = await Promise.all([
      this.try(() => this.db.ping(), 'PostgreSQL does not answer'),
      this.try(() => this.db.read.query('select 1 from graphile_worker.jobs limit 1'), 'the queue cannot be read'),
      this.try(async () => {
        const names = MIGRATIONS.map((migration) => new migration().name ?? migration.name);
        if (!(await isMigrated((sql) => this.db.read.query(sql), names))) throw new Error('pending');
      }, 'migrations wait to be run'),
    ]);
    return [
      { name: 'database', ...database },
      { name: 'queue', ...queue },
      { name: 'migrations', ...migrations },
      ...(this.draining.isDraining
        ? [{ name: 'stopping', ok: false, reason: 'the process was told to stop' } as const]
        : []),
    ];
  }

  private async try(check: () => Promise<unknown>, reason: string): Promise<{ ok: boolean; reason: string | null }> {
    try {
      await check();
      return { ok: true, reason: null };
    } catch {
      // The answer to "are you ready?" is the place where this failure is told; the pool logs its own errors.
      return { ok: false, reason };
    }
  }
}
