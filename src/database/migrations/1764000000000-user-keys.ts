import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows belong to a connected repository. */
const OF_A_REPOSITORY = ['workflow_runs', 'workflow_jobs', 'incidents'] as const;
/**
 * Tables whose rows go with their user, by a trigger and not by a key: a key is looked up at every insert, and
 * deliveries come in storms; tasks and idempotency keys are the platform's, which knows no users.
 */
const FORGOTTEN = ['webhook_deliveries', 'tasks', 'idempotency_keys'] as const;

export class UserKeys1764000000000 implements MigrationInterface {
  name = 'UserKeys1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from repository_connections r where not exists (select from users u where u.id = r.user_id)`);
    await runner.query(`
      alter table repository_connections add constraint fk_repository_connections_user
        foreign key (user_id) references users (id) on delete cascade`);
    for (const table of OF_A_REPOSITORY) {
      await runner.query(`
        delete from ${table} t
        where not exists (select from repository_connections r where r.id = t.repository_connection_id)`);
      await runner.query(`
        alter table ${table} add constraint fk_${table}_connection
          foreign key (repository_connection_id) references repository_connections (id) on delete cascade`);
    }
    await runner.query(`
      create function forget_user() returns trigger language plpgsql as $$
      begin
        ${FORGOTTEN.map((table) => `delete from ${table} where user_id = old.id;`).join('\n        ')}
        return null;
      end $$`);
    await runner.query(`
      create trigger tr_users_forget after delete on users for each row execute function forget_user()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop trigger tr_users_forget on users');
    await runner.query('drop function forget_user()');
    for (const table of [...OF_A_REPOSITORY].reverse())
      await runner.query(`alter table ${table} drop constraint fk_${table}_connection`);
    await runner.query('alter table repository_connections drop constraint fk_repository_connections_user');
  }
}
