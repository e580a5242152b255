import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PullRequestLook1796000000000 implements MigrationInterface {
  name = 'PullRequestLook1796000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pull_requests add column looked_at timestamptz');
    await runner.query(`
      create index ix_pull_requests_look on pull_requests (looked_at)
        where phase in ('claimed', 'verifying', 'unproven', 'verified', 'retrying', 'handed_over')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table pull_requests drop column looked_at');
  }
}
