import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TokenLimits1797560000000 implements MigrationInterface {
  name = 'TokenLimits1797560000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_tokens add column limits jsonb, add column admin_limits jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_tokens drop column limits, drop column admin_limits');
  }
}
