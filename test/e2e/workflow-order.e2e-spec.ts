import fc from 'fast-check';
import { newId } from '../../src/common/ids';
import { TaskQueue } from '../../src/queue/task.queue';
import { WorkflowService } from '../../src/workflow/workflow.service';
import { webhookReceived, type WebhookReceived } from '../../src/webhook/webhook.facts';
import { hookedConnection, userIdOf } from '../support/deliveries';
import { startTestApp, type TestApp } from '../support/test-app';

let app: TestApp;
let userId: string;
beforeAll(async () => {
  app = await startTestApp();
  userId = await userIdOf(await app.user());
});
afterAll(async () => {
  await app.close();
});

const repository = { externalId: '1', path: 'acme/api' };
// An hour ago: what is older than a week is not judged again, and the order would then show.
const START = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const at = (second: number): Date => new Date(START + second * 1000);

/** What the forge tells of one attempt, in the order it happened, `start` seconds after ten. */
function tellings(
  number: number,
  attempt: number,
  conclusion: 'success' | 'failure',
  start: number,
): WebhookReceived['event'][] {
  const run: Extract<WebhookReceived['event'], { type: 'run' }>['run'] = {
    externalId: `10${number}`,
    attempt,
    number,
    workflowExternalId: '5',
    workflowName: 'CI',
    workflowPath: '.github/workflows/ci.yml',
    event: 'push',
    status: 'queued',
    conclusion: null,
    branch: 'main',
    commitSha: 'a'.repeat(40),
    commitMessage: 'Add it',
    author: 'dana',
    pullRequestNumbers: [],
    baseBranch: null,
    url: 'https://forge.test/runs/1',
    startedAt: at(start),
    completedAt: null,
    updatedAt: at(start),
  };
  const job = {
    externalId: `20${number}${attempt}`,
    runExternalId: run.externalId,
    runAttempt: attempt,
    name: 'build',
    status: 'queued' as const,
    conclusion: null,
    runner: null,
    url: null,
    startedAt: at(start),
    completedAt: null,
    steps: [],
  };
  const step = {
    number: 1,
    name: 'Run',
    status: 'completed' as const,
    conclusion,
    startedAt: at(start),
    completedAt: at(start + 2),
  };
  const ended = { status: 'completed' as const, conclusion };
  return [
    { type: 'run', repository, run, isWhole: true },
    { type: 'job', repository, job },
    { type: 'run', repository, isWhole: true, run: { ...run, status: 'in_progress', updatedAt: at(start + 1) } },
    { type: 'job', repository, job: { ...job, status: 'in_progress', runner: 'runner 1' } },
    { type: 'job', repository, job: { ...job, ...ended, completedAt: at(start + 2), steps: [step] } },
    {
      type: 'run',
      repository,
      isWhole: true,
      run: { ...run, ...ended, completedAt: at(start + 3), updatedAt: at(start + 3) },
    },
  ];
}

/** A connection whose forge may not be asked, and what it is told as facts, in this order. */
async function facts(events: readonly WebhookReceived['event'][]): Promise<{
  connectionId: string;
  told: readonly { id: string; payload: WebhookReceived }[];
}> {
  const { id: connectionId } = await hookedConnection(app, userId);
  await app.db.read.query('update repository_connections set oauth_connection_id = null where id = $1', [connectionId]);
  const told = events.map((event) => {
    const id = newId();
    const source = 'github' as const;
    return { id, payload: { delivery_id: id, connection_id: connectionId, user_id: userId, source, event } };
  });
  return { connectionId, told };
}

/** Tells events in an order, each as a fact of its own, draining after those whose index is in `pauses`. */
async function tell(events: readonly WebhookReceived['event'][], pauses: ReadonlySet<number>): Promise<string> {
  const { connectionId, told } = await facts(events);
  for (const [index, { id, payload }] of told.entries()) {
    await app.nest.get(TaskQueue).publish(app.db.read, webhookReceived, id, payload);
    if (pauses.has(index)) await app.drain();
  }
  await app.drain();
  return connectionId;
}

/** Tells events in one batch, those of runs as a forge does that says only that something happened. */
async function tellNotices(events: readonly WebhookReceived['event'][]): Promise<string> {
  const notices = events.map((event) => (event.type === 'run' ? { ...event, isWhole: false } : event));
  const { connectionId, told } = await facts(notices);
  await app.nest.get(TaskQueue).publishAll(app.db.read, webhookReceived, told);
  await app.drain();
  return connectionId;
}

