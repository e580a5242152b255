import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { Fernet } from '../../src/common/crypto/fernet';
import { settle, startRoad, typeError, type Road } from '../support/main-road';
import { putOff } from '../support/put-off';
import { startTestApp, type TestApp } from '../support/test-app';
import { codesOf, GREEN, judged, on, play, type JudgedIncident } from '../support/verdict-road';

let github: DemoGitHub;
let app: TestApp;
/** Another process on the same database. */
let elsewhere: TestApp;
beforeAll(async () => {
  github = await startDemoGitHub();
  const options = { githubUrl: github.url, encryptionKeys: [Fernet.generateKey()] };
  app = await startTestApp(options);
  elsewhere = await startTestApp({ ...options, databaseUrl: app.databaseUrl });
});
afterAll(async () => {
  await elsewhere.close();
  await app.close();
  await github.close();
});

/** A branch with a change of one file, whose run fails for the cause that is the same on each; told, not yet taken in. */
async function fails(road: Road, branch: string, file: string): Promise<void> {
  await github.push(road.repository, { [file]: `${branch}\n` }, { branch });
  await github.runs.create({
    repository: road.repository,
    jobs: [typeError('src/a.ts')],
    branch,
    event: 'pull_request',
  });
  await github.idle();
}

/**
 * A first branch's failure is being judged, its change asked for, while `elsewhere` places a second one's and, as pacing
 * has it, leaves the judgement it wishes for until later. `whenPlaced` comes before the forge answers. Returns the incident
 * as the first judgement leaves it.
 */
async function placedWhileJudging(road: Road, whenPlaced: () => Promise<unknown>): Promise<JudgedIncident> {
  await play(app, github, road, [GREEN]);
  const question = github.faults.hold({ path: '/compare/' });
  await fails(road, 'one', 'src/a.ts');
  const judging = app.drain();
  await question.reached;
  const delay = await putOff(app, 'incident.judge:%');
  await fails(road, 'two', 'src/two.ts');
  await elsewhere.drain();
  await whenPlaced();
  question.release();
  await judging;
  const between = await judged(road);
  await delay.end();
  await settle(app, github);
  return between;
}

/** The failure on the second branch once more, so often, as if its run had failed in as many ways of one cause. */
async function copyNewest(road: Road, times: number): Promise<void> {
  await app.db.read.query(
    `with copied as (
       insert into incident_occurrences
       select r.* from incident_occurrences o cross join generate_series(1, $2::int) n
         cross join lateral json_populate_record(o, json_build_object('id', gen_random_uuid(), 'run_number', o.run_number + n,
           'fingerprint', o.fingerprint || n)) r
       where o.repository_connection_id = $1 and o.branch = 'two'
       returning id)
     insert into incident_tellings
     select r.* from copied c
       cross join incident_tellings t
       join incident_occurrences o on o.id = t.occurrence_id
       cross join lateral json_populate_record(t, json_build_object('occurrence_id', c.id)) r
     where o.repository_connection_id = $1 and o.branch = 'two'`,
    [road.connectionId, times],
  );
}

describe('a failure that is placed while another one of its incident is judged', () => {
  it('is judged with its own change', async () => {
    const road = await startRoad(app, github, 'meanwhile');

    const between = await placedWhileJudging(road, () => Promise.resolve());
    const after = await judged(road);

    expect(between).toMatchObject({ verdict: 'introduced_by_change', occurrence_count: 2 });
    expect(codesOf(on(between, 'one'))).toEqual([
      'base_passed',
      'other_branches_fail_alike',
      'change_touches_blamed_files',
    ]);
    expect(on(between, 'two')).toMatchObject({ verdict: 'unknown', evidence: [] });
    expect(codesOf(on(after, 'two'))).toEqual([
      'base_passed',
      'other_branches_fail_alike',
      'change_misses_blamed_files',
    ]);
    // Nobody was told that nobody knows: the one that waits for its judgement says nothing of the incident yet.
    expect(after.timeline.filter(({ type }) => type === 'judged')).toHaveLength(1);
    expect(after.verdict).toBe('introduced_by_change');
  });

  it('keeps nobody from saying whose the first one is, however many there are', async () => {
    const road = await startRoad(app, github, 'meanwhile-many');

    // More than are judged at once, each newer than the first.
    const between = await placedWhileJudging(road, () => copyNewest(road, 25));

    expect(between.verdict).toBe('introduced_by_change');
    expect(codesOf(on(between, 'one'))).toContain('change_touches_blamed_files');
    expect(codesOf(on(await judged(road), 'two'))).toContain('change_misses_blamed_files');
  });

  it('is judged although the queue took the task it had wished for', async () => {
    const road = await startRoad(app, github, 'meanwhile-taken');

    // As when a worker takes the waiting task just between the queue's look at it and the wish: nothing waits then.
    await placedWhileJudging(road, () =>
      app.db.read.query(
        `delete from graphile_worker._private_jobs where key like 'incident.judge:%' and locked_at is null`,
      ),
    );

    expect(codesOf(on(await judged(road), 'two'))).toContain('change_misses_blamed_files');
  });
});
