import { Webhook } from 'standardwebhooks';
import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { AlertJudge } from '../../src/alert/alert.judge';
import { judgeRules } from '../../src/alert/alert.tasks';
import { TaskQueue } from '../../src/queue/task.queue';
import { startReceiver, type Receiver } from '../contract/receiver';
import { addAlertChannel, addAlertRule, alertDeliveriesOf } from '../support/alerts';
import { only, settle, startRoad, typeError, type Road } from '../support/main-road';
import { makeOneOfEach } from '../support/tenant-fixtures';
import { startTestApp, type TestApp } from '../support/test-app';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(120_000);

let github: DemoGitHub;
let app: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  github = await startDemoGitHub();
  app = await startTestApp({
    githubUrl: github.url,
    environment: {
      ALERT_PRIVATE_TARGETS: 'allow',
      AI_PRICE_PROMPT: '1',
    },
  });
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
});
afterAll(async () => {
  await app.close();
  await github.close();
});

/** One turn of the judge, and what it sends. */
async function turn(): Promise<void> {
  await app.nest.get(TaskQueue).enqueue(app.db.read, judgeRules, {});
  await app.drain();
}

function rule(
  { caller }: Pick<Road, 'caller'>,
  channelId: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return addAlertRule(caller, { kind: 'failure_rate', min_runs: 2, channel_ids: [channelId], ...more });
}

async function run(road: Road, job: ReturnType<typeof typeError> | typeof GREEN): Promise<void> {
  await github.runs.create({ repository: road.repository, jobs: [job] });
  await settle(app, github);
}

test('too many failures are told once, reminded of, and their end is told; each message is signed', async () => {
  const road = await startRoad(app, github, 'alerts');
  const { id, secret } = await addAlertChannel(road.caller, receiver.url);
  await rule(road, id, { remind_minutes: 60 });

  await run(road, typeError());
  await turn();
  const tooFew = await alertDeliveriesOf(road.caller);
  await run(road, typeError());
  await turn();
  await turn();
  const [firing] = receiver.arrived;
  app.clock.advance(61 * 60_000);
  await turn();
  for (let number = 0; number < 3; number += 1) await run(road, GREEN);
  await turn();
  await turn();
  const sent = await alertDeliveriesOf(road.caller);

  expect(tooFew).toEqual([]);
  expect(sent.map(({ event, status, response_status: code }) => [event, status, code])).toEqual([
    ['recovered', 'delivered', 202],
    ['reminder', 'delivered', 202],
    ['firing', 'delivered', 202],
  ]);
  expect(receiver.arrived).toHaveLength(3);
  const told = new Webhook(secret ?? '').verify(firing?.body ?? '', firing?.headers as Record<string, string>);
  expect(told).toMatchObject({
    type: 'alert.firing',
    data: { rule_name: 'too much red', message: 'dana/alerts: 2 of 2 runs failed in the last 24 h (100 %).' },
  });
  expect(firing?.headers['webhook-id']).toBe(sent.at(-1)?.id);
});

test('a hook that does not work and an account that is out are told', async () => {
  const road = await startRoad(app, github, 'dead-hook');
  const { id } = await addAlertChannel(road.caller, receiver.url);
  await rule(road, id, { kind: 'hook_failing', repository_connection_id: road.connectionId });
  await rule(road, id, { kind: 'token_dead' });
  await turn();
  const early = receiver.arrived.length;

  await app.db.read.query(
    "update repository_connections set webhook_status = 'missing', webhook_status_reason = 'removed' where id = $1",
    [road.connectionId],
  );
  await app.db.read.query(
    'update oauth_connections set needs_reauthorization = true where user_id = (select user_id from repository_connections where id = $1)',
    [road.connectionId],
  );
  await turn();

  expect(early).toBe(0);
  expect((await alertDeliveriesOf(road.caller)).map(({ event, message }) => `${event} ${message}`).sort()).toEqual([
    'firing dana/dead-hook: its webhook does not work, so failures are noticed late: removed',
    'firing dana: the account must be connected again, nothing can be read or proposed',
  ]);
});

test('a merged fix that did harm is told, with what shows it', async () => {
  const caller = await app.user();
  const { '?repository_connection_id': connectionId = '' } = await makeOneOfEach(app, caller);
  const { id } = await addAlertChannel(caller, receiver.url);
  await rule({ caller }, id, { kind: 'fix_harmful' });
  await turn();
  const early = receiver.arrived.length;

  await app.db.read.query(
    `update pull_requests set phase = 'merged', harm = 'reverted', harmed_at = $2, harm_evidence = $3
     where repository_connection_id = $1`,
    [connectionId, app.clock.now(), { message: 'It was taken back by abc on main.' }],
  );
  await turn();

  expect(early).toBe(0);
  expect(only(await alertDeliveriesOf(caller)).message).toBe(
    'acme/api: a merged fix did harm: #2100000007 It was taken back by abc on main.',
  );
});

test('a default branch that stays red, flaky runs and what the model cost are told, once whoever judges', async () => {
  const road = await startRoad(app, github, 'long-red');
  const { id } = await addAlertChannel(road.caller, receiver.url);
  await rule(road, id, { kind: 'branch_red', window_minutes: 600 });
  await rule(road, id, { kind: 'flaky_share', window_minutes: 43_200 });
  await rule(road, id, { kind: 'spend_cap', threshold: 5 });
  const tooMuch = await road.caller.post('/api/v2/alerts/rules', { kind: 'flaky_share', name: 'x', threshold: 2 });
  const told = async (): Promise<readonly string[]> =>
    (await alertDeliveriesOf(road.caller)).map(({ event, message }) => `${event} ${message}`);
  const spend = (cost: number) =>
    app.db.read.query(
      `insert into ai_spend (id, user_id, repository_connection_id, incident_id, attempt, model, purpose, requests,
         prompt_tokens, completion_tokens, cost, outcome, created_at)
       select gen_random_uuid(), user_id, id, gen_random_uuid(), 1, 'm', 'fix_test', 1, 1, 1, $2, 'patch', $3
       from repository_connections where id = $1`,
      [road.connectionId, cost, app.clock.now()],
    );

  await run(road, typeError());
  await spend(4);
  await turn();
  const early = await told();
  await spend(1.5);
  app.clock.advance(601 * 60_000);
  const judge = app.nest.get(AlertJudge);
  await Promise.all([judge.judgeAll(), judge.judgeAll()]);
  await app.drain();
  const late = await told();
  await run(road, GREEN);
  await turn();
  await turn();
  const green = await told();

  expect(tooMuch.status).toBe(422);
  expect(early).toEqual([]);
  expect([...late].sort()).toEqual([
    expect.stringMatching(/^firing All repositories: the model cost \$5\.50 in the last 24 h \(cap \$5\.00\)\.$/),
    expect.stringMatching(/^firing dana\/long-red: the default branch has been red for 1\d h: .+/),
  ]);
  expect([...green.slice(0, -2)].sort()).toEqual([
    'firing dana/long-red: 1 of 2 runs failed and went green without a change in the last 720 h (50 %).',
    'recovered dana/long-red: the default branch is green.',
  ]);
});
