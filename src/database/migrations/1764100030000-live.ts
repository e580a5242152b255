import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A time as the API writes it, inside a function. */
const time = (column: string): string => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What `run.updated` says, from a row named `r`. */
const RUN = `jsonb_build_object('id', r.id, 'repository_connection_id', r.repository_connection_id,
  'incident_id', r.incident_id, 'run_id', r.run_id, 'run_number', r.run_number, 'run_attempt', r.run_attempt,
  'workflow_name', r.workflow_name, 'branch', r.branch, 'status', r.status, 'conclusion', r.conclusion,
  'started_at', ${time('r.started_at')}, 'completed_at', ${time('r.completed_at')}, 'updated_at', ${time('r.updated_at')})`;

const INCIDENT = `jsonb_build_object('id', new.id, 'repository_connection_id', new.repository_connection_id,
  'title', new.title, 'status', new.status, 'severity', new.severity, 'class', new.class, 'verdict', new.verdict,
  'branch', new.branch, 'workflow_name', new.workflow_name, 'occurrence_count', new.occurrence_count,
  'merged_into', new.merged_into, 'updated_at', ${time('new.updated_at')})`;

const PULL_REQUEST = `jsonb_build_object('id', new.id, 'incident_id', new.incident_id,
  'repository_connection_id', new.repository_connection_id, 'pr_number', new.pr_number, 'title', new.title,
  'state', case when new.phase = 'merged' then 'merged' when new.phase in ('withdrawn', 'failed', 'closed') then 'closed'
    else 'open' end,
  'draft', new.draft, 'merged', new.phase = 'merged', 'harmed', new.harmed_at is not null,
  'updated_at', ${time('new.updated_at')})`;

const DELIVERY = `jsonb_build_object('id', new.id, 'repository_connection_id', new.connection_id, 'provider', new.provider,
  'event', new.event, 'delivery_id', new.delivery_id, 'status', new.status, 'attempts', new.attempts,
  'code', new.error ->> 'code', 'received_at', ${time('new.received_at')})`;

const trigger = (name: string, body: string): string => `
  create function ${name}() returns trigger language plpgsql as $$
  begin
    ${body}
    return null;
  end $$`;

/** Whose transaction writes: what a snapshot is asked about. */
const TX = `pg_current_xact_id()::text::bigint`;
const TELL = `perform pg_notify('devflowfix_live', '');`;

/**
 * The events people watch, written by triggers in the statement that changes a row: no round trip for the writer, and
 * none can be forgotten. Runs come in batches, so theirs look at whole statements; the others are rare.
 */
export class Live1764100030000 implements MigrationInterface {
  name = 'Live1764100030000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table live_events (
        id bigint generated always as identity,
        tx bigint not null,
        user_id uuid not null,
        type text not null,
        data jsonb not null,
        at timestamptz not null default now(),
        constraint pk_live_events primary key (id)
      )`);
    await runner.query(`create index ix_live_events_tx on live_events (tx)`);
    await runner.query(`create index ix_live_events_user on live_events (user_id, tx)`);
    await runner.query(
      trigger(
        'live_run_inserted',
        `insert into live_events (tx, user_id, type, data) select ${TX}, r.user_id, 'run.updated', ${RUN} from changed r;
         if found then ${TELL} end if;`,
      ),
    );
    await runner.query(
      trigger(
        'live_run_updated',
        `insert into live_events (tx, user_id, type, data) select ${TX}, r.user_id, 'run.updated', ${RUN}
         from changed r join before b on b.id = r.id
         where (r.status, r.conclusion, r.incident_id, r.workflow_name, r.branch, r.started_at, r.completed_at)
           is distinct from (b.status, b.conclusion, b.incident_id, b.workflow_name, b.branch, b.started_at, b.completed_at);
         if found then ${TELL} end if;`,
      ),
    );
    await runner.query(
      trigger(
        'live_incident_changed',
        `insert into live_events (tx, user_id, type, data) values (${TX}, new.user_id,
           case when tg_op = 'INSERT' then 'incident.opened'
                when new.status = 'resolved' and old.status <> 'resolved' then 'incident.resolved'
                when old.status = 'resolved' and new.status <> 'resolved' then 'incident.opened'
                else 'incident.updated' end, ${INCIDENT});
         ${TELL}`,
      ),
    );
    await runner.query(
      trigger(
        'live_pull_request_changed',
        `insert into live_events (tx, user_id, type, data) values (${TX}, new.user_id, 'pull_request.updated', ${PULL_REQUEST});
         ${TELL}`,
      ),
    );
    await runner.query(
      trigger(
        'live_delivery_failed',
        `insert into live_events (tx, user_id, type, data) values (${TX}, new.user_id, 'delivery.failed', ${DELIVERY});
         ${TELL}`,
      ),
    );
    // Not an event: whoever holds a stream open by this credential is cut off.
    await runner.query(
      trigger('live_credential_ended', `perform pg_notify('devflowfix_live', 'ended:' || old.id::text);`),
    );
    await runner.query(trigger('live_user_forgotten', `delete from live_events where user_id = old.id;`));
    for (const sql of TRIGGERS) await runner.query(`create trigger ${sql}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of FUNCTIONS) await runner.query(`drop function ${name}() cascade`);
    await runner.query(`drop table live_events`);
  }
}

const TRIGGERS = [
  `tr_live_run_inserted after insert on workflow_runs referencing new table as changed
   for each statement execute function live_run_inserted()`,
  `tr_live_run_updated after update on workflow_runs referencing old table as before new table as changed
   for each statement execute function live_run_updated()`,
  `tr_live_incident_opened after insert on incidents for each row execute function live_incident_changed()`,
  `tr_live_incident_changed after update on incidents for each row
   when ((old.title, old.status, old.severity, old.class, old.verdict, old.branch, old.workflow_name, old.occurrence_count,
          old.assignee, old.root_cause, old.merged_into, old.analysis)
     is distinct from (new.title, new.status, new.severity, new.class, new.verdict, new.branch, new.workflow_name,
          new.occurrence_count, new.assignee, new.root_cause, new.merged_into, new.analysis))
   execute function live_incident_changed()`,
  `tr_live_pull_request_opened after insert on pull_requests for each row execute function live_pull_request_changed()`,
  `tr_live_pull_request_changed after update on pull_requests for each row
   when ((old.phase, old.draft, old.mergeable, old.pr_number, old.title, old.body, old.checks, old.tries, old.verified_at,
          old.closed_reason, old.harmed_at)
     is distinct from (new.phase, new.draft, new.mergeable, new.pr_number, new.title, new.body, new.checks, new.tries,
          new.verified_at, new.closed_reason, new.harmed_at))
   execute function live_pull_request_changed()`,
  `tr_live_delivery_failed after update on webhook_deliveries for each row
   when (new.status in ('failed', 'dead') and (old.status, old.attempts) is distinct from (new.status, new.attempts))
   execute function live_delivery_failed()`,
  `tr_live_session_ended after delete on sessions for each row execute function live_credential_ended()`,
  `tr_live_token_ended after delete on api_tokens for each row execute function live_credential_ended()`,
  // After tr_users_forget and the cascades, by name: nothing of a forgotten account may be told again.
  `tr_users_live after delete on users for each row execute function live_user_forgotten()`,
];

const FUNCTIONS = [
  'live_run_inserted',
  'live_run_updated',
  'live_incident_changed',
  'live_pull_request_changed',
  'live_delivery_failed',
  'live_credential_ended',
  'live_user_forgotten',
];
