import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ConnectionLimits1797610000000 implements MigrationInterface {
  name = 'ConnectionLimits1797610000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table repository_connections add column forge_calls_per_hour integer');
    await runner.query(`
      create table repository_usage (
        repository_connection_id uuid not null
          constraint fk_repository_usage_connection references repository_connections (id) on delete cascade,
        day date not null,
        calls integer not null default 0,
        refused integer not null default 0,
        constraint pk_repository_usage primary key (repository_connection_id, day)
      )`);
    await runner.query('create index ix_repository_usage_day on repository_usage (day)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table repository_usage');
    await runner.query('alter table repository_connections drop column forge_calls_per_hour');
  }
}
