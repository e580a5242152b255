import { startDemoGitHub, type DemoGitHub } from '../../demo/github/server';
import { replayCalmly } from '../support/chaos/calm';
import {
  actualFailures,
  actualJobs,
  actualRuns,
  difference,
  expectedFailures,
  expectedJobs,
  expectedRuns,
  incidents,
  settle,
  unprocessed,
} from '../support/chaos/oracle';
import { lastWords } from '../support/chaos/last-words';
import { report } from '../support/chaos/report';
import { fallOf, fullDisk, killOf, Schedule, shuffled, type Fault } from '../support/chaos/schedule';
import { Shops, startSilentModel, type SilentModel } from '../support/chaos/shops';
import { openStage, type Stage } from '../support/chaos/stage';
import { Storm } from '../support/chaos/storm';
import { StormPlan } from '../../bench/support/storm-plan';
import { until } from '../support/chaos/until';
import { RollingClients } from '../support/chaos/rolling';

/** `npm run test:chaos` sets these; alone this file is the short form. */
const SEED = Number(process.env.CHAOS_SEED ?? 7);
const DELIVERIES = Number(process.env.CHAOS_DELIVERIES ?? 540);
const ROUNDS = Number(process.env.CHAOS_ROUNDS ?? 0);
const RATE = Number(process.env.CHAOS_RATE ?? 100);
const DOORS = Number(process.env.CHAOS_DOORS ?? 4);
/** Repositories whose incidents are held against a calm replay; it takes as long as the storm, all else is held against the forge's truth. */
const CALM_DOORS = Number(process.env.CHAOS_CALM_DOORS ?? DOORS);
/** A server weighs some 200 MB and a worker 300 to 460 (fixers run in threads); deploy/ gives each a gigabyte. */
const MOST_MB = 900;

/** Of one delivery, where a long storm was faster than the workers. */
const SLOWEST_MS = 10;

/** Polite ends: a server's grace, and what still runs. */
const MOST_STOP_MS = 20_000;

jest.setTimeout(ROUNDS === 0 ? 600_000 : 24 * 3600_000);

let github: DemoGitHub;
let model: SilentModel;
let stage: Stage;
let shops: Shops;
beforeAll(async () => {
  github = await startDemoGitHub();
  model = await startSilentModel();
  const environment = {
    GITHUB_BASE_URL: github.url,
    GITHUB_API_URL: github.url,
    GITHUB_OAUTH_CLIENT_ID: github.oauthApp.clientId,
    GITHUB_OAUTH_CLIENT_SECRET: github.oauthApp.clientSecret,
    FORGE_TIMEOUT_SECONDS: '15',
    ALERT_PRIVATE_TARGETS: 'allow',
    AI_BASE_URL: model.url,
    AI_API_KEY: 'no model answers to it',
    AI_MODEL: 'silent',
    AI_TIMEOUT_SECONDS: '1',
  };
  stage = await openStage({ doors: DOORS, calmDoors: Math.min(DOORS, CALM_DOORS), environment });
  shops = await Shops.open(stage, github);
});
afterAll(async () => {
  // Undefined when it could not be opened: then it closed itself.
  await (stage as Stage | undefined)?.close();
  await (shops as Shops | undefined)?.close();
  model.close();
  await github.close();
});

/** The forge refuses, says later, and says nothing, a few times each; and everything at it breaks meanwhile. */
const forgeTrouble = (): Fault => ({
  name: 'forge: 500, 429, silence; model: silence',
  strike: async () => {
    github.faults.next({ path: '/repos/', times: 3 }, { status: 500, body: { message: 'Server Error' } });
    github.faults.secondaryLimit(1, { path: '/repos/', times: 2, status: 429 });
    github.faults.next({ path: '/actions/' }, 'hang');
    await shops.breakAll();
  },
});

/** The short form's faults, or each of all in every round of the long one. */
function faults(): readonly Fault[] {
  if (ROUNDS === 0) {
    const few = [
      killOf(stage, 'serve-1'),
      killOf(stage, 'worker-1', 'worker-2'),
      fallOf(stage, 'immediate'),
      fullDisk(stage),
    ];
    return [forgeTrouble(), ...shuffled(few, SEED)];
  }
  const all = [
    ...stage.fleet.members.map(({ plan }) => killOf(stage, plan.name)),
    killOf(stage, 'serve-1', 'serve-2'),
    killOf(stage, 'worker-1', 'worker-2', 'worker-3'),
    fallOf(stage, 'fast'),
    fallOf(stage, 'immediate'),
    fullDisk(stage),
  ];
  return [forgeTrouble(), ...Array.from({ length: ROUNDS }, (_, round) => shuffled(all, SEED + round)).flat()];
}

