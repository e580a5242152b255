import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is there belongs to the first instance of its kind: there was no other. */
export class ForgeInstances1797100000000 implements MigrationInterface {
  name = 'ForgeInstances1797100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table oauth_connections add column instance text not null default 'default'`);
    await runner.query(`alter table oauth_states add column instance text not null default 'default'`);
    await runner.query(`alter table repository_connections add column instance text not null default 'default'`);
    await runner.query(`
      alter table oauth_connections drop constraint uq_oauth_connections_user_provider,
        add constraint uq_oauth_connections_user_provider unique (user_id, provider, instance)`);
    await runner.query(`
      alter table repository_connections drop constraint uq_repository_connections_repository,
        add constraint uq_repository_connections_repository unique (user_id, provider, instance, repository_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // What further instances brought has no place in the older schema; nothing of it can be asked for there.
    await runner.query(`delete from repository_connections where instance <> 'default'`);
    await runner.query(`delete from oauth_connections where instance <> 'default'`);
    await runner.query(`delete from oauth_states where instance <> 'default'`);
    await runner.query(`
      alter table repository_connections drop constraint uq_repository_connections_repository,
        add constraint uq_repository_connections_repository unique (user_id, provider, repository_id)`);
    await runner.query(`
      alter table oauth_connections drop constraint uq_oauth_connections_user_provider,
        add constraint uq_oauth_connections_user_provider unique (user_id, provider)`);
    await runner.query('alter table repository_connections drop column instance');
    await runner.query('alter table oauth_states drop column instance');
    await runner.query('alter table oauth_connections drop column instance');
  }
}
