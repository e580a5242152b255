import { useDatabase } from '../../test/support/use-database';
import { newId } from '../common/ids';
import { UsageCounter } from './usage-counter';

const database = useDatabase();

/** Two counts of owners by day and colour, as features declare such a table. */
const counter = new UsageCounter<'owner_id' | 'colour', 'seen' | 'bought'>({
  name: 'probe_usage',
  key: { owner_id: 'uuid', day: 'date', colour: 'text' },
  counts: ['seen', 'bought'],
  owner: { column: 'owner_id', of: 'probe_owners' },
});

beforeAll(async () => {
  await database.manager.query('create table probe_owners (id uuid primary key)');
  await database.manager.query(
    `create table probe_usage (owner_id uuid references probe_owners, day date, colour text, seen integer default 0, bought integer default 0,
       constraint pk_probe_usage primary key (owner_id, day, colour))`,
  );
});

async function newOwner(): Promise<string> {
  const id = newId();
  await database.manager.query('insert into probe_owners (id) values ($1)', [id]);
  return id;
}
const rowsOf = (owner: string): Promise<unknown[]> =>
  database.manager.query(
    'select day::text as day, colour, seen, bought from probe_usage where owner_id = $1 order by day, colour',
    [owner],
  );
const on = (owner: string, day: string, colour = 'red') => ({ owner_id: owner, day, colour });

/** Resolves when so many statements wait for others' rows. */
async function untilWaiting(count: number): Promise<void> {
  const [row] = await database.manager.query<{ waiting: number }[]>(
    `select count(*)::int as waiting from pg_stat_activity
     where wait_event_type = 'Lock' and datname = current_database() and query like '%insert into probe_usage%'`,
  );
  if ((row?.waiting ?? 0) < count) await untilWaiting(count);
}

test('what two processes add to the same rows in any order is added up, and they never wait for each other', async () => {
  const owners = [await newOwner(), await newOwner(), await newOwner()];
  const wanted = owners.map((owner) => ({ key: on(owner, '2026-11-22'), counts: { seen: 2, bought: 1 } }));
  await counter.add(database.manager, wanted);

  // The middle row is held until both have come as far as they can: one from each end, were it not for their order.
  const adding = await database.manager.transaction(async (tx) => {
    await tx.query('select 1 from probe_usage where owner_id = $1 for update', [owners[1]]);
    const both = Promise.allSettled([
      counter.add(database.manager, wanted),
      counter.add(database.manager, [...wanted].reverse()),
    ]);
    await untilWaiting(2);
    return { both };
  });
  const ends = await adding.both;

  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  for (const owner of owners) {
    expect(await rowsOf(owner)).toEqual([{ day: '2026-11-22', colour: 'red', seen: 6, bought: 3 }]);
  }
});

test('all of the key tells counts apart, and a count that did not happen is nought', async () => {
  const owner = await newOwner();

  await counter.add(database.manager, [
    { key: on(owner, '2026-11-22'), counts: { seen: 1 } },
    { key: on(owner, '2026-11-22', 'blue'), counts: { bought: 1 } },
    { key: on(owner, '2026-11-23'), counts: { seen: 5 } },
  ]);

  expect(await rowsOf(owner)).toEqual([
    { day: '2026-11-22', colour: 'blue', seen: 0, bought: 1 },
    { day: '2026-11-22', colour: 'red', seen: 1, bought: 0 },
    { day: '2026-11-23', colour: 'red', seen: 5, bought: 0 },
  ]);
});

test('counts of an owner that is gone are dropped, those beside it are not', async () => {
  const [gone, owner] = [newId(), await newOwner()];

  await counter.add(database.manager, [
    { key: on(gone, '2026-11-22'), counts: { seen: 1 } },
    { key: on(owner, '2026-11-22'), counts: { seen: 1 } },
  ]);

  expect(await rowsOf(gone)).toEqual([]);
  expect(await rowsOf(owner)).toHaveLength(1);
});

test('days before one are forgotten, the oldest first, and so many at a time', async () => {
  const owner = await newOwner();
  const days = ['2020-01-01', '2020-01-02', '2020-01-03', '2020-01-04'];
  await counter.add(
    database.manager,
    days.map((day) => ({ key: on(owner, day), counts: { seen: 1 } })),
  );

  const first = await counter.removeBefore(database.manager, '2020-01-04', 2);
  const left = await rowsOf(owner);
  const second = await counter.removeBefore(database.manager, '2020-01-04', 2);

  expect([first, second]).toEqual([2, 1]);
  expect(left).toMatchObject([{ day: '2020-01-03' }, { day: '2020-01-04' }]);
  expect(await rowsOf(owner)).toMatchObject([{ day: '2020-01-04' }]);
});
