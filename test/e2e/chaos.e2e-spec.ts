import { replayCalmly } from '../support/chaos/calm';
import {
  actualFailures,
  actualRuns,
  difference,
  expectedFailures,
  expectedRuns,
  incidents,
  settle,
  unprocessed,
} from '../support/chaos/oracle';
import { report } from '../support/chaos/report';
import { fallOf, fullDisk, killOf, Schedule, shuffled, type Fault } from '../support/chaos/schedule';
import { openStage, type Stage } from '../support/chaos/stage';
import { Storm } from '../support/chaos/storm';
import { StormPlan } from '../support/chaos/storm-plan';

/** `npm run test:chaos` sets these; alone this file is the short form. */
const SEED = Number(process.env.CHAOS_SEED ?? 7);
const DELIVERIES = Number(process.env.CHAOS_DELIVERIES ?? 300);
const ROUNDS = Number(process.env.CHAOS_ROUNDS ?? 0);
const RATE = Number(process.env.CHAOS_RATE ?? 60);
/** A process of ours weighs 190 (serving) to 240 MB (working) at rest; the storm may not double it. */
const MOST_MB = 500;

jest.setTimeout(ROUNDS === 0 ? 600_000 : 24 * 3600_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  // Undefined when it could not be opened: then it closed itself.
  await (stage as Stage | undefined)?.close();
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
    return shuffled(few, SEED);
  }
  const all = [
    ...stage.fleet.members.map(({ plan }) => killOf(stage, plan.name)),
    killOf(stage, 'serve-1', 'serve-2'),
    killOf(stage, 'worker-1', 'worker-2', 'worker-3'),
    fallOf(stage, 'fast'),
    fallOf(stage, 'immediate'),
    fullDisk(stage),
  ];
  return Array.from({ length: ROUNDS }, (_, round) => shuffled(all, SEED + round)).flat();
}

test('what was taken in the storm is done once, as if it had been calm', async () => {
  const plan = new StormPlan({ seed: SEED, deliveries: DELIVERIES, workflows: 5, endedAt: Date.now() }, stage.doors);
  const schedule = new Schedule(faults(), stage.url);
  const storm = new Storm(plan, { url: stage.balancer.url, lanes: 8, rate: RATE, gate: schedule.gate });

  await storm.blow();
  await schedule.over();
  await settle(stage.url, 120_000);
  const calm = await replayCalmly(plan, storm, {
    url: stage.calm.url,
    server: stage.calm.fleet.member('start-1').url,
    doors: stage.calm.doors,
  });
  process.stdout.write(report(SEED, storm, schedule.recoveries, stage.fleet));

  expect(await unprocessed(stage.url, plan, storm)).toEqual([]);
  expect(difference(await actualRuns(stage.url), expectedRuns(plan, storm))).toEqual([]);
  expect(difference(await actualFailures(stage.url), expectedFailures(plan, storm))).toEqual([]);
  expect(difference(await incidents(stage.url), calm)).toEqual([]);
  expect([...storm.answers.keys()].filter((status) => status === 500)).toEqual([]);
  expect(stage.fleet.members.filter(({ peakMb }) => peakMb > MOST_MB).map(({ plan: { name } }) => name)).toEqual([]);
});
