import type { ForgeHookDelivery } from '../../forge/forge.types';

/** Every sending of one delivery, newest first. */
export interface DeliveryHistory {
  readonly deliveryId: string;
  readonly newest: ForgeHookDelivery;
  readonly oldest: ForgeHookDelivery;
  readonly attempts: number;
  /** True once any sending was taken. */
  readonly isDelivered: boolean;
}

/** What to do about the failed deliveries of one hook. */
export interface RedeliveryPlan {
  /** To be asked for now, oldest first. */
  readonly due: readonly DeliveryHistory[];
  /** How many failed ones wait for a later check. */
  readonly waiting: number;
  /** Where the next check must start to see every delivery that is still open; null when none is. */
  readonly openSince: Date | null;
}

/** First wait after a redelivery that failed too; doubles each time. */
const FIRST_WAIT_MS = 5 * 60_000;
/** 5 minutes doubled ten times is longer than the forge keeps deliveries. */
const MOST_DOUBLINGS = 10;

/** Groups sendings (newest first, as forges list them) by the delivery they carry; newest delivery first. */
export function groupDeliveries(sendings: readonly ForgeHookDelivery[]): readonly DeliveryHistory[] {
  const groups = new Map<string, ForgeHookDelivery[]>();
  for (const sending of sendings) {
    const group = groups.get(sending.deliveryId) ?? [];
    group.push(sending);
    groups.set(sending.deliveryId, group);
  }
  return [...groups].flatMap(([deliveryId, group]) => {
    const sorted = [...group].sort((a, b) => b.deliveredAt.getTime() - a.deliveredAt.getTime());
    const [newest] = sorted;
    const oldest = sorted.at(-1);
    if (newest === undefined || oldest === undefined) return [];
    return [{ deliveryId, newest, oldest, attempts: sorted.length, isDelivered: sorted.some(({ ok }) => ok) }];
  });
}

/** True when the newest sending did not reach us, or met a door that was not working: an outage may still last. */
function looksDown(histories: readonly DeliveryHistory[]): boolean {
  const newest = histories
    .map((history) => history.newest)
    .sort((a, b) => b.deliveredAt.getTime() - a.deliveredAt.getTime())[0];
  return newest !== undefined && !newest.ok && (newest.statusCode === null || newest.statusCode >= 500);
}

/**
 * Chooses which failed deliveries to ask for again. A delivery that some sending brought is done. One that failed again
 * waits longer each time, and while our door looks down one delivery is asked for as a probe instead of all of them.
 */
export function planRedelivery(
  sendings: readonly ForgeHookDelivery[],
  options: { readonly now: Date; readonly limit: number; readonly isForced: boolean },
): RedeliveryPlan {
  const histories = groupDeliveries(sendings);
  const open = histories
    .filter((history) => !history.isDelivered)
    .sort((a, b) => a.oldest.deliveredAt.getTime() - b.oldest.deliveredAt.getTime());
  const ripe = options.isForced ? open : open.filter((history) => isRipe(history, options.now));
  const limit = !options.isForced && looksDown(histories) ? 1 : options.limit;
  const due = ripe.slice(0, limit);
  return { due, waiting: open.length - due.length, openSince: open[0]?.oldest.deliveredAt ?? null };
}

function isRipe({ attempts, newest }: DeliveryHistory, now: Date): boolean {
  // The first failure is asked for at once; each failed redelivery doubles the wait.
  if (attempts === 1) return true;
  const wait = FIRST_WAIT_MS * 2 ** Math.min(attempts - 2, MOST_DOUBLINGS);
  return now.getTime() - newest.deliveredAt.getTime() >= wait;
}
