import { Injectable } from '@nestjs/common';
import { newId } from '../common/ids';
import { Database } from '../database/database';
import { sharedWork } from '../database/shared-work';
import type { Tx } from '../database/tx';
import type { WorkflowRun } from '../workflow/workflow.public';
import { endOf } from './domain/run-words';
import { GroupingStore } from './grouping.store';
import { IncidentKeeper } from './incident-keeper';
import { IncidentStoryStore, type Green, type Touched } from './incident-story.store';
import { IncidentStore } from './incident.store';

/** Ends incidents whose workflow is green again. */
@Injectable()
export class IncidentResolver {
  private readonly note = sharedWork(
    ({ connectionId }: WorkflowRun) => connectionId,
    (runs) => this.noteAll(runs),
  );

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
    // Each for itself: whoever changes the grouping may hold a repository's incidents for as long as a statement may take.
    // A transaction each: nobody holds two incidents' rows in an order of his own.
    for (const { incidentId, green } of await this.note(run)) {
      await this.db.transaction(async (tx) => {
        await this.groups.lockShared(tx, green.connectionId);
        await this.keeper.restate(tx, incidentId, { id: newId(), at: green.at });
      });
    }
  }

  /**
   * The incidents to restate after each run; one that several are about is the last one's of those that are noted at it, which
   * finds it again when it is tried again.
   */
  private async noteAll(runs: readonly WorkflowRun[]): Promise<readonly (readonly Touched[])[]> {
    const greens = runs.map((run): Green => {
      const { connectionId, lane, number, attempt } = run;
      return { connectionId, lane, number, attempt, at: endOf(run) };
    });
    const touched = await this.db.transaction((tx) => this.noteIn(tx, greens));
    const last = new Map<string, Touched>();
    for (const each of touched) {
      const before = last.get(each.incidentId);
      if (before === undefined || isNearer(each, before)) last.set(each.incidentId, each);
    }
    return greens.map((green) => [...last.values()].filter((each) => each.green === green));
  }

  private async noteIn(tx: Tx, greens: readonly Green[]): Promise<readonly Touched[]> {
    // The lanes' locks first, so that a failure that is being placed just now is seen.
    await this.store.lockLanes(tx, greens);
    // A lane's first one first, so that what a run is noted at stays noted, and its task finds it again.
    const inOrder = [...greens].sort((a, b) => a.number - b.number || a.attempt - b.attempt);
    const ended: { readonly green: Green; readonly failureIds: readonly string[] }[] = [];
    for (const green of inOrder) ended.push({ green, failureIds: await this.stories.endedBy(tx, green) });
    await this.store.lockOccurrences(tx, [...new Set(ended.flatMap(({ failureIds }) => failureIds))]);
    const told: Touched[] = [];
    for (const { green, failureIds } of ended) {
      if (failureIds.length > 0) told.push(...(await this.stories.noteGreen(tx, green, failureIds)));
    }
    // Not only those told something new: a task that died between the two steps is made up for.
    return [...told, ...(await this.stories.unresolvedOf(tx, greens))];
  }
}

function isNearer(one: Touched, other: Touched): boolean {
  return one.isNoted === other.isNoted ? one.green.at > other.green.at : one.isNoted;
}
