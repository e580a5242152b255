import type { ForgeHookDelivery } from '../../forge/forge.types';
import { groupDeliveries, planRedelivery } from './hook-deliveries';

const now = new Date('2026-11-22T12:00:00.000Z');
let ids = 0;

function sending(deliveryId: string, minutesAgo: number, statusCode: number | null): ForgeHookDelivery {
  return {
    externalId: String(++ids),
    deliveryId,
    event: 'push',
    action: null,
    deliveredAt: new Date(now.getTime() - minutesAgo * 60_000),
    isRedelivery: false,
    statusCode,
    ok: statusCode !== null && statusCode < 300,
  };
}

const plan = (sendings: ForgeHookDelivery[], options: { limit?: number; isForced?: boolean } = {}) =>
  planRedelivery(sendings, { now, limit: 50, isForced: false, ...options });
const chosen = (sendings: ForgeHookDelivery[], options = {}) =>
  plan(sendings, options).due.map((due) => due.deliveryId);

describe('the deliveries of a hook', () => {
  it('are grouped by the id that redeliveries share', () => {
    const groups = groupDeliveries([sending('b', 1, 202), sending('a', 5, 202), sending('a', 9, 500)]);

    expect(groups.map((group) => [group.deliveryId, group.attempts, group.isDelivered])).toEqual([
      ['b', 1, true],
      ['a', 2, true],
    ]);
  });

  it('need nothing once one sending was taken, whichever it was', () => {
    const result = plan([sending('a', 1, 500), sending('a', 9, 202), sending('b', 20, 202)]);

    expect(result).toMatchObject({ due: [], waiting: 0, openSince: null });
  });

  it('are asked for again oldest first', () => {
    const result = chosen([sending('ok', 1, 202), sending('new', 5, 500), sending('old', 50, null)]);

    expect(result).toEqual(['old', 'new']);
  });

  it('are asked for in no larger number than the limit, and the rest keeps its place', () => {
    const sendings = [sending('ok', 1, 202), sending('c', 5, 500), sending('b', 6, 500), sending('a', 7, 401)];

    const result = plan(sendings, { limit: 2 });

    expect(result.due.map((due) => due.deliveryId)).toEqual(['a', 'b']);
    expect(result).toMatchObject({ waiting: 1, openSince: sendings[3]?.deliveredAt });
  });

  it.each([
    [4, []],
    [6, ['a']],
  ])('that failed twice, %i minutes ago, are waited for five minutes', (minutes, expected) => {
    const sendings = [sending('ok', 1, 202), sending('a', minutes, 500), sending('a', 30, 500)];

    expect(chosen(sendings)).toEqual(expected);
  });

  it.each([
    [19, []],
    [21, ['a']],
  ])('that failed four times, %i minutes ago, are waited for twenty minutes', (minutes, expected) => {
    const sendings = [
      sending('ok', 1, 202),
      ...[minutes, 60, 90, 120].map((minutesAgo) => sending('a', minutesAgo, 500)),
    ];

    expect(chosen(sendings)).toEqual(expected);
  });

  it.each([null, 502])('are probed one at a time while the newest sending ended in %p', (statusCode) => {
    const result = chosen([sending('c', 1, statusCode), sending('b', 6, 500), sending('a', 7, 500)]);

    expect(result).toEqual(['a']);
  });

  it('are not held back by a refusal, which says that the door works', () => {
    expect(chosen([sending('b', 1, 401), sending('a', 7, 500)])).toEqual(['a', 'b']);
  });

  it('are all asked for at once when a person repairs the hook', () => {
    const sendings = [sending('b', 1, null), sending('a', 2, 500), sending('a', 3, 500)];

    expect(chosen(sendings, { isForced: true })).toEqual(['a', 'b']);
  });
});
