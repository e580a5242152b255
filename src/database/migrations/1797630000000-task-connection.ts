import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tasks by connected repository. What is there already is found where its payload names the connection; that of a task whose
 * payload could not be read may hold anything.
 */
export class TaskConnection1797630000000 implements MigrationInterface {
  name = 'TaskConnection1797630000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table tasks add column repository_connection_id uuid');
    await runner.query(`
      update tasks set repository_connection_id = (payload->>'connection_id')::uuid
      where payload->>'connection_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`);
    await runner.query(`
      create index ix_tasks_connection on tasks (user_id, repository_connection_id, id)
      where repository_connection_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_tasks_connection');
    await runner.query('alter table tasks drop column repository_connection_id');
  }
}
