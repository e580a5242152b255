import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Incident1763800006000 implements MigrationInterface {
  name = 'Incident1763800006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table incidents (
        id uuid not null,
        user_id uuid not null,
        repository_connection_id uuid not null,
        title text not null,
        status text not null,
        severity text not null,
        severity_is_chosen boolean not null,
        source text not null,
        class text not null,
        verdict text not null,
        branch text,
        workflow_name text not null,
        fingerprint text not null,
        first_seen_at timestamptz not null,
        last_seen_at timestamptz not null,
        opened_at timestamptz not null,
        occurrence_count integer not null,
        root_cause text,
        assignee text,
        resolved_at timestamptz,
        resolution text,
        resolution_time_seconds integer,
        reopened_count integer not null,
        analysis jsonb not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        constraint pk_incidents primary key (id)
      )`);
    await runner.query(`create index ix_incidents_user on incidents (user_id, id)`);
    await runner.query(
      `create index ix_incidents_fingerprint on incidents (repository_connection_id, fingerprint, id)`,
    );
    await runner.query(`
      create unique index uq_incidents_unresolved on incidents (repository_connection_id, fingerprint)
      where status <> 'resolved'`);
    await runner.query(`
      create table incident_occurrences (
        id uuid not null,
        incident_id uuid not null,
        workflow_run_id uuid not null,
        repository_connection_id uuid not null,
        lane text not null,
        run_number integer not null,
        run_attempt integer not null,
        branch text,
        on_default_branch boolean not null,
        commit_sha text not null,
        occurred_at timestamptz not null,
        created_at timestamptz not null,
        constraint pk_incident_occurrences primary key (id),
        constraint uq_incident_occurrences_run unique (incident_id, workflow_run_id),
        constraint fk_incident_occurrences_incident foreign key (incident_id) references incidents (id) on delete cascade
      )`);
    await runner.query(`create index ix_incident_occurrences_run on incident_occurrences (workflow_run_id)`);
    await runner.query(
      `create index ix_incident_occurrences_lane on incident_occurrences (repository_connection_id, lane)`,
    );
    await runner.query(`
      create table incident_events (
        id uuid not null,
        incident_id uuid not null,
        type text not null,
        at timestamptz not null,
        actor_id uuid,
        message text not null,
        workflow_run_id uuid,
        constraint pk_incident_events primary key (id),
        constraint fk_incident_events_incident foreign key (incident_id) references incidents (id) on delete cascade
      )`);
    await runner.query(`create index ix_incident_events_incident on incident_events (incident_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table incident_events');
    await runner.query('drop table incident_occurrences');
    await runner.query('drop table incidents');
  }
}
