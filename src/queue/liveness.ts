import type { EventEmitter } from 'node:events';
import { Client } from 'pg';
import { LostJobs } from './lost-jobs';

/** Class id of the advisory locks that say "this worker lives". */
const LOCK_CLASS = 7301;
/** A killed process' jobs are free again within two sweeps: about 4 s at most, where the queue alone waits 4 hours. */
const SWEEP_MS = 2_000;
const RECONNECT_MS = 500;
/** Every so many sweeps, half a minute, we look for jobs that we are said to have, and for those that nobody will take again. */
const SWEEPS_PER_OWN = 15;

/** Workers that have jobs but hold no "alive" lock. The queue's table is only read, through the public view. */
const LOCKLESS = `
  select distinct locked_by from graphile_worker.jobs j
  where locked_by is not null and not exists (
    select 1 from pg_locks l
    where l.locktype = 'advisory' and l.classid = ${LOCK_CLASS} and l.objsubid = 2
      and l.database = (select oid from pg_database where datname = current_database())
      and l.objid = ((hashtext(j.locked_by)::bigint & 4294967295))::oid)`;

/** Jobs of these workers; one that has no try left the queue would never take again. */
const HELD = `
  select id, attempts >= max_attempts as spent from graphile_worker.jobs where locked_by = any($1)`;
/** Gives each one more try, and nothing to those that somebody was quicker with. */
const GIVE_ANOTHER_TRY = `
  select graphile_worker.reschedule_jobs(array[j.id], max_attempts => j.attempts + 1)
  from graphile_worker.jobs j where j.id = any($1) and j.locked_by is null and j.attempts >= j.max_attempts`;
/**
 * A task's end is the removal of its job; one that is free and has no try left has none: neither its success nor its death
 * could be written down, or it was running when a wish of its key came, which takes its tries away, and then failed. It waits
 * for its time, as the queue put it off.
 */
const RESCUE = `
  update graphile_worker._private_jobs set max_attempts = attempts + 1
  where locked_at is null and attempts >= max_attempts`;
/**
 * What died together runs the other way round the next time, but for what keeps its order in a lane: if one of them killed
 * the rest, those behind it come before it now, and are not taken down until they have no try left, either.
 */
const TURN_ROUND = `
  update graphile_worker._private_jobs j set run_at = now() + o.place * interval '1 microsecond'
  from (select id, row_number() over (order by case when attempts % 2 = 1 then -id else id end) as place
        from graphile_worker._private_jobs where id = any($1) and job_queue_id is null and locked_by is null) o
  where j.id = o.id`;

/**
 * Tells the other processes that ours lives, and frees the work of those that died. One dedicated session holds one
 * advisory lock per worker; the session ends with the process, and so do the locks. Needs a direct connection: a
 * transaction-pooling proxy would hand the locks to somebody else.
 */
export class Liveness {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private busy: Promise<void> = Promise.resolve();
  private stopped = false;
  private readonly ids = new Set<string>();
  private suspects = new Set<string>();
  private readonly lost = new LostJobs();
  private sweeps = 0;

  constructor(
    private readonly url: string,
    private readonly onError: (error: unknown) => void,
    /** Told how many jobs this process was said to have and never got. */
    private readonly onLost: (jobs: number) => void = () => undefined,
    /** Told how many jobs that had neither an end nor a try left were given a try. */
    private readonly onRescued: (jobs: number) => void = () => undefined,
  ) {}

  /** Watches a runner's events for worker ids. Call before the runner starts. */
  watch(events: EventEmitter): void {
    this.lost.watch(events);
    events.on('pool:create', ({ workerPool }: { workerPool: { id: string } }) => {
      this.claim(workerPool.id);
    });
    events.on('worker:create', ({ worker }: { worker: { workerId: string } }) => {
      this.claim(worker.workerId);
    });
  }

  async start(): Promise<void> {
    await this.connect();
    this.timer = setInterval(() => {
      this.chain(() => this.sweep());
      this.sweeps += 1;
      if (this.sweeps % SWEEPS_PER_OWN !== 0) return;
      this.chain(() => this.sweepOwn());
      this.chain(() => this.sweepSpent());
    }, SWEEP_MS);
    this.timer.unref();
  }

  /**
   * Frees the jobs of workers that held no lock in two sweeps running. One is not enough: a living process whose session
   * was cut has its locks back only after RECONNECT_MS, and a starting one takes its first job while it asks for them.
   */
  async sweep(): Promise<void> {
    // Without our own locks nobody's work may be called dead: after a lost session they are taken again first.
    await this.connect();
    if (this.client === null) return;
    const { rows } = await this.client.query<{ locked_by: string }>(LOCKLESS);
    const lockless = rows.map((row) => row.locked_by);
    const dead = lockless.filter((id) => this.suspects.has(id));
    if (dead.length > 0) await this.free(this.client, dead);
    this.suspects = new Set(lockless);
  }

  /**
   * Whoever died in a task's last try has buried nothing: the task is given one more, so that it runs, or is buried by
   * `TaskExecution`. In one transaction: a job that is free and has no try left is never looked at again.
   */
  private async free(client: Client, dead: readonly string[]): Promise<void> {
    await client.query('begin');
    try {
      const { rows } = await client.query<{ id: string; spent: boolean }>(HELD, [dead]);
      await client.query('select graphile_worker.force_unlock_workers($1)', [dead]);
      const spent = rows.filter((row) => row.spent);
      if (spent.length > 0) await client.query(GIVE_ANOTHER_TRY, [spent.map((row) => row.id)]);
      await client.query(TURN_ROUND, [rows.map((row) => row.id)]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    }
  }

  /** Frees what this process is said to have and never got, see `LostJobs`. */
  async sweepOwn(): Promise<void> {
    await this.connect();
    if (this.client === null) return;
    const freed = await this.lost.sweep(this.client, [...this.ids]);
    if (freed > 0) this.onLost(freed);
  }

  /**
   * Gives what has neither an end nor a try left another try, until it has an end: `TaskExecution` buries what used up its tries
   * and those beyond without running it.
   */
  async sweepSpent(): Promise<void> {
    await this.connect();
    if (this.client === null) return;
    const { rowCount } = await this.client.query(RESCUE);
    if (rowCount !== null && rowCount > 0) this.onRescued(rowCount);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearInterval(this.timer);
    await this.busy;
    await this.client?.end();
    this.client = null;
  }

  private claim(id: string): void {
    this.ids.add(id);
    this.chain(async () => {
      await this.connect();
      await this.client?.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, id]);
    });
  }

  private async connect(): Promise<void> {
    if (this.client !== null || this.stopped) return;
    const client = new Client({ connectionString: this.url, application_name: 'devflowfix-liveness', keepAlive: true });
    client.on('error', (error) => {
      this.lose(client, error);
    });
    client.on('end', () => {
      this.lose(client, null);
    });
    await client.connect();
    this.client = client;
    for (const id of this.ids) await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, id]);
  }

  private lose(client: Client, error: unknown): void {
    if (this.client !== client) return;
    this.client = null;
    if (this.stopped) return;
    if (error !== null) this.onError(error);
    // Other processes sweep every 2 s: the locks must be back before they conclude that we are gone.
    setTimeout(() => {
      this.chain(() => this.connect());
    }, RECONNECT_MS).unref();
  }

  private chain(work: () => Promise<void>): void {
    this.busy = this.busy.then(work).catch((error: unknown) => {
      if (!this.stopped) this.onError(error);
    });
  }
}
