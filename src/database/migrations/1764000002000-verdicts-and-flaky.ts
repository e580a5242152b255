import type { MigrationInterface, QueryRunner } from 'typeorm';

export class VerdictsAndFlaky1764000002000 implements MigrationInterface {
  name = 'VerdictsAndFlaky1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table incident_occurrences
        add column severity text,
        add column cause jsonb not null default '{"class":"unknown","confidence":null,"jobs":[],"files":[],"tests":[]}',
        add column change jsonb,
        add column merge_base_sha text,
        add column verdict text not null default 'unknown',
        add column confidence double precision,
        add column evidence jsonb not null default '[]',
        add column suspects jsonb not null default '[]',
        add column judged_at timestamptz`);
    await runner.query(`
      update incident_occurrences o set severity = i.severity from incidents i where i.id = o.incident_id`);
    await runner.query(`
      alter table incident_occurrences
        alter column severity set not null,
        alter column cause drop default,
        alter column verdict drop default,
        alter column evidence drop default,
        alter column suspects drop default`);
    await runner.query(
      `create index ix_incident_occurrences_commit on incident_occurrences (repository_connection_id, commit_sha)`,
    );
    await runner.query(`
      create index ix_incident_occurrences_merge_base on incident_occurrences (repository_connection_id, merge_base_sha)
      where merge_base_sha is not null`);
    await runner.query(`create index ix_workflow_runs_commit on workflow_runs (repository_connection_id, commit_sha)`);
    await runner.query(
      `create index ix_workflow_jobs_name on workflow_jobs (repository_connection_id, name, completed_at)`,
    );
    await runner.query(`
      create table test_results (
        id uuid not null,
        repository_connection_id uuid not null,
        workflow text not null,
        run_id text not null,
        run_attempt integer not null,
        job text not null,
        test text not null,
        file text,
        branch text,
        commit_sha text not null,
        outcome text not null,
        duration_ms double precision,
        observed_at timestamptz not null,
        constraint pk_test_results primary key (id),
        constraint fk_test_results_connection foreign key (repository_connection_id)
          references repository_connections (id) on delete cascade,
        constraint uq_test_results_attempt unique (repository_connection_id, workflow, job, test, run_id, run_attempt)
      )`);
    await runner.query(`create index ix_test_results_observed on test_results (observed_at)`);
    await runner.query(`
      create table flaky_statistics (
        id uuid not null,
        repository_connection_id uuid not null,
        user_id uuid not null,
        workflow text not null,
        workflow_name text not null,
        branch text not null,
        job text not null,
        test text not null,
        file text,
        state text not null,
        observations integer not null,
        failures integer not null,
        failure_rate double precision not null,
        failure_rate_low double precision not null,
        failure_rate_high double precision not null,
        flips integer not null,
        flaky_commits integer not null,
        clean_passes integer not null,
        last_failed_at timestamptz,
        last_flaked_at timestamptz,
        observed_at timestamptz not null,
        updated_at timestamptz not null,
        constraint pk_flaky_statistics primary key (id),
        constraint fk_flaky_statistics_connection foreign key (repository_connection_id)
          references repository_connections (id) on delete cascade,
        constraint uq_flaky_statistics_key unique (repository_connection_id, workflow, branch, job, test)
      )`);
    await runner.query(`create index ix_flaky_statistics_user on flaky_statistics (user_id, id)`);
    await runner.query(`
      create table auto_reruns (
        id uuid not null,
        repository_connection_id uuid not null,
        run_id text not null,
        run_attempt integer not null,
        workflow_run_id uuid not null,
        reason text not null,
        status text not null,
        refusal text,
        planned_at timestamptz not null,
        requested_at timestamptz,
        finished_at timestamptz,
        constraint pk_auto_reruns primary key (id),
        constraint fk_auto_reruns_connection foreign key (repository_connection_id)
          references repository_connections (id) on delete cascade,
        constraint uq_auto_reruns_attempt unique (repository_connection_id, run_id, run_attempt)
      )`);
    await runner.query(`create index ix_auto_reruns_day on auto_reruns (repository_connection_id, planned_at)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table auto_reruns');
    await runner.query('drop table flaky_statistics');
    await runner.query('drop table test_results');
    await runner.query('drop index ix_workflow_jobs_name');
    await runner.query('drop index ix_workflow_runs_commit');
    await runner.query('drop index ix_incident_occurrences_merge_base');
    await runner.query('drop index ix_incident_occurrences_commit');
    await runner.query(`
      alter table incident_occurrences
        drop column severity,
        drop column cause,
        drop column change,
        drop column merge_base_sha,
        drop column verdict,
        drop column confidence,
        drop column evidence,
        drop column suspects,
        drop column judged_at`);
  }
}
