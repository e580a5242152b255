import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx';
import { FAILURE_CONCLUSIONS } from '../forge/forge.types';
import type { AlertRule } from './alert.store';
import type { Reading, RuleKind } from './domain/rules';

const DECIDED = ['success', ...FAILURE_CONCLUSIONS];

/** Each watched repository with its decided runs of the window, by the expression of `ix_workflow_runs_ended`. */
const DECIDED_RUNS = `from repository_connections c
          left join workflow_runs r on r.repository_connection_id = c.id and r.status = 'completed'
            and coalesce(r.completed_at, r.forge_updated_at, r.created_at) >= $3 and r.conclusion = any($5)
          where c.user_id = $1 and c.is_enabled and ($2::uuid is null or c.id = $2)
          group by c.id`;

/** One statement a kind of rule: everything it watches of one user, and how that stands. Reads other features' tables, writes none. */
const STATEMENTS: Record<
  RuleKind,
  { readonly sql: string; readonly parameters: (rule: AlertRule, now: Date) => unknown[] }
> = {
  failure_rate: {
    sql: `select c.id as subject, c.repository_full_name as name, null as detail, count(r.id)::int as "of",
                 count(r.id) filter (where r.conclusion = any($4))::int as bad
          ${DECIDED_RUNS}`,
    parameters: runsOf,
  },
  branch_red: {
    // Red is what no later run of the same lane made green; the branch has been red since all its lanes were green last, so
    // from what is red now `back` goes to what was red until after that began. Muted incidents are known and waited for.
    sql: `select c.id as subject, c.repository_full_name as name, 1 as "of",
                 coalesce(extract(epoch from $3::timestamptz - r.since) / 60, 0)::float8 as bad, r.detail
          from repository_connections c
          cross join lateral (
            with recursive red as (
              select string_agg(distinct i.workflow_name, ', ') as detail, min(o.occurred_at) as since
              from incidents i join incident_occurrences o on o.incident_id = i.id
              where i.repository_connection_id = c.id and i.status in ('open', 'acknowledged', 'fixing')
                and i.merged_into is null and o.on_default_branch and o.green_at is null
            ), back(since) as (
              select since from red
              union all
              select before.occurred_at from back cross join lateral (
                select o.occurred_at from incident_occurrences o join incidents i on i.id = o.incident_id
                where o.repository_connection_id = c.id and o.on_default_branch and o.green_at >= back.since
                  and o.occurred_at < back.since and i.merged_into is null and i.status <> 'muted'
                order by o.occurred_at limit 1
              ) before
            )
            select red.detail, (select min(since) from back) as since from red
          ) r
          where c.user_id = $1 and c.is_enabled and ($2::uuid is null or c.id = $2)`,
    parameters: (rule, now) => [rule.user_id, rule.repository_connection_id, now],
  },
  flaky_share: {
    sql: `select c.id as subject, c.repository_full_name as name, null as detail, count(r.id)::int as "of",
                 count(r.id) filter (where r.conclusion = any($4) and exists (
                   select from workflow_runs g
                   where g.repository_connection_id = r.repository_connection_id and g.lane = r.lane
                     and g.commit_sha = r.commit_sha and g.status = 'completed' and g.conclusion = 'success'
                     and (g.run_number, g.run_attempt) > (r.run_number, r.run_attempt)
                 ))::int as bad
          ${DECIDED_RUNS}`,
    parameters: runsOf,
  },
  spend_cap: {
    // Of all the account together unless one repository is named; what is gone was spent all the same.
    sql: `select coalesce($2::uuid, $1::uuid) as subject, null as detail,
                 coalesce((select repository_full_name from repository_connections where id = $2), 'All repositories') as name,
                 coalesce(sum(cost), 0)::float8 as bad, (count(*) = 0 or count(cost) > 0)::int as "of"
          from ai_spend
          where user_id = $1 and created_at >= $3 and ($2::uuid is null or repository_connection_id = $2)`,
    parameters: (rule, now) => [rule.user_id, rule.repository_connection_id, windowStart(rule, now)],
  },
  hook_failing: {
    sql: `select id as subject, repository_full_name as name, webhook_status_reason as detail, 1 as "of",
                 (webhook_status in ('failed', 'missing', 'disabled_by_forge'))::int as bad
          from repository_connections
          where user_id = $1 and is_enabled and ($2::uuid is null or id = $2)`,
    parameters: ({ user_id, repository_connection_id }) => [user_id, repository_connection_id],
  },
  fix_harmful: {
    sql: `select c.id as subject, c.repository_full_name as name, count(p.id)::int as bad, 1 as "of",
                 (array_agg('#' || p.pr_number || ' ' || (p.harm_evidence ->> 'message') order by p.harmed_at desc))[1] as detail
          from repository_connections c
          left join pull_requests p on p.repository_connection_id = c.id and p.phase = 'merged' and p.harmed_at >= $3
          where c.user_id = $1 and c.is_enabled and ($2::uuid is null or c.id = $2)
          group by c.id`,
    parameters: (rule, now) => [rule.user_id, rule.repository_connection_id, windowStart(rule, now)],
  },
  token_dead: {
    sql: `select a.id as subject, a.provider_username as name, null as detail, 1 as "of", a.needs_reauthorization::int as bad
          from oauth_connections a
          where a.user_id = $1 and a.is_active and ($2::uuid is null or a.id in
            (select oauth_connection_id from repository_connections where id = $2 and user_id = $1))`,
    parameters: ({ user_id, repository_connection_id }) => [user_id, repository_connection_id],
  },
};

function runsOf(rule: AlertRule, now: Date): unknown[] {
  return [rule.user_id, rule.repository_connection_id, windowStart(rule, now), FAILURE_CONCLUSIONS, DECIDED];
}

function windowStart({ window_minutes: minutes }: AlertRule, now: Date): Date {
  return new Date(now.getTime() - minutes * 60_000);
}

/** How the things a rule watches stand, and whose alerts rest: those of deactivated accounts. */
@Injectable()
export class AlertReadings {
  /** Ids of the rules that are on, over all open accounts. */
  async activeRules(tx: Tx): Promise<readonly string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select r.id from alert_rules r join users u on u.id = r.user_id
       where r.is_enabled and u.deactivated_at is null order by r.id`,
    );
    return rows.map(({ id }) => id);
  }

  /** False where the account is deactivated or gone. */
  async isOpen(tx: Tx, userId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>('select 1 from users where id = $1 and deactivated_at is null', [userId]);
    return rows.length === 1;
  }

  async of(tx: Tx, rule: AlertRule, now: Date): Promise<readonly Reading[]> {
    const { sql, parameters } = STATEMENTS[rule.kind];
    return tx.query(sql, parameters(rule, now));
  }
}
