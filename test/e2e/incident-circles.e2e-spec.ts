import { newId } from '../../src/common/ids';
import type { Tx } from '../../src/database/tx';
import { GroupingService } from '../../src/incident/grouping.service';
import { GroupingStore } from '../../src/incident/grouping.store';
import { IncidentHistoryStore } from '../../src/incident/incident-history.store';
import { IncidentResolver } from '../../src/incident/incident-resolver';
import { IncidentStore } from '../../src/incident/incident.store';
import { RegroupService } from '../../src/incident/regroup.service';
import { VerdictService } from '../../src/incident/verdict.service';
import type { WorkflowRun } from '../../src/workflow/workflow.public';
import { WorkflowService } from '../../src/workflow/workflow.service';
import type { ApiClient } from '../support/api-client';
import { deliver, endedRun, hookedConnection, userIdOf, workflowRun } from '../support/deliveries';
import { until } from '../support/embedded-processes';
import { incidentsOf, only } from '../support/main-road';
import { startTestApp, type TestApp } from '../support/test-app';

/** Held by the test; whoever has written the column the gate is at waits for it. */
const GATE = 4_712;

let app: TestApp;
/** Another process on the same database. */
let elsewhere: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  elsewhere = await startTestApp({ databaseUrl: app.databaseUrl });
  await app.db.read.query(
    `create function wait_at_gate() returns trigger language plpgsql as $$
     begin perform pg_advisory_xact_lock_shared(${GATE}); return null; end $$`,
  );
});
afterAll(async () => {
  await elsewhere.close();
  await app.close();
});

interface Story {
  readonly caller: ApiClient;
  readonly userId: string;
  readonly connectionId: string;
}

/** A new user who was told of these runs. */
async function told(...runs: readonly Record<string, unknown>[]): Promise<Story> {
  const caller = await app.user();
  const userId = await userIdOf(caller);
  const connection = await hookedConnection(app, userId);
  for (const run of runs) {
    await deliver(app.client(), connection, workflowRun(connection.repositoryId, run));
    await app.drain();
  }
  return { caller, userId, connectionId: connection.id };
}

/** The run after all others of a branch, and it is green. */
async function greenOf({ connectionId }: Story, branch = 'main', number = 50): Promise<WorkflowRun> {
  const rows = await app.db.read.query<{ id: string }[]>(
    'select id from workflow_runs where repository_connection_id = $1 and branch = $2 order by run_number desc limit 1',
    [connectionId, branch],
  );
  const [run] = await app.nest.get(WorkflowService).runsById(app.db.read, [only(rows).id]);
  if (run === undefined) throw new Error('a run that is not there');
  const completedAt = new Date(Date.UTC(2026, 2, 6, 9, number));
  return { ...run, id: newId(), number, conclusion: 'success', completedAt };
}

const ended = (story: Story): Promise<void> => greenOf(story).then((run) => resolverOf(elsewhere).recordGreen(run));
const resolverOf = (at: TestApp): IncidentResolver => at.nest.get(IncidentResolver);
const statusesOf = async (story: Story): Promise<string[]> => (await incidentsOf(story)).map(({ status }) => status);

/** How many wait for such a lock on this database. */
async function waitingFor(...types: readonly string[]): Promise<number> {
  const rows = await app.db.read.query<unknown[]>(
    `select 1 from pg_locks where not granted and locktype = any($1)
       and pid in (select pid from pg_stat_activity where datname = current_database())`,
    [types],
  );
  return rows.length;
}

/**
 * One process is stopped when it has written the column in one of the rows it writes, and another begins and waits for a
 * row of the first; then both go on. Returns how both ended.
 */
