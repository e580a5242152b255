import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * For lists that would read every row of their user to find a few (`npm run db:report`). What deliveries pay at the door
 * is one entry, for their repository; the rare statuses are not theirs yet.
 */
export class ListIndexes1764100000000 implements MigrationInterface {
  name = 'ListIndexes1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index ix_webhook_deliveries_connection on webhook_deliveries (connection_id, id)`);
    await runner.query(
      `create index ix_webhook_deliveries_trouble on webhook_deliveries (user_id, status, id)
       where status in ('failed', 'dead')`,
    );
    await runner.query(`create index ix_workflow_runs_connection on workflow_runs (repository_connection_id, id)`);
    await runner.query(`create index ix_workflow_runs_branch on workflow_runs (user_id, branch, id)`);
    await runner.query(
      `create index ix_workflow_runs_conclusion on workflow_runs (user_id, conclusion, id)
       where conclusion <> 'success'`,
    );
    await runner.query(
      `create index ix_workflow_runs_time on workflow_runs (user_id, (coalesce(started_at, created_at)))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of [
      'ix_webhook_deliveries_connection',
      'ix_webhook_deliveries_trouble',
      'ix_workflow_runs_connection',
      'ix_workflow_runs_branch',
      'ix_workflow_runs_conclusion',
      'ix_workflow_runs_time',
    ]) {
      await runner.query(`drop index ${index}`);
    }
  }
}