test('what was taken in the storm is done once, as if it had been calm', async () => {
  const size = { seed: SEED, deliveries: DELIVERIES, workflows: 5, firstRunId: 10_000_000, endedAt: Date.now() };
  const plan = new StormPlan(size, stage.doors);
  const schedule = new Schedule(faults(), stage.url);
  const storm = new Storm(plan, {
    url: stage.balancer.url,
    lanes: Math.max(8, Math.ceil(RATE / 25)),
    rate: RATE,
    gate: schedule.gate,
  });

  await storm.blow();
  await schedule.over();
  await settle(stage.url, 120_000 + DELIVERIES * SLOWEST_MS);
  const calm = await replayCalmly(plan, storm, {
    url: stage.calm.url,
    server: stage.calm.fleet.member('start-1').url,
    doors: stage.calm.doors,
  });
  process.stdout.write(report(SEED, storm, schedule.recoveries, stage.fleet, stage.balancer.refusals.length));

  expect(await unprocessed(stage.url, plan, storm)).toEqual([]);
  expect(difference(await actualRuns(stage.url), expectedRuns(plan, storm))).toEqual([]);
  expect(difference(await actualJobs(stage.url), expectedJobs(plan, storm))).toEqual([]);
  expect(difference(await actualFailures(stage.url), expectedFailures(plan, storm))).toEqual([]);
  expect(difference(await incidents(stage.url, stage.calm.doors), calm)).toEqual([]);
  expect([...storm.answers.keys()].filter((status) => status === 500)).toEqual([]);
  expect(stage.fleet.members.filter(({ peakMb }) => peakMb > MOST_MB).map(({ plan: { name } }) => name)).toEqual([]);
});

test('what failed at the forge meanwhile became one incident, one pull request and one message each', async () => {
  const end = await shops.end();

  const all = ['dana/books', 'dana/maps', 'dana/shoes', 'dana/tools'];
  expect(end.incidents).toEqual(Object.fromEntries(all.map((name) => [name, 1])));
  expect(end.pulls).toEqual(Object.fromEntries(all.map((name) => [name, name === 'dana/maps' ? 0 : 1])));
  expect(end.undelivered).toBe(0);
  expect(end.toldTwice).toEqual([]);
  expect(end.told).toBe(4);
  expect(model.asked).toBeGreaterThan(0);
});

test('a rolling restart under load fails no request, loses no delivery and no live event', async () => {
  const before = stage.balancer.refusals.length;
  const clients = new RollingClients(stage, { seed: SEED + 1, streams: 5, posters: 2, readers: 2 });
  await clients.start();

  const codes: (number | null)[] = [];
  // A worker like another: the short form takes one of them.
  const members = stage.fleet.members.filter(
    ({ plan: { name } }) => ROUNDS > 0 || !['worker-2', 'worker-3'].includes(name),
  );
  for (const member of members) {
    codes.push(await member.end('SIGTERM'));
    await member.start();
    await until(() => stage.balancer.ready() === stage.fleet.servers.length, 'all servers ready');
  }
  const seen = await clients.end();
  process.stdout.write(
    `\nRolling restart: ${seen.answered} requests answered, ${seen.posted.length} deliveries, ${seen.resumed} streams resumed; ` +
      `the longest polite stop took ${(Math.max(...stage.fleet.members.map(({ longestStopMs }) => longestStopMs)) / 1000).toFixed(1)} s.\n`,
  );

  expect(codes).toEqual(codes.map(() => 0));
  // First, for it tells why.
  expect(stage.balancer.refusals.slice(before)).toEqual([]);
  expect(seen.failed).toEqual([]);
  expect(seen.posted.length).toBeGreaterThan(20);
  expect(seen.resumed).toBeGreaterThanOrEqual(5);
  expect(seen.unheard).toEqual([]);
  expect(seen.resets).toBe(0);
  expect(stage.fleet.members.filter(({ longestStopMs }) => longestStopMs > MOST_STOP_MS)).toEqual([]);
});

test('what was answered a moment before PostgreSQL dies is there when it is back', async () => {
  const { statuses, lost } = await lastWords(stage, SEED + 2);

  expect(statuses).toEqual(statuses.map(() => 202));
  expect(lost).toEqual([]);
});
