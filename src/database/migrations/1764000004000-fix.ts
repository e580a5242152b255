import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Fix1764000004000 implements MigrationInterface {
  name = 'Fix1764000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table fix_attempts (
        id uuid not null,
        user_id uuid not null,
        incident_id uuid not null,
        repository_connection_id uuid not null,
        workflow_run_id uuid not null,
        requested_by uuid,
        number integer not null,
        head_sha text not null,
        branch text,
        target_branch text,
        outcome text not null,
        code text,
        reason text,
        kind text,
        fixer text,
        model text,
        confidence double precision,
        patch jsonb,
        diff text,
        gates jsonb not null,
        commands jsonb not null,
        created_at timestamptz not null,
        constraint pk_fix_attempts primary key (id),
        constraint fk_fix_attempts_incident foreign key (incident_id) references incidents (id) on delete cascade
      )`);
    await runner.query(`create index ix_fix_attempts_incident on fix_attempts (incident_id, id)`);
    await runner.query(`create index ix_fix_attempts_run on fix_attempts (workflow_run_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table fix_attempts`);
  }
}
