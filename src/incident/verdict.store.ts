import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import type { Tx } from '../database/tx';
import type { WorkflowRun } from '../workflow/workflow.public';
import type { OccurrenceChange } from './domain/occurrence';
import type { Suspect } from './domain/suspects';
import type { Judgement } from './domain/verdict';
import { IncidentOccurrenceEntity } from './incident-occurrence.entity';
import type { Occurrence } from './incident.types';

/** A branch that failed for the same cause, and its newest run that did. */
export interface OtherBranch {
  readonly branch: string;
  readonly runId: string;
}

/** Verdicts of occurrences, and what they are judged by. */
@Injectable()
export class VerdictStore {
  /** Occurrences of an incident that were never judged or happened since `since`, newest first. */
  async toJudge(tx: Tx, incidentId: string, since: Date, limit: number): Promise<Occurrence[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select id from incident_occurrences where incident_id = $1 and (judged_at is null or occurred_at >= $2)
       order by occurred_at desc, run_number desc, run_attempt desc limit $3`,
      [incidentId, since, limit],
    );
    return tx.find(IncidentOccurrenceEntity, {
      where: { id: In(rows.map(({ id }) => id)) },
      order: { occurred_at: 'DESC', run_number: 'DESC', run_attempt: 'DESC' },
    });
  }

  /** Those of `ids` that are occurrences of the incident. */
  async among(tx: Tx, incidentId: string, ids: readonly string[]): Promise<Occurrence[]> {
    return tx.findBy(IncidentOccurrenceEntity, { id: In([...ids]), incident_id: incidentId });
  }

  /** The newest failure by time that was judged; null when none was. */
  async newestJudged(tx: Tx, incidentId: string): Promise<Occurrence | null> {
    return tx.findOne(IncidentOccurrenceEntity, {
      where: { incident_id: incidentId, judged_at: Not(IsNull()) },
      order: { occurred_at: 'DESC', run_number: 'DESC', run_attempt: 'DESC' },
    });
  }

  async saveChange(tx: Tx, id: string, from: string, change: OccurrenceChange): Promise<void> {
    await tx.query('update incident_occurrences set change = $2, merge_base_sha = $3 where id = $1', [
      id,
      JSON.stringify(change),
      from,
    ]);
  }

  /** The change from there was asked for, and there was nothing to learn. */
  async saveBase(tx: Tx, id: string, from: string): Promise<void> {
    await tx.query('update incident_occurrences set merge_base_sha = $2 where id = $1', [id, from]);
  }

  async saveJudgement(
    tx: Tx,
    id: string,
    judgement: Judgement,
    suspects: readonly Suspect[],
    now: Date,
  ): Promise<void> {
    await tx.query(
      `update incident_occurrences
       set verdict = $2, confidence = $3, evidence = $4, suspects = $5, judged_at = $6 where id = $1`,
      [id, judgement.verdict, judgement.confidence, JSON.stringify(judgement.evidence), JSON.stringify(suspects), now],
    );
  }

  /**
   * Incidents with a failure at one of the runs' commits, with one whose change started from it, or with one of the next
   * `later` failures of a run's lane: there are some when it is told late.
   */
  async incidentsBeside(
    tx: Tx,
    runs: readonly Pick<WorkflowRun, 'connectionId' | 'commitSha' | 'lane' | 'number'>[],
    later: number,
  ): Promise<{ id: string; connectionId: string }[]> {
    return tx.query<{ id: string; connectionId: string }[]>(
      `select distinct beside.incident_id as id, run.connection_id as "connectionId"
       from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) run (connection_id, sha, lane, number)
       cross join lateral (
         select incident_id from incident_occurrences
         where repository_connection_id = run.connection_id and commit_sha = run.sha
         union all
         select incident_id from incident_occurrences
         where repository_connection_id = run.connection_id and merge_base_sha = run.sha
         union all
         (select incident_id from incident_occurrences
          where repository_connection_id = run.connection_id and lane = run.lane and run_number > run.number
          order by run_number limit $5)
       ) beside
       order by id`,
      [
        runs.map(({ connectionId }) => connectionId),
        runs.map(({ commitSha }) => commitSha),
        runs.map(({ lane }) => lane),
        runs.map(({ number }) => number),
        later,
      ],
    );
  }

  /**
   * Other branches, without the base, where the incident failed within `withinMs` of each of its failures, with the newest
   * run of each; by the failure's id.
   */
  async otherBranches(
    tx: Tx,
    failures: readonly { readonly occurrence: Occurrence; readonly baseBranch: string | null }[],
    withinMs: number,
  ): Promise<ReadonlyMap<string, readonly OtherBranch[]>> {
    const others = new Map<string, OtherBranch[]>(failures.map(({ occurrence: { id } }) => [id, []]));
    if (failures.length === 0) return others;
    const rows = await tx.query<{ own_id: string; branch: string; workflow_run_id: string }[]>(
      `select own.id as own_id, other.branch, other.workflow_run_id
       from unnest($1::uuid[], $2::text[]) named (id, base_branch)
       join incident_occurrences own on own.id = named.id
       cross join lateral (
         select distinct on (branch) branch, workflow_run_id from incident_occurrences
         where incident_id = own.incident_id and not on_default_branch and branch is not null
           and branch is distinct from own.branch and branch is distinct from named.base_branch
           and occurred_at between own.occurred_at - $3 * interval '1 millisecond'
             and own.occurred_at + $3 * interval '1 millisecond'
         order by branch, occurred_at desc, run_number desc, run_attempt desc
       ) other`,
      [[...others.keys()], failures.map(({ baseBranch }) => baseBranch), withinMs],
    );
    for (const { own_id, branch, workflow_run_id: runId } of rows) others.get(own_id)?.push({ branch, runId });
    return others;
  }

  /** The commit of the incident's first failure in a lane after a run number. */
  async firstCommitAfter(tx: Tx, incidentId: string, lane: string, number: number): Promise<string | null> {
    const rows = await tx.query<{ commit_sha: string }[]>(
      `select commit_sha from incident_occurrences where incident_id = $1 and lane = $2 and run_number > $3
       order by run_number, run_attempt limit 1`,
      [incidentId, lane, number],
    );
    return rows[0]?.commit_sha ?? null;
  }

  /** The failures of a run: one for each of its causes. */
  async ofRun(tx: Tx, workflowRunId: string): Promise<Occurrence[]> {
    return tx.find(IncidentOccurrenceEntity, { where: { workflow_run_id: workflowRunId }, order: { id: 'ASC' } });
  }

  /** Which of these runs failed for the platform's sake. */
  async infrastructureAmong(tx: Tx, runIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (runIds.length === 0) return new Set();
    const rows = await tx.query<{ workflow_run_id: string }[]>(
      `select distinct workflow_run_id from incident_occurrences
       where workflow_run_id = any($1::uuid[]) and (cause->>'class' = 'infra' or verdict = 'infrastructure')`,
      [runIds],
    );
    return new Set(rows.map((row) => row.workflow_run_id));
  }
}
