import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import type { FixSums } from './domain/fixes';
import type { IncidentSums } from './domain/incidents';

/** A repository as figures name it. */
export interface NamedConnection {
  readonly id: string;
  readonly name: string;
  /** US dollars a minute of a run costs; null: nobody said. */
  readonly minute_price: number | null;
}

/** A bucket: local days of a zone, and the instants they begin and end at. */
export interface Bucket {
  /** First local day of its week or month, which the window may begin after. */
  readonly bucket: string;
  readonly start: Date;
  readonly end: Date;
}

/** Which incidents, pull requests and money to look at. */
export interface Wanted {
  readonly connections: readonly string[];
  readonly since: Date;
  readonly until: Date;
}

/** How often a kind of failure occurred. */
export interface FailureType {
  readonly class: string;
  readonly incidents: number;
  readonly occurrences: number;
  readonly open: number;
  readonly last_seen_at: Date;
}

/** A job or test that cannot be relied on. */
export interface Unreliable {
  readonly repository_connection_id: string;
  readonly workflow_name: string;
  readonly job: string;
  readonly test: string;
  readonly state: string;
  readonly observations: number;
  readonly failures: number;
  readonly failure_rate: number;
  readonly failure_rate_low: number;
  readonly failure_rate_high: number;
  readonly flips: number;
  readonly last_failed_at: Date | null;
  readonly minutes_lost: number | null;
}

/** A workflow that is red on the default branch. */
export interface RedNow {
  readonly repository_connection_id: string;
  readonly workflow_name: string;
  readonly incidents: number;
  readonly since: Date;
}

const SINCE = '$2::timestamptz';
const UNTIL = '$3::timestamptz';
const inWindow = (column: string): string => `${column} >= ${SINCE} and ${column} < ${UNTIL}`;
const wantedOf = ({ connections, since, until }: Wanted): unknown[] => [connections, since, until];

/** The one place that reads other features' tables, for figures; it writes none of them. */
@Injectable()
export class AnalyticsStore {
  /** A user's repositories, or the one of them that is asked for; none when it is not his. */
  async connections(tx: Tx, userId: string, connectionId: string | null): Promise<readonly NamedConnection[]> {
    return tx.query<NamedConnection[]>(
      `select id, repository_full_name as name, ci_minute_price as minute_price from repository_connections
       where user_id = $1 and ($2::uuid is null or id = $2) order by repository_full_name, id`,
      [userId, connectionId],
    );
  }

  /** Every connection there is, for the rebuild. */
  async allConnections(tx: Tx): Promise<readonly NamedConnection[]> {
    return tx.query<NamedConnection[]>(
      'select id, repository_full_name as name, ci_minute_price as minute_price from repository_connections order by id',
    );
  }

  /** The buckets from the local day of `since` to that of the last moment before `until`; the first and last are cut. */
  async buckets(
    tx: Tx,
    zone: string,
    period: 'day' | 'week' | 'month',
    since: Date,
    until: Date,
  ): Promise<readonly (Bucket & { readonly from: string; readonly to: string })[]> {
    return tx.query(
      `with w as (
         select ($1::timestamptz at time zone $3::text)::date as first,
                (($2::timestamptz - interval '1 millisecond') at time zone $3::text)::date as last
       )
       select to_char(b, 'YYYY-MM-DD') as bucket, to_char(w.first, 'YYYY-MM-DD') as "from", to_char(w.last, 'YYYY-MM-DD') as "to",
         greatest(b, w.first::timestamp) at time zone $3::text as start,
         least(b + ('1 ' || $4::text)::interval, (w.last + 1)::timestamp) at time zone $3::text as "end"
       from w, generate_series(date_trunc($4::text, w.first::timestamp), w.last::timestamp, ('1 ' || $4::text)::interval) b
       order by b`,
      [since, until, zone, period],
    );
  }

