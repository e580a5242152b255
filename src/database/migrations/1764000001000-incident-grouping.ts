import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IncidentGrouping1764000001000 implements MigrationInterface {
  name = 'IncidentGrouping1764000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table incidents
        add column merged_into uuid,
        add column persons_word jsonb`);
    // What a person resolved by hand so far stays so.
    await runner.query(`
      update incidents i set persons_word = jsonb_build_object(
        'status', 'resolved', 'resolution', i.resolution, 'reopened', i.reopened_count,
        'at', to_char(i.resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'after', (select o.id from incident_occurrences o where o.incident_id = i.id order by o.id desc limit 1))
      where i.status = 'resolved' and i.resolution <> 'green_run'`);
    await runner.query(`
      alter table incident_occurrences
        add column fingerprint text,
        add column grouped_by text,
        add column grouped_because text,
        add column grouped_by_user uuid,
        add column green_number integer,
        add column green_attempt integer,
        add column green_at timestamptz`);
    await runner.query(`
      update incident_occurrences o set
        fingerprint = i.fingerprint,
        grouped_by = 'fingerprint',
        grouped_because = coalesce(i.analysis ->> 'fingerprint_explanation', 'Grouped by its fingerprint.')
      from incidents i where i.id = o.incident_id`);
    await runner.query(`
      update incident_occurrences o set (green_number, green_attempt, green_at) = (
        select r.run_number, r.run_attempt, coalesce(r.completed_at, r.forge_updated_at, r.updated_at)
        from workflow_runs r
        where r.repository_connection_id = o.repository_connection_id and r.lane = o.lane and r.conclusion = 'success'
          and (r.run_number, r.run_attempt) > (o.run_number, o.run_attempt)
        order by r.run_number, r.run_attempt limit 1)`);
    await runner.query(`
      alter table incident_occurrences
        alter column fingerprint set not null,
        alter column grouped_by set not null,
        alter column grouped_because set not null,
        drop constraint uq_incident_occurrences_run,
        add constraint uq_incident_occurrences_cause unique (incident_id, workflow_run_id, fingerprint)`);
    await runner.query(`
      create table incident_tellings (
        occurrence_id uuid not null,
        title text not null,
        root_cause text,
        class text not null,
        workflow_name text not null,
        analysis jsonb not null,
        basis jsonb,
        constraint pk_incident_tellings primary key (occurrence_id),
        constraint fk_incident_tellings_occurrence foreign key (occurrence_id)
          references incident_occurrences (id) on delete cascade
      )`);
    await runner.query(`
      insert into incident_tellings (occurrence_id, title, root_cause, class, workflow_name, analysis)
      select o.id, i.title, i.root_cause, i.class, i.workflow_name, i.analysis
      from incident_occurrences o join incidents i on i.id = o.incident_id`);
    await runner.query(`
      create table incident_aliases (
        repository_connection_id uuid not null,
        fingerprint text not null,
        cause_key text not null,
        change_id uuid,
        constraint pk_incident_aliases primary key (repository_connection_id, fingerprint)
      )`);
    await runner.query(`
      create table incident_grouping_changes (
        id uuid not null,
        repository_connection_id uuid not null,
        user_id uuid not null,
        actor_id uuid,
        kind text not null,
        incident_id uuid not null,
        other_ids uuid[] not null,
        at timestamptz not null,
        detail jsonb not null,
        undone_at timestamptz,
        constraint pk_incident_grouping_changes primary key (id),
        constraint fk_incident_grouping_changes_incident foreign key (incident_id)
          references incidents (id) on delete cascade
      )`);
    await runner.query(`
      create index ix_incident_grouping_changes_incident on incident_grouping_changes (incident_id, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table incident_grouping_changes');
    await runner.query('drop table incident_aliases');
    await runner.query('drop table incident_tellings');
    await runner.query(`
      delete from incident_occurrences a using incident_occurrences b
      where a.incident_id = b.incident_id and a.workflow_run_id = b.workflow_run_id and a.id > b.id`);
    await runner.query(`
      alter table incident_occurrences
        drop constraint uq_incident_occurrences_cause,
        add constraint uq_incident_occurrences_run unique (incident_id, workflow_run_id),
        drop column fingerprint,
        drop column grouped_by,
        drop column grouped_because,
        drop column grouped_by_user,
        drop column green_number,
        drop column green_attempt,
        drop column green_at`);
    await runner.query('delete from incidents where merged_into is not null');
    await runner.query('alter table incidents drop column merged_into, drop column persons_word');
  }
}
