import { Dice } from '../../../bench/support/replayed-history';
import { query } from '../embedded-processes';
import type { Stage } from './stage';
import { until } from './until';

/** Something that goes wrong, by its name. */
export interface Fault {
  readonly name: string;
  /** Does it and mends it; resolves when everything stands again. */
  readonly strike: () => Promise<void>;
}

/** What a fault cost. */
export interface Recovery {
  readonly name: string;
  /** Until everything stood again, milliseconds. */
  readonly mendedMs: number;
  /** From then until all that was taken before was processed; null when the end of the storm hurried it. */
  readonly caughtUpMs: number | null;
}

/** How long a full disk lasts. */
const FULL_MS = 1_500;

/** Tables a full disk is felt at: where bodies of deliveries go, and where what logs say goes. */
const FULL_TABLES = ['webhook_deliveries', 'incident_occurrences', 'workflow_runs'] as const;

/** Processes killed at one time and started again. */
export function killOf(stage: Stage, ...names: readonly string[]): Fault {
  return {
    name: `kill -9 ${names.join(', ')}`,
    strike: async () => {
      const members = names.map((name) => stage.fleet.member(name));
      await Promise.all(members.map((member) => member.end('SIGKILL')));
      await Promise.all(members.map((member) => member.start()));
      await until(() => stage.balancer.ready() === stage.fleet.servers.length, 'all servers ready');
    },
  };
}

export function fallOf(stage: Stage, how: 'fast' | 'immediate'): Fault {
  return {
    name: `PostgreSQL down (${how})`,
    strike: async () => {
      await stage.server.fall(how);
      await until(() => stage.balancer.ready() === stage.fleet.servers.length, 'all servers ready');
    },
  };
}

/** PostgreSQL says 53100, as it does when a disk is full, to all that would make its tables larger. */
export function fullDisk(stage: Stage): Fault {
  return {
    name: 'disk full (53100)',
    strike: async () => {
      await query(
        stage.url,
        `create or replace function chaos_full() returns trigger language plpgsql as $$
         begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
      );
      // A table at a time: who held one and wanted the next could wait in a circle with the product, and the disk stayed full.
      for (const table of FULL_TABLES) {
        await query(
          stage.url,
          `create or replace trigger chaos_full before insert on ${table} for each row execute function chaos_full()`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, FULL_MS));
      for (const table of FULL_TABLES) await query(stage.url, `drop trigger chaos_full on ${table}`);
    },
  };
}

/** The same order for one seed. */
export function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const dice = new Dice(seed);
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(dice.below(left.length), 1));
  return order;
}

/** Faults one after the other, spread over a storm: it waits at its share until the fault due there has begun. */
export class Schedule {
  readonly recoveries: Recovery[] = [];
  private striking: Promise<void> = Promise.resolve();
  private begun = 0;

  constructor(
    private readonly faults: readonly Fault[],
    private readonly url: string,
  ) {}

  /** Held by the storm before each delivery. */
  readonly gate = async (share: number): Promise<void> => {
    while (this.begun < this.faults.length && share >= (this.begun + 1) / (this.faults.length + 1)) {
      const before = this.striking;
      const mine = this.begun;
      await before;
      // Several lanes of the storm waited for the same one.
      if (mine !== this.begun) continue;
      const fault = this.faults[mine];
      this.begun += 1;
      if (fault !== undefined) this.striking = this.strike(fault);
    }
  };

  /** Resolves when the last one is over; throws what could not be mended. */
  async over(): Promise<void> {
    await this.striking;
  }

  private async strike({ name, strike }: Fault): Promise<void> {
    const from = performance.now();
    await strike();
    const mendedMs = performance.now() - from;
    const caughtUpMs = await this.catchUp();
    this.recoveries.push({ name, mendedMs, caughtUpMs });
  }

  private async catchUp(): Promise<number | null> {
    const from = performance.now();
    const [{ now } = { now: new Date() }] = await query(this.url, 'select now()::text as now');
    const deadline = from + 8_000;
    while (performance.now() < deadline) {
      const [row] = await query(
        this.url,
        `select count(*)::int as open from webhook_deliveries
         where status in ('accepted', 'failed') and received_at < '${String(now)}'::timestamptz`,
      );
      if (row?.open === 0) return performance.now() - from;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return null;
  }
}
