import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Usage1797500000000 implements MigrationInterface {
  name = 'Usage1797500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_usage (
        user_id uuid not null constraint fk_api_usage_user references users (id) on delete cascade,
        day date not null,
        credential_id uuid not null,
        via text not null,
        reads integer not null default 0,
        reads_refused integer not null default 0,
        writes integer not null default 0,
        writes_refused integer not null default 0,
        expensive integer not null default 0,
        expensive_refused integer not null default 0,
        constraint pk_api_usage primary key (user_id, day, credential_id)
      )`);
    await runner.query('create index ix_api_usage_day on api_usage (day)');
    await runner.query(`
      create table forge_usage (
        oauth_connection_id uuid not null
          constraint fk_forge_usage_connection references oauth_connections (id) on delete cascade,
        day date not null,
        calls integer not null default 0,
        refused integer not null default 0,
        constraint pk_forge_usage primary key (oauth_connection_id, day)
      )`);
    await runner.query('create index ix_forge_usage_day on forge_usage (day)');
    await runner.query(`
      alter table users add column limit_read integer, add column limit_write integer, add column limit_expensive integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table users drop column limit_read, drop column limit_write, drop column limit_expensive',
    );
    await runner.query('drop table forge_usage');
    await runner.query('drop table api_usage');
  }
}
