import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PullPolicy1764100022000 implements MigrationInterface {
  name = 'PullPolicy1764100022000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table fix_attempts add column pull_policy jsonb`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table fix_attempts drop column pull_policy`);
  }
}
