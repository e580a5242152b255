import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Deployments1796020000000 implements MigrationInterface {
  name = 'Deployments1796020000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table repository_connections
        add column deployment_workflows text[] not null default '{}',
        add column ci_minute_price double precision`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table repository_connections drop column deployment_workflows, drop column ci_minute_price',
    );
  }
}
