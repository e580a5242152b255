/** A failure that a rule placed, with what the present rule calls it. */
export interface Named {
  readonly id: string;
  readonly incidentId: string;
  /** The present rule's value. */
  readonly fingerprint: string;
  readonly at: Date;
  /** The first green run of its lane after it; null while there is none. */
  readonly greenAt: Date | null;
}

/** An incident that was not merged away. */
export interface Episode {
  readonly id: string;
  /** Incidents of one key are one cause at different times. */
  readonly key: string;
  readonly firstSeenAt: Date;
  /** Null while it is not over. */
  readonly resolvedAt: Date | null;
}

/** Where each value of the present rule is at home: the key of incidents there are, or null for one to be made. */
export type Homes = ReadonlyMap<string, string | null>;

/**
 * Chooses homes so that as few failures as possible move: a value keeps the key it is routed to or that is its own;
 * else it takes the key with most of its failures, unless another value has more of its own there.
 */
export function homesOf(
  named: readonly Named[],
  episodes: readonly Episode[],
  routes: ReadonlyMap<string, string>,
): Homes {
  const keys = new Map(episodes.map(({ id, key }) => [id, key]));
  const known = new Set(keys.values());
  const homes = new Map<string, string | null>();
  const wishes = new Map<string, { readonly value: string; readonly key: string; count: number }>();
  for (const { fingerprint: value, incidentId } of named) {
    const routed = routes.get(value) ?? value;
    if (known.has(routed)) homes.set(value, routed);
    const key = keys.get(incidentId);
    if (homes.has(value) || key === undefined) continue;
    const wish = wishes.get(`${value} ${key}`) ?? { value, key, count: 0 };
    wish.count += 1;
    wishes.set(`${value} ${key}`, wish);
  }
  const taken = new Set(homes.values());
  const byNeed = [...wishes.values()].sort(
    (a, b) => b.count - a.count || order(a.value, b.value) || order(a.key, b.key),
  );
  for (const { value, key } of byNeed) {
    if (homes.has(value) || taken.has(key)) continue;
    homes.set(value, key);
    taken.add(key);
  }
  for (const { fingerprint } of named) if (!homes.has(fingerprint)) homes.set(fingerprint, null);
  return homes;
}

/**
 * Which of a cause's incidents a failure joins: what no green run has ended goes where the cause is not over (or was
 * last), so that a cause never has two unresolved incidents; the rest to the incident of its time. Null without any.
 */
export function episodeFor(failure: Named, family: readonly Episode[]): string | null {
  const sorted = [...family].sort((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime());
  const last = sorted.find(({ resolvedAt }) => resolvedAt === null) ?? sorted.at(-1);
  if (failure.greenAt === null) return last?.id ?? null;
  return (sorted.filter(({ firstSeenAt }) => firstSeenAt <= failure.at).at(-1) ?? sorted[0])?.id ?? null;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
