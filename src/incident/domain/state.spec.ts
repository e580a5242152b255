import { decide, type Standing } from './person-change';
import { place } from './placement';
import { resolvedAt, secondsBetween } from './resolution';
import { INCIDENT_STATUSES, mayBecome, settableFrom, TRANSITIONS } from './state';

const DAY = 24 * 3600 * 1000;
const at = (ms: number): Date => new Date(ms);

describe('the states of an incident', () => {
  it('may always stay and otherwise become what the table says', () => {
    const legal = INCIDENT_STATUSES.flatMap((from) =>
      INCIDENT_STATUSES.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`),
    );

    const table = INCIDENT_STATUSES.flatMap((from) => [from, ...TRANSITIONS[from]].map((to) => `${from} ${to}`));
    expect(legal.sort()).toEqual(table.sort());
  });

  it('can all be left by a person', () => {
    expect(INCIDENT_STATUSES.filter((status) => settableFrom(status).length === 0)).toEqual([]);
  });

  it('name what a person may set', () => {
    expect([settableFrom('resolved'), settableFrom('muted'), settableFrom('fixing')]).toEqual([
      ['open'],
      ['open', 'resolved'],
      ['open', 'acknowledged', 'muted', 'resolved'],
    ]);
  });
});

describe('a failure', () => {
  const now = at(100 * DAY);
  const known = (firstSeen: number, resolved: number | null, id = 'known') => ({
    id,
    firstSeenAt: at(firstSeen * DAY),
    resolvedAt: resolved === null ? null : at(resolved * DAY),
  });

  it('of a new cause opens an incident', () => {
    expect(place([], { at: now, endedAt: null })).toBeNull();
  });

  it.each([
    ['joins one that is not over', [known(90, null)], null, 'known'],
    ['joins one resolved 14 days ago', [known(80, 86)], null, 'known'],
    ['opens a new one a day later', [known(80, 85)], null, null],
    ['joins one resolved after it', [known(80, 101)], null, 'known'],
    ['that is told late joins the incident of its time', [known(80, 99, 'old'), known(120, null, 'new')], 101, 'old'],
    ['that is told late joins one that began up to 14 days after its end', [known(115, null)], 101, 'known'],
    ['that is told late and was over long before stands alone', [known(116, null)], 101, null],
    ['that is still red joins one that began later', [known(200, null)], null, 'known'],
  ] as const)('%s', (_, candidates, endedAt, placement) => {
    const failure = { at: now, endedAt: endedAt === null ? null : at(endedAt * DAY) };

    expect(place(candidates, failure)).toBe(placement);
  });
});

describe('the end of an incident', () => {
  it.each([
    ['has not come while the newest failure’s lane is red', { greenAt: null }, null, null],
    ['is the green run of that lane', { greenAt: at(5) }, null, at(5)],
    ['has not come while the default branch is red', { greenAt: at(5) }, { greenAt: null }, null],
    ['is the later of both', { greenAt: at(5) }, { greenAt: at(9) }, at(9)],
    ['is the later of both, the other way round', { greenAt: at(9) }, { greenAt: at(5) }, at(9)],
  ])('%s', (_, newest, defaultBranch, end) => {
    expect(resolvedAt(newest, defaultBranch)).toEqual(end);
  });

  it('is never before its beginning', () => {
    expect([secondsBetween(at(0), at(90_400)), secondsBetween(at(5000), at(0))]).toEqual([90, 0]);
  });
});

describe('a wish', () => {
  const standing: Standing = { status: 'open', severity: 'high', assignee: null, opened_at: at(0) };

  it('to resolve says when, how and how long it took', () => {
    expect(decide(standing, { status: 'resolved' }, at(60_000))).toEqual({
      outcome: 'changed',
      change: { status: 'resolved', resolved_at: at(60_000), resolution: 'manual', resolution_time_seconds: 60 },
      events: [{ type: 'resolved', message: 'From open to resolved.' }],
    });
  });

  it('to open a resolved one forgets its end and counts from now', () => {
    const decision = decide({ ...standing, status: 'resolved' }, { status: 'open' }, at(60_000));

    expect(decision).toMatchObject({
      change: { status: 'open', opened_at: at(60_000), resolved_at: null, resolution: null },
      events: [{ type: 'reopened' }],
    });
  });

  it('that is illegal names what is legal and changes nothing', () => {
    expect(decide({ ...standing, status: 'resolved' }, { status: 'acknowledged', note: 'x' }, at(0))).toEqual({
      outcome: 'illegal',
      allowed: ['open'],
    });
  });

  it('for nothing comes to nothing', () => {
    expect(decide(standing, {}, at(0))).toEqual({ outcome: 'changed', change: {}, events: [] });
  });
});