async function inACircle(
  column: string,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<readonly string[]> {
  await app.db.read.query(
    `create trigger wait_at_gate after update of ${column} on incident_occurrences
     for each row execute function wait_at_gate()`,
  );
  const both: Promise<unknown>[] = [];
  await app.db.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(${GATE})`);
    both.push(first());
    await until(async () => (await waitingFor('advisory')) === 1);
    both.push(second());
    await until(async () => (await waitingFor('transactionid', 'tuple')) === 1);
  });
  const ends = await Promise.allSettled(both);
  await app.db.read.query('drop trigger wait_at_gate on incident_occurrences');
  return ends.map((end) => (end.status === 'rejected' ? String(end.reason) : 'done'));
}

/** None of a repository's failures has been judged. */
async function forgetVerdicts({ connectionId }: Story): Promise<void> {
  await app.db.read.query('update incident_occurrences set judged_at = null where repository_connection_id = $1', [
    connectionId,
  ]);
}

/** What is noted at a repository's failures. */
async function notedAt({ connectionId }: Story): Promise<unknown> {
  return app.db.read.query(
    `select count(*)::int as failures, count(judged_at)::int as judged, count(green_at)::int as green
     from incident_occurrences where repository_connection_id = $1`,
    [connectionId],
  );
}

describe('nobody waits for another in a circle', () => {
  it('who judges failures, and the green run after them', async () => {
    const story = await told(endedRun(1, 'failure'), endedRun(2, 'failure'));
    const { id } = only(await incidentsOf(story));
    await forgetVerdicts(story);

    const ends = await inACircle(
      'judged_at',
      () => app.nest.get(VerdictService).judge(id),
      () => ended(story),
    );

    expect(ends).toEqual(['done', 'done']);
    expect(await notedAt(story)).toEqual([{ failures: 2, judged: 2, green: 2 }]);
    expect(await statusesOf(story)).toEqual(['resolved']);
  });

  it('who merges incidents, and the green run after their failures', async () => {
    const lint = { ...endedRun(3, 'failure', 'topic'), name: 'Lint', workflow_id: 6 };
    const story = await told(endedRun(1, 'failure'), endedRun(2, 'timed_out'), lint);
    const [into, second, first] = await incidentsOf(story);
    if (into === undefined || second === undefined || first === undefined) throw new Error('expected three incidents');

    const ends = await inACircle(
      'incident_id',
      () => app.nest.get(GroupingService).merge(story.userId, into.id, { incident_ids: [second.id, first.id] }),
      () => ended(story),
    );

    expect(ends).toEqual(['done', 'done']);
    expect(await notedAt(story)).toMatchObject([{ failures: 3, green: 2 }]);
    expect(only(await incidentsOf(story))).toMatchObject({ id: into.id, occurrence_count: 3 });
  });

  it('who regroups a repository, and who judges one of its incidents', async () => {
    const story = await told(endedRun(1, 'failure'), endedRun(2, 'failure'));
    const { id: kept } = only(await incidentsOf(story));
    const older = newId();
    const columns = `user_id, repository_connection_id, title, status, severity, severity_is_chosen, source, class, verdict,
      branch, workflow_name, first_seen_at, last_seen_at, opened_at, occurrence_count, root_cause, reopened_count, analysis,
      created_at, updated_at`;
    // As an older rule would have it: each failure in an incident of its own.
    await app.db.read.query(
      `insert into incidents (id, fingerprint, ${columns}) select $2::uuid, 'v0:older', ${columns} from incidents where id = $1`,
      [kept, older],
    );
    await app.db.read.query(`update incidents set fingerprint = 'v0:kept' where id = $1`, [kept]);
    await app.db.read.query(
      `update incident_occurrences set fingerprint = case run_number when 1 then 'v0:older' else 'v0:kept' end,
         incident_id = case run_number when 1 then $2::uuid else $1::uuid end where incident_id = $1`,
      [kept, older],
    );
    await forgetVerdicts(story);

    const ends = await inACircle(
      'fingerprint',
      () => app.nest.get(RegroupService).regroup(story.connectionId),
      () => elsewhere.nest.get(VerdictService).judge(older),
    );
    await app.drain();

    expect(ends).toEqual(['done', 'done']);
    expect(await notedAt(story)).toMatchObject([{ failures: 2, judged: 2 }]);
    expect(await incidentsOf(story)).toMatchObject([{ occurrence_count: 2 }]);
  });
});

describe('a green run waits for nobody it has nothing to do with', () => {
  it.each([
    {
      who: 'regroups another user’s repository',
      hold: (tx: Tx, { connectionId }: Story) => app.nest.get(GroupingStore).lockAlone(tx, connectionId),
    },
    {
      who: 'handles a run of another user’s lane',
      hold: async (tx: Tx, { connectionId }: Story, { lane }: WorkflowRun) =>
        app.nest.get(IncidentStore).lockLane(tx, connectionId, lane),
    },
  ])('who $who', async ({ hold }) => {
    const ours = await told(endedRun(1, 'failure'));
    const theirs = await told(endedRun(1, 'failure'));
    const [ourGreen, theirGreen] = [await greenOf(ours), await greenOf(theirs)];
    const waits: Promise<void>[] = [];

    const meanwhile = await app.db.transaction(async (tx) => {
      await hold(tx, theirs, theirGreen);
      // Told at the same moment, so that they would be done in one go.
      waits.push(resolverOf(app).recordGreen(theirGreen));
      await resolverOf(app).recordGreen(ourGreen);
      return [await statusesOf(ours), await statusesOf(theirs)];
    });
    await Promise.all(waits);

    expect(meanwhile).toEqual([['resolved'], ['open']]);
    expect(await statusesOf(theirs)).toEqual(['resolved']);
  });
});

describe('a green run of a lane', () => {
  it('leaves an incident alone that is red elsewhere and has long been green there', async () => {
    const story = await told(endedRun(1, 'failure', 'topic'), endedRun(2, 'success', 'topic'), endedRun(3, 'failure'));
    const { id } = only(await incidentsOf(story));
    const green = await greenOf(story, 'topic');

    await app.db.transaction(async (tx) => {
      await app.nest.get(IncidentStore).lock(tx, id);
      // Would wait for the row if it restated the incident.
      await resolverOf(app).recordGreen(green);
    });

    expect(await statusesOf(story)).toEqual(['open']);
  });

  it('ends an incident that was green while it was muted', async () => {
    const story = await told(endedRun(1, 'failure'));
    const path = `/api/v2/incidents/${only(await incidentsOf(story)).id}`;
    await story.caller.patch(path, { status: 'muted' });
    await resolverOf(app).recordGreen(await greenOf(story, 'main', 20));
    const whileMuted = await statusesOf(story);
    await story.caller.patch(path, { status: 'open' });

    await resolverOf(app).recordGreen(await greenOf(story, 'main', 21));

    expect(whileMuted).toEqual(['muted']);
    expect(await statusesOf(story)).toEqual(['resolved']);
  });

  it('ends an incident whose earlier green run was noted by a task that died before it told the incident', async () => {
    const story = await told(endedRun(1, 'failure'));
    const { id } = only(await incidentsOf(story));
    const green = await greenOf(story, 'main', 20);
    await app.db.read.query(
      'update incident_occurrences set green_number = 20, green_attempt = 1, green_at = $2 where incident_id = $1',
      [id, green.completedAt],
    );

    await resolverOf(app).recordGreen(green);

    expect(await statusesOf(story)).toEqual(['resolved']);
  });

  it('tells the incident itself where it ended it, though a later one was told at the same moment', async () => {
    const story = await told(endedRun(1, 'failure'));
    const [first, second] = [await greenOf(story, 'main', 20), await greenOf(story, 'main', 21)];
    await app.db.read.query(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$`);
    await app.db.read.query('create trigger refuse before update on incidents for each row execute function refuse()');

    const ends = await Promise.allSettled([second, first].map((green) => resolverOf(app).recordGreen(green)));
    await app.db.read.query('drop function refuse cascade');
    await resolverOf(app).recordGreen(first);

    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await statusesOf(story)).toEqual(['resolved']);
  });
});

test('what is added to an incident’s history waits for nobody who holds its row', async () => {
  const story = await told(endedRun(1, 'failure'));
  const { id } = only(await incidentsOf(story));

  await app.db.transaction(async (tx) => {
    await app.nest.get(IncidentStore).lock(tx, id);
    await app.nest.get(IncidentStore).lockEach(tx, [id]);
    await app.nest.get(IncidentHistoryStore).addEvent(elsewhere.db.read, id, {
      ...{ type: 'note', at: new Date(), actorId: null, message: 'meanwhile', workflowRunId: null },
    });
  });

  const { body } = await story.caller.get<{ events: { message: string }[] }>(`/api/v2/incidents/${id}/timeline`);
  expect(JSON.stringify(body)).toContain('meanwhile');
});
