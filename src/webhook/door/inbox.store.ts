import { Pool } from 'pg';
import type { BodyEncoding, DeliveryProblem, DeliverySource } from '../webhook.entity';
import type { ForgeKind } from '../../forge/forge.types';
import { HEAD_START_MS } from '../../queue/fair-turns';

/** A verified delivery on its way into the database. */
export interface NewDelivery {
  readonly id: string;
  readonly doorId: string;
  readonly connectionId: string | null;
  readonly userId: string;
  readonly source: DeliverySource;
  readonly provider: ForgeKind;
  readonly event: string;
  readonly deliveryId: string;
  readonly receivedAt: Date;
  readonly body: Buffer;
  readonly encoding: BodyEncoding;
  /** Set: stored as ignored for this reason, without its body, and not processed. */
  readonly ignored: DeliveryProblem | null;
  /** Its tenant has not had his turns: processed before those of tenants who had. */
  readonly ahead: boolean;
  /** The request that brought it; its tasks' log lines carry it. */
  readonly requestId: string;
}

/** What the door told the database about one delivery. */
export type InsertOutcome = 'stored' | 'known';

/** Slower than this, the forge (GitHub: 10 s) would have gone before our answer. */
const STATEMENT_MS = 7_000;
const CONNECT_MS = 3_000;

/**
 * One statement: insert the batch, and enqueue one task for what was really inserted. The bodies travel as one binary
 * parameter, cut by offset: no escaping, no text arrays, the same prepared statement for every batch size. Two tasks where
 * some of the tenants had their turns (see FairTurns) and some had not.
 */
const INSERT = `
  with given as (
    select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
                         $9::timestamptz[], $10::text[], $11::jsonb[], $12::integer[], $13::integer[], $16::text[],
                         $17::boolean[])
      as t(id, door_id, connection_id, user_id, source, provider, event, delivery_id, received_at, body_encoding, error,
           first_byte, byte_count, request_id, ahead)
  ), inserted as (
    insert into webhook_deliveries (id, door_id, connection_id, user_id, source, provider, event, delivery_id, received_at,
                                    status, error, body_id)
    select id, door_id, connection_id, user_id, source, provider, event, delivery_id, received_at,
           case when error is null then 'accepted' else 'ignored' end, error, case when error is null then id end
    from given
    on conflict (door_id, delivery_id) do nothing
    returning id, status
  ), bodies as (
    insert into webhook_bodies (id, encoding, bytes)
    select id, body_encoding, substring($14::bytea from first_byte for byte_count)
    from inserted join given using (id) where status = 'accepted'
  ), task as (
    select graphile_worker.add_jobs(array[(
      'webhook.process',
      json_build_object('data', json_build_object('delivery_ids', json_agg(id), 'request_ids', json_agg(request_id))),
      null, case when ahead then now() - interval '${HEAD_START_MS} milliseconds' end, $15::smallint, null, null,
      null)::graphile_worker.job_spec]) as job
    from inserted join given using (id) where status = 'accepted' group by ahead
  )
  select array(select id::text from inserted) as ids, (select count(job) from task) as tasks`;

/** A delivery the forge sends again after we failed on it gets another try, with the bytes that came now. */
const REVIVE = `
  with found as (
    select id, body_id from webhook_deliveries
    where door_id = $1 and delivery_id = $2 and status in ('failed', 'dead') for update
  ), former as (
    delete from webhook_bodies b using found where b.id = found.body_id
  ), fresh as (
    insert into webhook_bodies (id, encoding, bytes) select $8::uuid, $5::text, $4::bytea from found
  ), revived as (
    update webhook_deliveries d
    set redelivered_from = d.status, status = 'accepted', attempts = 0, error = null, received_at = $3, body_id = $8::uuid
    from found where d.id = found.id
    returning d.id
  ), task as (
    select graphile_worker.add_job('webhook.process', max_attempts => $6::integer, job_key => 'webhook.process:' || id,
      run_at => case when $9::boolean then now() - interval '${HEAD_START_MS} milliseconds' else now() end,
      payload => json_build_object('request_id', $7::text,
                                   'data', json_build_object('delivery_ids', json_build_array(id)))) as job
    from revived
  )
  select count(job)::integer as tasks from task`;

/**
 * The doors' way into the database: connections of their own, so that slow requests elsewhere cannot keep a delivery
 * waiting, and two prepared statements.
 */
export class InboxStore {
  private readonly pool: Pool;

  constructor(options: {
    readonly url: string;
    readonly connections: number;
    /** Tries the queue gives a batch's task. */
    readonly maxAttempts: number;
    readonly onError: (error: unknown) => void;
  }) {
    this.maxAttempts = options.maxAttempts;
    this.pool = new Pool({
      connectionString: options.url,
      max: options.connections,
      application_name: 'devflowfix-inbox',
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      query_timeout: STATEMENT_MS + 1_000,
      keepAlive: true,
      // The statement is the same for every batch: planning it each time costs 0.6 ms of 2.2 ms a batch.
      options: '-c plan_cache_mode=force_generic_plan',
    });
    this.pool.on('error', options.onError);
  }
  private readonly maxAttempts: number;

  /** Stores a batch and enqueues its processing, in one commit. Deliveries the door knows already give `known`. */
  async insert(deliveries: readonly NewDelivery[]): Promise<readonly InsertOutcome[]> {
    // One order in every process: two batches with common keys then wait for each other instead of dead-locking.
    const rows = [...deliveries].sort((a, b) => compare(a.doorId, b.doorId) || compare(a.deliveryId, b.deliveryId));
    const bodies: Buffer[] = [];
    const starts: number[] = [];
    let next = 1;
    for (const row of rows) {
      starts.push(next);
      if (row.ignored !== null) continue;
      bodies.push(row.body);
      next += row.body.length;
    }
    const result = await this.pool.query<{ ids: string[] }>({
      name: 'inbox-insert',
      text: INSERT,
      values: [
        rows.map((row) => row.id),
        rows.map((row) => row.doorId),
        rows.map((row) => row.connectionId),
        rows.map((row) => row.userId),
        rows.map((row) => row.source),
        rows.map((row) => row.provider),
        rows.map((row) => row.event),
        rows.map((row) => row.deliveryId),
        rows.map((row) => row.receivedAt.toISOString()),
        rows.map((row) => row.encoding),
        rows.map((row) => (row.ignored === null ? null : JSON.stringify(row.ignored))),
        starts,
        rows.map((row) => row.body.length),
        bodies.length === 1 ? bodies[0] : Buffer.concat(bodies),
        this.maxAttempts,
        rows.map((row) => row.requestId),
        rows.map((row) => row.ahead),
      ],
    });
    const inserted = new Set(result.rows[0]?.ids);
    return deliveries.map(({ id }) => (inserted.has(id) ? 'stored' : 'known'));
  }

  /** True when the delivery had failed before and is queued again now. */
  async revive(delivery: NewDelivery): Promise<boolean> {
    const { id, doorId, deliveryId, receivedAt, body, encoding, requestId, ahead } = delivery;
    const result = await this.pool.query<{ tasks: number }>({
      name: 'inbox-revive',
      text: REVIVE,
      values: [doorId, deliveryId, receivedAt.toISOString(), body, encoding, this.maxAttempts, requestId, id, ahead],
    });
    return (result.rows[0]?.tasks ?? 0) > 0;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
