import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RunBase1764100020000 implements MigrationInterface {
  name = 'RunBase1764100020000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table workflow_runs add column base_branch text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table workflow_runs drop column base_branch`);
  }
}
