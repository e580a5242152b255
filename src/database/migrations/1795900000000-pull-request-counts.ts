import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PullRequestCounts1795900000000 implements MigrationInterface {
  name = 'PullRequestCounts1795900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table pull_requests
        add column commits int not null default 0,
        add column comments int not null default 0`);
    await runner.query(`update pull_requests set commits = jsonb_array_length(tries)`);
    await runner.query(`
      alter table pull_requests
        alter column commits drop default,
        alter column comments drop default`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table pull_requests drop column commits, drop column comments`);
  }
}
