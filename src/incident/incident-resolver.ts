import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids';
import { Database } from '../database/database';
import type { WorkflowRun } from '../workflow/workflow.public';
import { endOf } from './domain/run-words';
import { GroupingStore } from './grouping.store';
import { IncidentKeeper } from './incident-keeper';
import { IncidentStoryStore } from './incident-story.store';
import { IncidentStore } from './incident.store';

/** Ends incidents whose workflow is green again. */
@Injectable()
export class IncidentResolver {
  constructor(
    private readonly db: Database,
    private readonly store: IncidentStore,
    private readonly groups: GroupingStore,
    private readonly stories: IncidentStoryStore,
    private readonly keeper: IncidentKeeper,
  ) {}

  /** Notes a green run at the failures before it and restates their incidents. Doing so again changes nothing. */
  async recordGreen(run: WorkflowRun): Promise<void> {
    if (run.conclusion !== 'success') return;
    const green = { number: run.number, attempt: run.attempt, at: endOf(run) };
    const ids = await this.db.transaction(async (tx) => {
      // The lane's lock first, so that a failure that is being placed just now is seen.
      await this.store.lockLane(tx, run.connectionId, run.lane);
      const told = await this.stories.noteGreen(tx, run.connectionId, run.lane, green);
      // Not only those told something new: a task that died between the two steps is made up for.
      const unresolved = await this.stories.ofLane(tx, run.connectionId, run.lane, { unresolved: true });
      return new Set([...told, ...unresolved]);
    });
    // A transaction each: nobody holds two incidents' rows in an order of his own.
    for (const id of ids) {
      await this.db.transaction(async (tx) => {
        await this.groups.lockShared(tx, run.connectionId);
        await this.keeper.restate(tx, id, { id: newId(), at: green.at });
      });
    }
  }
}
