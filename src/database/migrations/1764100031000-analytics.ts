import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a run counts: its end; where the forge told none, the last it told. */
const ended = (row: string): string => `coalesce(${row}.completed_at, ${row}.forge_updated_at, ${row}.created_at)`;
/** The quarter of an hour a run counts in: every time zone of today is whole quarters off UTC. */
const quarter = (row: string): string => `date_bin('15 minutes', ${ended(row)}, timestamptz '2000-01-01 00:00:00+00')`;
const workflow = (row: string): string => `coalesce(${row}.workflow_id, ${row}.workflow_name)`;
const key = (row: string): string =>
  `${row}.user_id, ${row}.repository_connection_id, ${row}.id, ${workflow(row)}, ${quarter(row)}`;
const told = (row: string): string =>
  `(${row}.status, ${row}.conclusion, ${row}.started_at, ${ended(row)}, ${workflow(row)}, ${row}.lane, ${row}.commit_sha)`;

const COUNTS = `
  total integer not null,
  success integer not null,
  failure integer not null,
  cancelled integer not null,
  linked integer not null,
  flips integer not null,
  timed integer not null,
  seconds bigint not null,
  lost integer not null,
  lost_seconds bigint not null,
  recoveries integer not null,
  recovery_seconds bigint not null,`;

/**
 * Roll-ups of runs: by quarter of an hour from the rows, by local day from the quarters. A trigger notes which quarters
 * changed, in the statement that changes a run; a task adds them up again.
 */
export class Analytics1764100031000 implements MigrationInterface {
  name = 'Analytics1764100031000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table analytics_dirty (
        id bigint generated always as identity,
        user_id uuid not null,
        repository_connection_id uuid not null,
        workflow_run_id uuid not null,
        workflow text not null,
        at timestamptz not null,
        constraint pk_analytics_dirty primary key (id)
      )`);
    await runner.query(`
      create table analytics_quarters (
        repository_connection_id uuid not null,
        workflow text not null,
        at timestamptz not null,
        scope text not null,
        workflow_name text not null,
        ${COUNTS}
        classes smallint[] not null,
        constraint pk_analytics_quarters primary key (repository_connection_id, workflow, at, scope),
        constraint fk_analytics_quarters_connection foreign key (repository_connection_id)
          references repository_connections (id) on delete cascade
      )`);
    await runner.query(`
      create table analytics_days (
        zone text not null,
        repository_connection_id uuid not null,
        day date not null,
        workflow text not null,
        scope text not null,
        workflow_name text not null,
        ${COUNTS}
        bins integer[] not null,
        constraint pk_analytics_days primary key (zone, repository_connection_id, day, workflow, scope),
        constraint fk_analytics_days_connection foreign key (repository_connection_id)
          references repository_connections (id) on delete cascade
      )`);
    await runner.query(`
      create table analytics_zones (
        zone text not null,
        used_at timestamptz not null,
        constraint pk_analytics_zones primary key (zone)
      )`);
    await runner.query(
      `create index ix_workflow_runs_ended on workflow_runs (repository_connection_id, (${ended('workflow_runs')}))
       where status = 'completed'`,
    );
    await runner.query(`
      create function analytics_run_inserted() returns trigger language plpgsql as $$
      begin
        insert into analytics_dirty (user_id, repository_connection_id, workflow_run_id, workflow, at)
        select ${key('r')} from changed r where r.status = 'completed';
        return null;
      end $$`);
    // Both the quarter a run has left and the one it is in now.
    await runner.query(`
      create function analytics_run_updated() returns trigger language plpgsql as $$
      begin
        insert into analytics_dirty (user_id, repository_connection_id, workflow_run_id, workflow, at)
        select ${key('r')} from changed r join before b on b.id = r.id
        where r.status = 'completed' and ${told('r')} is distinct from ${told('b')}
        union all
        select ${key('b')} from changed r join before b on b.id = r.id
        where b.status = 'completed' and (${workflow('r')}, ${quarter('r')}) is distinct from (${workflow('b')}, ${quarter('b')});
        return null;
      end $$`);
    await runner.query(`
      create function analytics_user_forgotten() returns trigger language plpgsql as $$
      begin
        delete from analytics_dirty where user_id = old.id;
        return null;
      end $$`);
    await runner.query(
      `create trigger tr_analytics_run_inserted after insert on workflow_runs referencing new table as changed
       for each statement execute function analytics_run_inserted()`,
    );
    await runner.query(
      `create trigger tr_analytics_run_updated after update on workflow_runs
       referencing old table as before new table as changed for each statement execute function analytics_run_updated()`,
    );
    await runner.query(
      `create trigger tr_users_analytics after delete on users for each row execute function analytics_user_forgotten()`,
    );
    // What was there before the roll-ups were.
    await runner.query(
      `insert into analytics_dirty (user_id, repository_connection_id, workflow_run_id, workflow, at)
       select ${key('r')} from workflow_runs r where r.status = 'completed'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of ['run_inserted', 'run_updated', 'user_forgotten'])
      await runner.query(`drop function analytics_${name}() cascade`);
    await runner.query(`drop index ix_workflow_runs_ended`);
    for (const name of ['zones', 'days', 'quarters', 'dirty']) await runner.query(`drop table analytics_${name}`);
  }
}
