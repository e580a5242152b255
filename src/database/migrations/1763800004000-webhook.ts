import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Webhook1763800004000 implements MigrationInterface {
  name = 'Webhook1763800004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhook_deliveries (
        id uuid not null,
        door_id uuid not null,
        connection_id uuid,
        user_id uuid not null,
        source text not null,
        provider text not null,
        event text not null,
        action text,
        delivery_id text not null,
        received_at timestamptz not null,
        status text not null,
        attempts integer not null default 0,
        error jsonb,
        redelivered_from text,
        body bytea,
        body_encoding text not null,
        constraint pk_webhook_deliveries primary key (id),
        constraint uq_webhook_deliveries_delivery unique (door_id, delivery_id)
      )`);
    // Bodies arrive compressed; PostgreSQL's own try at it costs more than the rest of the insert.
    await runner.query(`alter table webhook_deliveries alter column body set storage external`);
    await runner.query(`create index ix_webhook_deliveries_user on webhook_deliveries (user_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhook_deliveries');
  }
}
