import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Platform1763800000000 implements MigrationInterface {
  name = 'Platform1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table tasks (
        id uuid not null,
        user_id uuid,
        kind text not null,
        status text not null,
        progress smallint not null default 0,
        current_step text,
        attempts integer not null default 0,
        payload jsonb not null,
        result jsonb,
        error jsonb,
        request_id text,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz,
        constraint pk_tasks primary key (id)
      )`);
    await runner.query(`create index ix_tasks_user on tasks (user_id, id)`);
    await runner.query(`create index ix_tasks_dead on tasks (id) where status = 'dead'`);
    await runner.query(`
      create table idempotency_keys (
        user_id uuid not null,
        key text not null,
        request_hash text not null,
        status integer,
        answer text,
        created_at timestamptz not null default now(),
        constraint pk_idempotency_keys primary key (user_id, key)
      )`);
    await runner.query(`create index ix_idempotency_keys_created_at on idempotency_keys (created_at)`);
    // The shape rate-limiter-flexible expects of its table.
    await runner.query(`
      create table rate_limits (
        key varchar(255) not null,
        points integer not null default 0,
        expire bigint,
        constraint pk_rate_limits primary key (key)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rate_limits');
    await runner.query('drop table idempotency_keys');
    await runner.query('drop table tasks');
  }
}