/** Everything that may not depend on the order, without our own ids and times. */
async function state(connectionId: string): Promise<unknown> {
  const rows = await app.db.read.query<{ state: unknown }[]>(
    `select json_build_object(
       'runs', (select json_agg(r order by run_id, run_attempt) from (
          select run_id, run_attempt, run_number, workflow_name, status, conclusion, branch, lane, commit_sha, author,
                 started_at, completed_at, forge_updated_at, incident_id is not null as has_incident
          from workflow_runs where repository_connection_id = $1) r),
       'jobs', (select json_agg(j order by job_id) from (
          select job_id, run_id, run_attempt, name, status, conclusion, runner, started_at, completed_at, steps
          from workflow_jobs where repository_connection_id = $1) j),
       'incidents', (select json_agg(i order by id) from (
          select 1 as id, status, severity, occurrence_count, first_seen_at, last_seen_at, resolution, resolved_at
          from incidents where repository_connection_id = $1) i)) as state`,
    [connectionId],
  );
  return rows[0]?.state;
}

describe('the events of a run', () => {
  it('end in the same state in any interleaving, also when some come twice', async () => {
    const story = tellings(1, 1, 'failure', 0);
    const expected = await state(await tell(story, new Set()));
    const orders = fc.tuple(
      fc.shuffledSubarray(story, { minLength: story.length }),
      fc.subarray(story),
      fc.uniqueArray(fc.nat({ max: 10 })),
    );

    await fc.assert(
      fc.asyncProperty(orders, async ([order, repeated, pauses]) => {
        expect(await state(await tell([...order, ...repeated], new Set(pauses)))).toEqual(expected);
      }),
      { numRuns: 15 },
    );
    expect(expected).toMatchObject({
      runs: [{ status: 'completed', conclusion: 'failure', has_incident: true }],
      jobs: [{ status: 'completed', runner: 'runner 1', steps: [{ number: 1 }] }],
      incidents: [{ status: 'open', occurrence_count: 1 }],
    });
  });

  it('as notices in one batch end in the same state in any order where the forge may not be asked', async () => {
    const story = tellings(1, 1, 'failure', 0);
    const expected = await state(await tell(story, new Set()));

    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(story, { minLength: story.length }), async (order) => {
        expect(await state(await tellNotices(order))).toEqual(expected);
      }),
      { numRuns: 5 },
    );
    expect(expected).toMatchObject({ runs: [{ conclusion: 'failure', has_incident: true }] });
  });

  it.each([
    {
      story: 'red, green',
      ends: 'resolved',
      events: [...tellings(1, 1, 'failure', 0), ...tellings(2, 1, 'success', 10)],
    },
    {
      story: 'red, green by rerun',
      ends: 'resolved',
      events: [...tellings(1, 1, 'failure', 0), ...tellings(1, 2, 'success', 10)],
    },
    { story: 'green, red', ends: 'open', events: [...tellings(1, 1, 'success', 0), ...tellings(2, 1, 'failure', 10)] },
    {
      story: 'red, green, red',
      ends: 'open',
      events: [...tellings(1, 1, 'failure', 0), ...tellings(2, 1, 'success', 10), ...tellings(3, 1, 'failure', 20)],
    },
    {
      story: 'red, red, green',
      ends: 'resolved',
      events: [...tellings(1, 1, 'failure', 0), ...tellings(2, 1, 'failure', 10), ...tellings(3, 1, 'success', 20)],
    },
  ])('of "$story" leave the incident $ends in any order', async ({ ends, events }) => {
    const expected = await state(await tell(events, new Set([5, 11, 17])));

    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.uniqueArray(fc.nat({ max: events.length })),
        async (order, pauses) => {
          expect(await state(await tell(order, new Set(pauses)))).toEqual(expected);
        },
      ),
      { numRuns: 5 },
    );
    expect(expected).toMatchObject({ incidents: [{ status: ends }] });
  });
});

describe('odd tellings', () => {
  it('with a message of 10 MB, NUL bytes and half a character are stored, cut', async () => {
    const [event] = tellings(1, 1, 'success', 0);
    if (event?.type !== 'run') throw new Error('not a run');
    const commitMessage = `\u0000\ud83d ${'x'.repeat(10_000_000)}`;
    const run = { ...event.run, commitMessage, branch: `\u0000${'b'.repeat(5000)}`, startedAt: new Date(-5) };

    const { id: connectionId } = await hookedConnection(app, userId);
    await app.db.transaction((tx) =>
      app.nest.get(WorkflowService).apply(tx, [{ owner: { connectionId, userId }, event: { ...event, run } }]),
    );
    const [row] = await app.db.read.query<{ message: string; branch: string }[]>(
      `select commit_message as message, branch from workflow_runs where repository_connection_id = $1`,
      [connectionId],
    );

    expect(row?.message.startsWith('\ufffd xxx')).toBe(true);
    expect(row?.message.length).toBeLessThanOrEqual(10_000);
    expect(row?.branch).toBe('b'.repeat(254));
  });
});
