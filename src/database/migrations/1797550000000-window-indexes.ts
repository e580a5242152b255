import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * For lists and figures that read a million incidents to show some (`npm run db:report`). Incidents, attempts and merges are
 * few beside deliveries and runs: an entry more in an index of theirs costs nothing that counts. Incidents that were merged
 * away are in no list.
 */
export class WindowIndexes1797550000000 implements MigrationInterface {
  name = 'WindowIndexes1797550000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ix_incidents_user');
    for (const [name, columns] of [
      ['user', 'user_id, id'],
      ['status', 'user_id, status, id'],
      ['severity', 'user_id, severity, id'],
      ['class', 'user_id, class, id'],
    ] as const) {
      await runner.query(`create index ix_incidents_${name} on incidents (${columns}) where merged_into is null`);
    }
    // All that a series over time asks: it is read from these two alone.
    await runner.query(
      'create index ix_incidents_first_seen on incidents (repository_connection_id, first_seen_at, merged_into)',
    );
    await runner.query(
      `create index ix_incidents_resolved on incidents (repository_connection_id, resolved_at)
       where status = 'resolved' and merged_into is null and resolution_time_seconds is not null`,
    );
    await runner.query(
      'create index ix_incident_grouping_changes_others on incident_grouping_changes using gin (other_ids)',
    );
    await runner.query('create index ix_pull_requests_created on pull_requests (repository_connection_id, created_at)');
    // A range of times implies that there is one; it does not imply the phase.
    await runner.query('drop index ix_pull_requests_merged');
    await runner.query(
      `create index ix_pull_requests_merged on pull_requests (repository_connection_id, merged_at)
       where merged_at is not null`,
    );
    await runner.query('create index ix_ai_spend_connection on ai_spend (repository_connection_id, created_at)');
    await runner.query(
      `create index ix_tasks_unfinished on tasks (user_id, id) where status in ('queued', 'running', 'failed')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of [
      'ix_tasks_unfinished',
      'ix_ai_spend_connection',
      'ix_pull_requests_merged',
      'ix_pull_requests_created',
      'ix_incident_grouping_changes_others',
      'ix_incidents_resolved',
      'ix_incidents_first_seen',
      'ix_incidents_class',
      'ix_incidents_severity',
      'ix_incidents_status',
      'ix_incidents_user',
    ]) {
      await runner.query(`drop index ${index}`);
    }
    await runner.query(
      `create index ix_pull_requests_merged on pull_requests (repository_connection_id, merged_at) where phase = 'merged'`,
    );
    await runner.query('create index ix_incidents_user on incidents (user_id, id)');
  }
}
