import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock';
import { dayBefore } from '../common/http/day-range';
import { KeptTables } from '../common/kept-tables';
import { AuthConfig } from '../config/config';
import { Database } from '../database/database';
import { CHUNK, inChunks } from '../database/in-chunks';
import { SharedWriteTurns } from '../forge/write-turns.store';
import { defineTask } from '../queue/task';
import { HandleTask } from '../queue/task.decorators';
import { ForgeUsageStore } from './forge-usage.store';
import { OAuthStateStore } from './oauth-state.store';

/** Removes dances nobody finished in time, turns of tokens nobody writes with any more, and old counts of calls. */
export const cleanUpStatesTask = defineTask('oauth.clean-up', z.object({}), { maxAttempts: 3, cron: '27 * * * *' });

@Injectable()
export class OAuthHandlers implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly states: OAuthStateStore,
    private readonly turns: SharedWriteTurns,
    private readonly usage: ForgeUsageStore,
    private readonly config: AuthConfig,
    private readonly clock: Clock,
    private readonly tables: KeptTables,
  ) {}

  onModuleInit(): void {
    const days = this.config.usageRetentionDays;
    this.tables.register({ name: 'forge_usage', table: 'forge_usage', byDay: true, days });
  }

  @HandleTask(cleanUpStatesTask)
  async cleanUp(): Promise<{ states: number; writers: number; forge_usage: number }> {
    const now = this.clock.now();
    const usedSince = dayBefore(now, this.config.usageRetentionDays);
    return {
      states: await this.states.removeExpired(this.db.read, now),
      writers: await this.turns.removeOld(),
      forge_usage: await inChunks(CHUNK, (limit) => this.usage.removeBefore(this.db.read, usedSince, limit)),
    };
  }
}
