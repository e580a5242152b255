import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Workflow1763800005000 implements MigrationInterface {
  name = 'Workflow1763800005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table workflow_runs (
        id uuid not null,
        user_id uuid not null,
        repository_connection_id uuid not null,
        run_id text not null,
        run_attempt integer not null,
        run_number integer not null,
        workflow_id text,
        workflow_name text not null,
        workflow_path text,
        event text not null,
        status text not null,
        conclusion text,
        branch text,
        lane text not null,
        commit_sha text not null,
        commit_message text,
        author text,
        pull_request_numbers integer[] not null,
        run_url text not null,
        started_at timestamptz,
        completed_at timestamptz,
        forge_updated_at timestamptz,
        incident_id uuid,
        jobs_read_at timestamptz,
        log_excerpts jsonb,
        checked_at timestamptz not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint pk_workflow_runs primary key (id),
        constraint uq_workflow_runs_attempt unique (repository_connection_id, run_id, run_attempt)
      )`);
    await runner.query(`create index ix_workflow_runs_user on workflow_runs (user_id, id)`);
    await runner.query(
      `create index ix_workflow_runs_lane on workflow_runs (repository_connection_id, lane, run_number, run_attempt)`,
    );
    await runner.query(
      `create index ix_workflow_runs_unfinished on workflow_runs (checked_at) where status <> 'completed'`,
    );
    await runner.query(`
      create table workflow_jobs (
        id uuid not null,
        repository_connection_id uuid not null,
        run_id text not null,
        run_attempt integer not null,
        job_id text not null,
        name text not null,
        status text not null,
        conclusion text,
        runner text,
        job_url text,
        started_at timestamptz,
        completed_at timestamptz,
        steps jsonb not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint pk_workflow_jobs primary key (id),
        constraint uq_workflow_jobs_attempt unique (repository_connection_id, run_id, run_attempt, job_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table workflow_jobs');
    await runner.query('drop table workflow_runs');
  }
}