  /** Of all connections together, or of each; those without incidents are then missing. */
  async incidents(
    tx: Tx,
    wanted: Wanted,
    by: 'all' | 'connection',
  ): Promise<readonly (IncidentSums & { readonly connection_id: string | null })[]> {
    return tx.query(
      `select ${by === 'all' ? 'null' : 'repository_connection_id'} as connection_id,
         count(*) filter (where ${inWindow('first_seen_at')} and merged_into is null)::int as opened,
         count(*) filter (where ${inWindow('first_seen_at')} and merged_into is not null)::int as merged_away,
         count(*) filter (where status <> 'resolved' and merged_into is null)::int as open,
         count(*) filter (where ${RESOLVED})::int as resolved,
         avg(resolution_time_seconds) filter (where ${RESOLVED})::float8 as mttr,
         percentile_disc(0.5) within group (order by resolution_time_seconds) filter (where ${RESOLVED})::float8 as mttr_median,
         avg(greatest(0, extract(epoch from created_at - first_seen_at)))
           filter (where ${inWindow('first_seen_at')} and merged_into is null)::float8 as detect,
         count(*) filter (where ${inWindow('first_seen_at')} and merged_into is null and verdict <> 'unknown')::int as judged,
         count(*) filter (where ${inWindow('first_seen_at')} and merged_into is null
           and verdict in ('flaky', 'infrastructure'))::int as noise
       from incidents where repository_connection_id = any($1::uuid[])
         and (${inWindow('first_seen_at')} or (${RESOLVED}) or status <> 'resolved')
       ${by === 'all' ? '' : 'group by repository_connection_id'}`,
      wantedOf(wanted),
    );
  }

  /** Incidents opened and resolved in each of the spans that begin at `starts`; the last ends at `until`. */
  async incidentSeries(
    tx: Tx,
    wanted: Wanted,
    starts: readonly Date[],
  ): Promise<readonly { readonly at: number; readonly opened: number; readonly resolved: number }[]> {
    return tx.query(
      `select width_bucket(t.at, $4::timestamptz[]) as at, (count(*) filter (where t.opened))::int as opened,
         (count(*) filter (where not t.opened))::int as resolved
       from (
         select first_seen_at as at, true as opened from incidents
         where repository_connection_id = any($1::uuid[]) and merged_into is null and ${inWindow('first_seen_at')}
         union all
         select resolved_at, false from incidents where repository_connection_id = any($1::uuid[]) and ${RESOLVED}
       ) t group by 1`,
      [...wantedOf(wanted), starts],
    );
  }

  async fixes(tx: Tx, wanted: Wanted, ripeBefore: Date): Promise<FixSums> {
    const rows = await tx.query<FixSums[]>(
      `with tried as (
         -- Looked up incident by incident: a join would rather read everybody's incidents in order.
         select a.proposed from incidents i cross join lateral (
           select bool_or(f.outcome = 'proposed') as proposed from fix_attempts f where f.incident_id = i.id
         ) a
         where i.repository_connection_id = any($1::uuid[]) and i.merged_into is null and ${inWindow('i.first_seen_at')}
           and a.proposed is not null
       ), prs as (
         select p.*,
           extract(epoch from p.merged_at - (select i.opened_at from incidents i where i.id = p.incident_id)) as took,
           ${inWindow('p.created_at')} as is_new, coalesce(${inWindow('p.merged_at')}, false) as is_landed
         from pull_requests p
         where p.repository_connection_id = any($1::uuid[]) and p.pr_number is not null
           and (${inWindow('p.created_at')} or ${inWindow('p.merged_at')})
       )
       select (select count(*) from tried)::int as tried, (select count(*) from tried where proposed)::int as proposed,
         count(*) filter (where is_new)::int as opened,
         count(*) filter (where is_new and verified_at is null and phase not in ('merged', 'closed', 'failed'))::int as running,
         count(*) filter (where is_new and verified_at is null and phase = 'unproven')::int as unproven,
         count(*) filter (where is_new and verified_at is not null)::int as verified,
         count(*) filter (where is_new and phase = 'merged')::int as merged,
         count(*) filter (where is_new and phase = 'closed')::int as closed,
         count(*) filter (where is_new and phase = 'failed')::int as failed,
         count(*) filter (where is_new and phase = 'withdrawn')::int as withdrawn,
         count(*) filter (where is_landed)::int as landed,
         count(*) filter (where is_landed and harmed_at is not null)::int as harmed,
         count(*) filter (where is_landed and merged_at <= $4)::int as ripe,
         count(*) filter (where is_landed and merged_at <= $4 and harmed_at is not null)::int as ripe_harmed,
         percentile_disc(0.5) within group (order by greatest(0, took)) filter (where is_landed)::float8 as fix_median,
         percentile_disc(0.9) within group (order by greatest(0, took)) filter (where is_landed)::float8 as fix_p90,
         (select sum(cost) from ai_spend
          where repository_connection_id = any($1::uuid[]) and ${inWindow('created_at')})::float8 as cost
       from prs`,
      [...wantedOf(wanted), ripeBefore],
    );
    return one(rows);
  }

