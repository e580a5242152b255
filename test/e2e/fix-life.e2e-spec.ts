import * as fc from 'fast-check';
import { lookAtOpen, proveFixes } from '../../src/pull-request/pull-request.tasks';
import { TaskQueue } from '../../src/queue/task.queue';
import { fail, fixesOf, MISSPELT, pullsOf, settleAll, startGreen, WRONG } from '../support/fix-road';
import { incidentsOf, only, settle, type Road } from '../support/main-road';
import type { PullAtForge, RoadForge } from '../support/road-forge';
import { FORGES, useRoads } from '../support/roads';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(300_000);

const roads = useRoads();

/** A road and the forge it is on. */
interface Way extends Road {
  readonly forge: RoadForge;
}

const RIGHT = WRONG.replace('quantty', 'quantity');

/** The newest pull request of ours that is open at the forge. */
async function ourPull(way: Way): Promise<PullAtForge | undefined> {
  const pulls = await pullsOf(way.forge, way);
  return pulls.find(({ state, head }) => state === 'open' && head.ref.startsWith('devflowfix/'));
}

async function ci({ forge, repository }: Way, branch: string, job: typeof MISSPELT | typeof GREEN): Promise<void> {
  await forge.run({ repository, branch, jobs: [job] });
}

let mistakes = 0;

/** What may happen in a repository, in any order. Each does nothing where there is nothing to do it to. */
const EVENTS = {
  'the mistake is pushed': async (way) => {
    mistakes += 1;
    await way.forge.push(way.repository, { 'src/a.ts': WRONG, 'NOTES.md': String(mistakes) });
    await ci(way, 'main', MISSPELT);
  },
  'the author mends it': async (way) => {
    await way.forge.push(way.repository, { 'src/a.ts': `${RIGHT}// by hand\n` });
    await ci(way, 'main', GREEN);
  },
  'main is green again by itself': (way) => ci(way, 'main', GREEN),
  'the CI is green on the fix': async (way) => {
    const pull = await ourPull(way);
    if (pull !== undefined) await ci(way, pull.head.ref, GREEN);
  },
  'the CI is red on the fix': async (way) => {
    const pull = await ourPull(way);
    if (pull !== undefined) await ci(way, pull.head.ref, MISSPELT);
  },
  'somebody merges the fix': async (way) => {
    const pull = await ourPull(way);
    // A draft or a conflict is refused, as people see it.
    if (pull !== undefined) await way.forge.merge(way.repository, pull.number);
  },
  'somebody closes the fix': async (way) => {
    const pull = await ourPull(way);
    if (pull !== undefined) await way.forge.closePull(way.repository, pull.number);
  },
  'somebody commits to the fix': async (way) => {
    const pull = await ourPull(way);
    if (pull !== undefined) await way.forge.push(way.repository, { 'more.ts': '1;\n' }, { branch: pull.head.ref });
  },
  'every delivery is told again': (way) => way.forge.retell(way.repository, 12),
  'the incident is muted': async (way) => {
    const { body } = await way.caller.get<{ incidents: { id: string }[] }>('/api/v2/incidents?status=open');
    const [incident] = body.incidents;
    if (incident !== undefined) await way.caller.patch(`/api/v2/incidents/${incident.id}`, { status: 'muted' });
  },
  'an hour passes': async () => {
    const { app } = roads;
    app.clock.advance(61 * 60_000);
    await app.nest.get(TaskQueue).enqueue(app.db.read, proveFixes, {});
  },
} satisfies Record<string, (way: Way) => Promise<void>>;

interface Broken {
  readonly rule: string;
}

/** What must hold whenever the queue is empty, asked of the rows. */
async function brokenRules({ connectionId }: Road): Promise<readonly string[]> {
  const open = "('claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over')";
  const rows = await roads.app.db.read.query<Broken[]>(
    `select 'two open pull requests for one cause' as rule from pull_requests
       where repository_connection_id = $1 and phase in ${open} group by incident_id having count(*) > 1
     union all
     select 'an open pull request of ours for an incident that is over' from pull_requests p
       join incidents i on i.id = p.incident_id
       where p.repository_connection_id = $1 and i.status in ('resolved', 'muted')
         and p.phase in ${open} and p.phase <> 'handed_over'
     union all
     select 'a merged pull request that says why it was closed' from pull_requests
       where repository_connection_id = $1 and phase = 'merged' and closed_reason is not null
     union all
     select 'more than three attempts' from pull_requests
       where repository_connection_id = $1 and (attempt > 3 or jsonb_array_length(tries) > 3)
     union all
     select 'a fix set off by our own branch' from fix_attempts
       where repository_connection_id = $1 and number = 1 and branch like 'devflowfix/%' and outcome = 'proposed'
     union all
     select 'an incident of our own branch' from incident_occurrences
       where repository_connection_id = $1 and branch like 'devflowfix/%'
     union all
     select 'a task that nobody could do' from tasks where status = 'dead'`,
    [connectionId],
  );
  return rows.map(({ rule }) => rule);
}

