import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The first id (UUIDv7) of a day. */
const firstIdOf = (day: string): string =>
  `(lpad(to_hex((extract(epoch from ${day}) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid`;

const forget = (deliveries: string): string => `
  create or replace function forget_user() returns trigger language plpgsql as $$
      ${deliveries}
        delete from tasks where user_id = old.id;
        delete from idempotency_keys where user_id = old.id;
        return null;
      end $$`;

/** Look-ups one by one: the planner would rather read every body there is. */
const FORGET_WITH_BODIES = `declare
        kept uuid;
        oldest uuid := (select id from webhook_bodies order by id limit 1);
      begin
        for kept in select body_id from webhook_deliveries where user_id = old.id and body_id >= oldest loop
          delete from webhook_bodies where id = kept;
        end loop;
        delete from webhook_deliveries where user_id = old.id;`;
const FORGET = `begin
        delete from webhook_deliveries where user_id = old.id;`;

/**
 * The volume of deliveries, their bodies, goes into a table cut by days, which are dropped whole. The rows stay in one
 * table: the forge's delivery id must be unique over all days. See docs/adr/0007.
 */
export class DeliveryBodies1797400000000 implements MigrationInterface {
  name = 'DeliveryBodies1797400000000';

  async up(runner: QueryRunner): Promise<void> {
    // Every kept body is copied.
    await runner.query('set local statement_timeout = 0');
    await runner.query(`
      create table webhook_bodies (
        id uuid not null,
        encoding text not null,
        bytes bytea not null,
        constraint pk_webhook_bodies primary key (id)
      ) partition by range (id)`);
    // Bodies arrive compressed.
    await runner.query(`alter table webhook_bodies alter column bytes set storage external`);
    await runner.query(`create table webhook_bodies_rest partition of webhook_bodies default`);
    // No older day than a body can be kept for; what is older all the same lies in the rest.
    await runner.query(`
      do $$ declare day timestamptz; begin
        for day in select generate_series(date_trunc('day', now(), 'UTC') - interval '30 days',
                                          date_trunc('day', now(), 'UTC') + interval '7 days', interval '24 hours') loop
          if day >= date_trunc('day', now(), 'UTC') or exists (
            select from webhook_deliveries where body is not null
              and id >= ${firstIdOf('day')} and id < ${firstIdOf(`(day + interval '24 hours')`)})
          then
            execute format('create table %I partition of webhook_bodies for values from (%L) to (%L) with (toast_tuple_target = 8160)',
              'webhook_bodies_' || to_char(day at time zone 'UTC', 'YYYYMMDD'),
              ${firstIdOf('day')}, ${firstIdOf(`(day + interval '24 hours')`)});
          end if;
        end loop;
      end $$`);
    await runner.query(`
      insert into webhook_bodies (id, encoding, bytes)
      select id, body_encoding, body from webhook_deliveries where body is not null`);
    await runner.query(`alter table webhook_deliveries add column body_id uuid`);
    await runner.query(`update webhook_deliveries set body_id = id where body is not null`);
    await runner.query(`alter table webhook_deliveries drop column body, drop column body_encoding`);
    await runner.query(`
      create index ix_webhook_deliveries_unsettled on webhook_deliveries (body_id)
      where status in ('accepted', 'failed', 'dead')`);
    await runner.query(forget(FORGET_WITH_BODIES));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('set local statement_timeout = 0');
    await runner.query(forget(FORGET));
    await runner.query('drop index ix_webhook_deliveries_unsettled');
    await runner.query(`
      alter table webhook_deliveries add column body bytea, add column body_encoding text not null default 'identity'`);
    await runner.query(`alter table webhook_deliveries alter column body set storage external`);
    await runner.query(`alter table webhook_deliveries alter column body_encoding drop default`);
    await runner.query(`
      update webhook_deliveries d set body = b.bytes, body_encoding = b.encoding from webhook_bodies b where b.id = d.body_id`);
    await runner.query(`alter table webhook_deliveries drop column body_id`);
    await runner.query(`drop table webhook_bodies`);
  }
}
