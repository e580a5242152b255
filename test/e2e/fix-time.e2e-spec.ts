import { proveFixes } from '../../src/pull-request/pull-request.tasks';
import { TaskQueue } from '../../src/queue/task.queue';
import { decide, fail, fixesOf, settleAll, startGreen, WRONG, type FixPull } from '../support/fix-road';
import { incidentsOf, only, type Road } from '../support/main-road';
import type { RoadForge } from '../support/road-forge';
import { FORGES, useRoads } from '../support/roads';
import { GREEN } from '../support/verdict-road';

jest.setTimeout(120_000);
const MINUTE = 60_000;

const roads = useRoads();

/** A turn of what looks for fixes that nobody proves. */
async function turn(forge: RoadForge): Promise<void> {
  await roads.app.nest.get(TaskQueue).enqueue(roads.app.db.read, proveFixes, {});
  await settleAll(roads.app, forge);
}

async function timelineOf(road: Road): Promise<readonly string[]> {
  const { id } = only(await incidentsOf(road));
  const { body } = await road.caller.get<{ timeline: { type: string; message: string }[] }>(`/api/v2/incidents/${id}`);
  return body.timeline.map(({ type, message }) => `${type}: ${message}`);
}

const statsOf = async ({ caller }: Road): Promise<Record<string, number>> =>
  (await caller.get<Record<string, number>>('/api/v2/prs/stats')).body;

// First, while both clocks still say the same.
test.each(FORGES)('%s: a run nobody told us of is asked for before it is said that there was none', async (kind) => {
  const forge = roads.on(kind);
  const road = await startGreen(roads.app, forge, 'unheard');
  await fail(roads.app, forge, road);
  const { branch_name: branch } = only(await fixesOf(road));
  forge.faults.webhooks.drop = 1_000;
  await forge.run({ repository: road.repository, branch, jobs: [GREEN] });
  await forge.idle();
  forge.faults.clear();

  roads.app.clock.advance(61 * MINUTE);
  await turn(forge);
  roads.app.clock.advance(-61 * MINUTE);

  expect(only(await fixesOf(road))).toMatchObject({ verified: 'verified', unproven_reason: null });
});

describe.each(FORGES)('a merged fix at %s', (kind) => {
  async function merged(name: string): Promise<{ forge: RoadForge; road: Road; fix: FixPull }> {
    const forge = roads.on(kind);
    const road = await startGreen(roads.app, forge, name);
    await fail(roads.app, forge, road);
    const fix = only(await fixesOf(road));
    await decide(roads.app, forge, road, [GREEN], fix.branch_name);
    if (!(await forge.merge(road.repository, fix.pr_number))) throw new Error('the forge refused the merge');
    await settleAll(roads.app, forge);
    return { forge, road, fix };
  }

  it('resolves its incident and tells the time to the fix; the same failure within 14 days is harm', async () => {
    const { forge, road, fix } = await merged('seen-again');
    const resolved = only(await incidentsOf(road));

    await fail(roads.app, forge, road, 'main', { 'NOTES.md': 'once more\n' });
    const [newest, old] = await fixesOf(road);

    expect(resolved).toMatchObject({ status: 'resolved', resolution: 'pr_merged' });
    const { resolution_time_seconds: seconds, first_seen_at: from, resolved_at: to } = resolved;
    expect(seconds).toBe(Math.round((Date.parse(to ?? '') - Date.parse(from)) / 1000));
    expect(old).toMatchObject({ pr_number: fix.pr_number, harm: { kind: 'seen_again' } });
    expect([newest?.state, newest?.branch_name === fix.branch_name]).toEqual(['open', false]);
    expect(await statsOf(road)).toMatchObject({ merged: 1, harmed: 1, harmed_seen_again: 1 });
  });

  it('that is taken back did harm', async () => {
    const { forge, road } = await merged('reverted');
    const sha = await forge.headOf(road.repository, 'main');

    const message = `Revert "fix"\n\nThis reverts commit ${sha}.`;
    const by = await forge.push(road.repository, { 'src/a.ts': WRONG }, { message });
    await settleAll(roads.app, forge);

    expect(only(await fixesOf(road)).harm).toMatchObject({ kind: 'reverted', commit_sha: by });
    expect(await statsOf(road)).toMatchObject({ merged: 1, harmed: 1, harmed_reverted: 1 });
    expect((await timelineOf(road)).at(-1)).toContain(
      'pull_request_harmed: Pull request #1 did harm: It was taken back',
    );
  });
});

test.each(FORGES)(
  '%s: no CI on our branch is said after an hour, a lost delivery is made up for, and a late verdict counts',
  async (kind) => {
    const forge = roads.on(kind);
    const road = await startGreen(roads.app, forge, 'unproven');
    await fail(roads.app, forge, road);
    roads.app.clock.advance(59 * MINUTE);
    await turn(forge);
    const early = only(await fixesOf(road));
    roads.app.clock.advance(2 * MINUTE);
    await turn(forge);
    const unproven = only(await fixesOf(road));
    const shown = only((await forge.pulls(road.repository)).filter(({ number }) => number === unproven.pr_number));
    const told = await timelineOf(road);
    const stats = await statsOf(road);

    await decide(roads.app, forge, road, [GREEN], unproven.branch_name);
    const late = only(await fixesOf(road));

    expect(early).toMatchObject({ verified: 'running', unproven_reason: null });
    expect(unproven).toMatchObject({ state: 'open', draft: true, verified: 'unverified' });
    expect(unproven.unproven_reason).toContain('No CI ran on our branch within 60 minutes');
    expect(shown.draft).toBe(true);
    expect(shown.body).toContain('**Not verified.** No CI ran on our branch');
    expect(told.at(-1)).toContain('pull_request_unproven: Pull request #1 is not verified: No CI ran on our branch');
    expect(stats).toMatchObject({ open: 1, unproven: 1 });
    expect(late).toMatchObject({ verified: 'verified', draft: false, unproven_reason: null });
  },
);
