import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../common/clock';
import { Database } from '../database/database';
import { SharedWriteTurns } from '../forge/write-turns.store';
import { defineTask } from '../queue/task';
import { HandleTask } from '../queue/task.decorators';
import { OAuthStateStore } from './oauth-state.store';

/** Removes dances nobody finished in time, and turns of tokens nobody writes with any more. */
export const cleanUpStatesTask = defineTask('oauth.clean-up', z.object({}), { maxAttempts: 3, cron: '27 * * * *' });

@Injectable()
export class OAuthHandlers {
  constructor(
    private readonly db: Database,
    private readonly states: OAuthStateStore,
    private readonly turns: SharedWriteTurns,
    private readonly clock: Clock,
  ) {}

  @HandleTask(cleanUpStatesTask)
  async cleanUp(): Promise<{ states: number; writers: number }> {
    return {
      states: await this.states.removeExpired(this.db.read, this.clock.now()),
      writers: await this.turns.removeOld(),
    };
  }
}
