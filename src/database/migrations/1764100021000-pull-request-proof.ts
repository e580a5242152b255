import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = (phases: string): string =>
  `create unique index uq_pull_requests_open on pull_requests (incident_id) where phase in (${phases})`;

export class PullRequestProof1764100021000 implements MigrationInterface {
  name = 'PullRequestProof1764100021000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pull_requests
        add column unproven_reason text,
        add column merge_commit_sha text,
        add column pushed_at timestamptz,
        add column harm_evidence jsonb`);
    await runner.query(`update pull_requests set pushed_at = updated_at where head_sha is not null`);
    await runner.query(`drop index uq_pull_requests_open`);
    await runner.query(OPEN("'claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over'"));
    await runner.query(
      `create index ix_pull_requests_verifying on pull_requests (pushed_at) where phase = 'verifying'`,
    );
    await runner.query(
      `create index ix_pull_requests_merged on pull_requests (repository_connection_id, merged_at) where phase = 'merged'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update pull_requests set phase = 'verifying' where phase = 'unproven'`);
    await runner.query(`drop index ix_pull_requests_merged`);
    await runner.query(`drop index ix_pull_requests_verifying`);
    await runner.query(`drop index uq_pull_requests_open`);
    await runner.query(OPEN("'claimed', 'verifying', 'verified', 'retrying', 'handed_over'"));
    await runner.query(`
      alter table pull_requests
        drop column unproven_reason,
        drop column merge_commit_sha,
        drop column pushed_at,
        drop column harm_evidence`);
  }
}
