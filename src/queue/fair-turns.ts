import { lru } from 'tiny-lru';

/** How far before its time a task may be placed; and so the longest that anybody's tasks can be held up by others'. */
export const HEAD_START_MS = 10 * 60_000;
/** What each task takes of its tenant's head start: one that asks for ten a second or fewer never uses it up. */
const COST_MS = 100;
/** Tenants remembered; one that is forgotten has its whole head start again. */
const TENANTS = 10_000;

/**
 * Fairness between tenants. The queue takes tasks by `run_at`; here each tenant has a clock of its own that starts ten
 * minutes in the past, moves on with every task, and never passes the present. So a tenant's first tasks come before
 * the thousandth of another, two busy ones take turns, and nobody waits more than ten minutes behind later wishes of others.
 * A process counts what it enqueues itself: with ten of them a tenant has ten times the head start, which changes who is called
 * noisy and not that he waits.
 */
export class FairTurns {
  private readonly clocks = lru<number>(TENANTS);

  constructor(private readonly costMs = COST_MS) {}

  /** Milliseconds before `nowMs` at which the tenant's next task is placed; 0: it has had its turns. */
  headStart(tenant: string, nowMs: number): number {
    const last = this.clocks.get(tenant) ?? -Infinity;
    const turn = Math.min(nowMs, Math.max(nowMs - HEAD_START_MS, last + this.costMs));
    this.clocks.set(tenant, turn);
    return nowMs - turn;
  }
}

/** Whose task it is, by its payload; null when it does not say. */
export function tenantOf(payload: unknown): string | null {
  const id = (payload as { readonly user_id?: unknown } | null | undefined)?.user_id;
  return typeof id === 'string' ? id : null;
}

/** True for what has at least half of the head start left: what many share is told apart by this alone. */
export function isAhead(headStart: number): boolean {
  return headStart >= HEAD_START_MS / 2;
}
