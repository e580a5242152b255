import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PullRequest1764000005000 implements MigrationInterface {
  name = 'PullRequest1764000005000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table pull_requests (
        id uuid not null,
        user_id uuid not null,
        incident_id uuid not null,
        repository_connection_id uuid not null,
        pr_number integer,
        pr_url text,
        title text not null,
        body text not null,
        branch_name text not null,
        base_branch text not null,
        source_branch text not null,
        source_sha text not null,
        head_sha text,
        phase text not null,
        acted_phase text,
        draft boolean not null,
        wants_draft boolean not null,
        mergeable boolean,
        checks jsonb not null,
        additions integer not null,
        deletions integer not null,
        changed_files integer not null,
        fix_kind text not null,
        fixer text,
        model text,
        confidence double precision not null,
        attempt integer not null,
        attempt_id uuid not null,
        tries jsonb not null,
        failed_run_id uuid,
        closed_reason text,
        harmed_at timestamptz,
        harm text,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        verified_at timestamptz,
        merged_at timestamptz,
        closed_at timestamptz,
        constraint pk_pull_requests primary key (id),
        constraint fk_pull_requests_incident foreign key (incident_id) references incidents (id) on delete cascade
      )`);
    await runner.query(`create index ix_pull_requests_user on pull_requests (user_id, id)`);
    await runner.query(`create index ix_pull_requests_incident on pull_requests (incident_id, id)`);
    await runner.query(`create index ix_pull_requests_number on pull_requests (repository_connection_id, pr_number)`);
    await runner.query(
      `create unique index uq_pull_requests_branch on pull_requests (repository_connection_id, branch_name)`,
    );
    // One cause, one pull request: what the code takes care of, the database holds to.
    await runner.query(`
      create unique index uq_pull_requests_open on pull_requests (incident_id)
      where phase in ('claimed', 'verifying', 'verified', 'retrying', 'handed_over')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table pull_requests`);
  }
}