/** The same, asked of the forge: open pull requests of ours that the rows call over, and two at a time. */
async function brokenAtForge(way: Way): Promise<readonly string[]> {
  const ours = (await pullsOf(way.forge, way)).filter(
    ({ state, head }) => state === 'open' && head.ref.startsWith('devflowfix/'),
  );
  const rows = await roads.app.db.read.query<{ pr_number: number; phase: string; incident_id: string }[]>(
    'select pr_number, phase, incident_id from pull_requests where repository_connection_id = $1',
    [way.connectionId],
  );
  const over = ours.filter(({ number }) =>
    rows.some((row) => row.pr_number === number && ['withdrawn', 'failed', 'closed', 'merged'].includes(row.phase)),
  );
  const causes = ours.map(({ number }) => rows.find((row) => row.pr_number === number)?.incident_id);
  return [
    ...over.map(({ number }) => `#${number} is open at the forge and over here`),
    ...(new Set(causes).size < causes.length ? ['two open pull requests for one cause at the forge'] : []),
  ];
}

/** Begins no further sequence after this long: what a slow machine does not get to, a quicker one does. */
const TIME_MS = 40_000;
/** The sequences are the same each time: a red one is to be there again for whoever looks for it. */
const SEED = 20_261_129;

test('whatever happens around a fix, in any order and told twice: one cause, one open pull request, never for what is over', async () => {
  const { app } = roads;
  const names = Object.keys(EVENTS) as (keyof typeof EVENTS)[];
  // Half of the time something else happens before all that follows is done.
  const step = fc.tuple(fc.constantFrom(...names), fc.boolean());
  const drawn = fc.sample(fc.array(step, { minLength: 3, maxLength: 7 }), { seed: SEED, numRuns: 8 });
  const until = performance.now() + TIME_MS;
  const broken: { kind: string; steps: unknown; rules: readonly string[] }[] = [];

  for (const [number, steps] of drawn.entries()) {
    if (number > 1 && performance.now() > until) break;
    // The forges take turns.
    const kind = FORGES[number % FORGES.length] ?? 'github';
    const forge = roads.on(kind);
    const way = { ...(await startGreen(app, forge, `life-${number}`)), forge };
    await EVENTS['the mistake is pushed'](way);
    await settle(app, forge);
    for (const [name, isSettled] of steps) {
      await EVENTS[name](way);
      if (isSettled) await settle(app, forge);
    }
    await settleAll(app, forge);
    const rules = [...(await brokenRules(way)), ...(await brokenAtForge(way))];
    if (rules.length > 0) broken.push({ kind, steps, rules });
  }

  expect(broken).toEqual([]);
});

test.each(FORGES)(
  'on %s, a fix withdrawn while we are looking at it is closed, not taken for reopened',
  async (kind) => {
    const { app } = roads;
    const forge = roads.on(kind);
    const road = await startGreen(app, forge, 'withdrawn-in-a-look');
    await fail(app, forge, road);
    const [incident] = await incidentsOf(road);
    const held = forge.faults.hold(forge.requests.readPull);
    await app.nest.get(TaskQueue).enqueue(app.db.read, lookAtOpen, {});

    const looking = settleAll(app, forge);
    await held.reached;
    await road.caller.patch(`/api/v2/incidents/${incident?.id ?? ''}`, { status: 'muted' });
    await settle(app, forge);
    const withdrawn = only(await fixesOf(road));
    held.release();
    await looking;
    await settleAll(app, forge);

    expect(withdrawn).toMatchObject({ state: 'closed', closed_reason: 'The incident was muted.' });
    expect(only(await fixesOf(road))).toMatchObject({ state: 'closed', closed_reason: 'The incident was muted.' });
    expect(only(await pullsOf(forge, road)).state).toBe('closed');
  },
);
