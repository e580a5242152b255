import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock';
import { dayBefore } from '../common/http/day-range';
import { IdempotencyStore } from '../common/http/idempotency.store';
import { RateLimits } from '../common/http/rate-limits';
import { KeptTables } from '../common/kept-tables';
import { DAY_MS } from '../common/time';
import { AuthConfig } from '../config/config';
import { Database } from '../database/database';
import { CHUNK, inChunks } from '../database/in-chunks';
import { defineTask } from '../queue/task';
import { HandleTask } from '../queue/task.decorators';
import { AuditStore } from './audit.store';
import { ApiUsageStore } from './usage/api-usage.store';
import { SessionStore } from './session.store';

/** Removes what has run out: sessions, idempotency keys, rate-limit counts, old audit events and usage. Hourly, beside the full hour. */
export const cleanUpTask = defineTask('auth.clean-up', z.object({}), { maxAttempts: 3, cron: '17 * * * *' });

@Injectable()
export class AuthHandlers implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sessions: SessionStore,
    private readonly idempotency: IdempotencyStore,
    private readonly limits: RateLimits,
    private readonly audit: AuditStore,
    private readonly usage: ApiUsageStore,
    private readonly config: AuthConfig,
    private readonly clock: Clock,
    private readonly tables: KeptTables,
  ) {}

  onModuleInit(): void {
    const { auditRetentionDays, usageRetentionDays } = this.config;
    this.tables.register({ name: 'audit_events', table: 'audit_events', days: auditRetentionDays });
    this.tables.register({ name: 'api_usage', table: 'api_usage', byDay: true, days: usageRetentionDays });
  }

  @HandleTask(cleanUpTask)
  async cleanUp(): Promise<{
    sessions: number;
    idempotency_keys: number;
    rate_limits: number;
    audit_events: number;
    api_usage: number;
  }> {
    const now = this.clock.now();
    const auditedSince = new Date(now.getTime() - this.config.auditRetentionDays * DAY_MS);
    const usedSince = dayBefore(now, this.config.usageRetentionDays);
    return {
      sessions: await this.sessions.removeExpired(this.db.read, now),
      idempotency_keys: await this.idempotency.removeExpired(this.db.read, now),
      rate_limits: await this.limits.removeExpired(now),
      audit_events: await inChunks(CHUNK, (limit) => this.audit.removeBefore(this.db.read, auditedSince, limit)),
      api_usage: await inChunks(CHUNK, (limit) => this.usage.removeBefore(this.db.read, usedSince, limit)),
    };
  }
}