  /** How fixes merged in the window did harm, the commonest way first. */
  async harms(tx: Tx, wanted: Wanted): Promise<readonly { readonly kind: string; readonly fixes: number }[]> {
    return tx.query(
      `select harm as kind, count(*)::int as fixes from pull_requests
       where repository_connection_id = any($1::uuid[]) and pr_number is not null and ${inWindow('merged_at')}
         and harmed_at is not null and harm is not null
       group by 1 order by fixes desc, kind`,
      wantedOf(wanted),
    );
  }

  /** Fix pull requests opened and merged in each of the spans that begin at `starts`. */
  async fixSeries(
    tx: Tx,
    wanted: Wanted,
    starts: readonly Date[],
  ): Promise<readonly { readonly at: number; readonly opened: number; readonly merged: number }[]> {
    return tx.query(
      `select width_bucket(t.at, $4::timestamptz[]) as at, (count(*) filter (where t.opened))::int as opened,
         (count(*) filter (where not t.opened))::int as merged
       from (
         select created_at as at, true as opened from pull_requests
         where repository_connection_id = any($1::uuid[]) and pr_number is not null and ${inWindow('created_at')}
         union all
         select merged_at, false from pull_requests
         where repository_connection_id = any($1::uuid[]) and pr_number is not null and ${inWindow('merged_at')}
       ) t group by 1`,
      [...wantedOf(wanted), starts],
    );
  }

  /** Kinds of failure seen in the window, the most frequent first. */
  async failureTypes(tx: Tx, wanted: Wanted): Promise<readonly FailureType[]> {
    return tx.query<FailureType[]>(
      `select i.class, count(distinct i.id)::int as incidents, count(*)::int as occurrences,
         (count(distinct i.id) filter (where i.status <> 'resolved'))::int as open, max(o.occurred_at) as last_seen_at
       from incident_occurrences o join incidents i on i.id = o.incident_id
       where o.repository_connection_id = any($1::uuid[]) and ${inWindow('o.occurred_at')} and i.merged_into is null
       group by i.class order by occurrences desc, i.class`,
      wantedOf(wanted),
    );
  }

  /** The most unreliable jobs or tests, over all branches; the statistics are those of the last 30 days. */
  async unreliable(tx: Tx, wanted: Wanted, what: 'job' | 'test', limit: number): Promise<readonly Unreliable[]> {
    return tx.query<Unreliable[]>(
      `with worst as (
         select * from flaky_statistics
         where repository_connection_id = any($1::uuid[]) and branch = '' and state in ('broken', 'flaky', 'suspected')
           and (test = '') = $4::boolean and last_failed_at >= ${SINCE} and last_failed_at < ${UNTIL}
         order by failures desc, failure_rate_low desc, id limit $5
       )
       select w.repository_connection_id, w.workflow_name, w.job, w.test, w.state, w.observations, w.failures,
         w.failure_rate, w.failure_rate_low, w.failure_rate_high, w.flips, w.last_failed_at, l.minutes as minutes_lost
       from worst w left join lateral (
         select (sum(extract(epoch from j.completed_at - j.started_at)) / 60)::float8 as minutes
         from workflow_jobs j
         where w.test = '' and j.repository_connection_id = w.repository_connection_id and j.name = w.job
           and ${inWindow('j.completed_at')} and j.conclusion in ('failure', 'timed_out')
           and exists (
             select from workflow_jobs g where g.repository_connection_id = j.repository_connection_id and g.run_id = j.run_id
               and g.name = j.name and g.run_attempt > j.run_attempt and g.conclusion = 'success')
       ) l on true
       order by w.failures desc, w.failure_rate_low desc, w.id`,
      [...wantedOf(wanted), what === 'job', limit],
    );
  }

  /** Workflows with unresolved incidents on the default branch, the longest red first. */
  async redNow(tx: Tx, connections: readonly string[]): Promise<readonly RedNow[]> {
    return tx.query(
      `select i.repository_connection_id, i.workflow_name, count(*)::int as incidents, min(i.opened_at) as since
       from incidents i join repository_connections c on c.id = i.repository_connection_id
       where i.repository_connection_id = any($1::uuid[]) and i.status in ('open', 'acknowledged', 'fixing')
         and i.merged_into is null and i.branch = c.default_branch
       group by 1, 2 order by since, 1, 2 limit 100`,
      [connections],
    );
  }
}

const RESOLVED = `status = 'resolved' and merged_into is null and resolution_time_seconds is not null
  and ${inWindow('resolved_at')}`;

function one<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate gave no row');
  return row;
}
