import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { storableJson, storableText } from '../common/storable';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import type { ForgeComparison } from '../forge/forge.types';
import { TaskQueue } from '../queue/task.queue';
import { ConnectionDirectory } from '../repository/connection.directory';
import type { WorkflowRun } from '../workflow/workflow.public';
import { WorkflowService } from '../workflow/workflow.service';
import type { OccurrenceChange } from './domain/occurrence';
import { rankSuspects, type Suspect } from './domain/suspects';
import { judge, type Judgement, type VerdictFacts } from './domain/verdict';
import { verdictMessage } from './domain/words';
import { IncidentHistoryStore } from './incident-history.store';
import { IncidentKeeper } from './incident-keeper';
import { IncidentStore } from './incident.store';
import { incidentDiagnosed } from './incident.facts';
import { judgeIncident, wishesToJudge } from './incident.tasks';
import type { Incident, Occurrence } from './incident.types';
import { RerunPlanner } from './rerun-planner';
import { VerdictFactsReader, type Connection } from './verdict-facts';
import { VerdictStore } from './verdict.store';

/** Failures younger than this are judged again when something new is known; older ones are history. */
const LIVE_MS = 7 * 24 * 3600 * 1000;
/** Of a cause that strikes everywhere the newest failures are judged. */
const JUDGED_AT_ONCE = 20;
/** Failures after a run told late that may be judged by it; those after them have nearer runs. */
const LATER_AT_ONCE = 50;

/** A change, and the commit it is told from: a pull request's merge base, or the default branch's last green run. */
interface LearntChange {
  readonly from: string;
  readonly comparison: ForgeComparison;
}

/** Says whose failures are: judges each occurrence, and gives the incident the newest judged one's verdict. */
@Injectable()
export class VerdictService {
  constructor(
    private readonly db: Database,
    private readonly workflow: WorkflowService,
    private readonly directory: ConnectionDirectory,
    private readonly incidents: IncidentStore,
    private readonly history: IncidentHistoryStore,
    private readonly keeper: IncidentKeeper,
    private readonly verdicts: VerdictStore,
    private readonly facts: VerdictFactsReader,
    private readonly reruns: RerunPlanner,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
  ) {}

  /** Has incidents of one connection judged (again) in the background. */
  async ask(tx: Tx, connectionId: string, incidentIds: readonly string[]): Promise<void> {
    await this.queue.enqueueAll(tx, judgeIncident, wishesToJudge(incidentIds.map((id) => ({ id, connectionId }))));
  }

  /**
   * Has everything judged again that decided runs may throw light on: their own commits, changes that start from them, and,
   * for runs told late, what failed after them in their lanes.
   */
  async reconsider(tx: Tx, runs: readonly WorkflowRun[]): Promise<void> {
    const beside = await this.verdicts.incidentsBeside(tx, runs, LATER_AT_ONCE);
    await this.queue.enqueueAll(tx, judgeIncident, wishesToJudge(beside));
  }

  /**
   * Judges an incident's newest failures by what is known now. Asks the forge about each change once, and again when a
   * green run is told late that the change starts from; throws when it cannot be asked just now. What joins the incident
   * meanwhile is left to a judgement of its own, which is asked for. Doing so again without news changes nothing.
   */
  async judge(incidentId: string): Promise<void> {
    const waiting = await this.live(this.db.read, incidentId);
    const connectionId = waiting[0]?.repository_connection_id;
    if (connectionId === undefined) return;
    const connection = await this.directory.connection(this.db.read, connectionId);
    if (connection === null) return;
    await this.learnChanges(waiting, connection);
    const asked = new Set(waiting.map(({ id }) => id));
    await this.db.transaction(async (tx) => {
      const incident = await this.incidents.lock(tx, incidentId);
      if (incident === null) return;
      const live = await this.live(tx, incidentId);
      // What came while the forge was asked has not been asked about, and what is judged without its change stays so.
      const ready = live.filter(({ id, judged_at: judgedAt }) => judgedAt !== null || asked.has(id));
      // In a storm so many come that none of those asked about is live any more: they are judged all the same.
      const overtaken = [...asked].filter((id) => live.every((occurrence) => occurrence.id !== id));
      const others = overtaken.length === 0 ? [] : await this.verdicts.among(tx, incidentId, overtaken);
      await this.judgeAll(tx, incident, [...ready, ...others], connection);
      // Last: whoever holds the rows of tasks waits for nothing else.
      if (ready.length < live.length) await this.ask(tx, connection.id, [incidentId]);
    });
  }

  private async live(tx: Tx, incidentId: string): Promise<Occurrence[]> {
    const since = new Date(this.clock.now().getTime() - LIVE_MS);
    return this.verdicts.toJudge(tx, incidentId, since, JUDGED_AT_ONCE);
  }

  private async learnChanges(waiting: readonly Occurrence[], connection: Connection): Promise<void> {
    const ofMain = waiting.filter((each) => each.on_default_branch);
    const places = ofMain.map(({ lane, run_number: number }) => ({ lane, number }));
    const greens = await this.workflow.greensBeforeEach(this.db.read, connection.id, places);
    for (const [index, occurrence] of ofMain.entries()) await this.learnSinceGreen(occurrence, greens[index] ?? null);
    for (const occurrence of waiting) {
      if (occurrence.on_default_branch || occurrence.judged_at !== null || occurrence.change !== null) continue;
      const told = await this.sinceBase(occurrence, connection);
      if (told !== null) await this.learn(occurrence, told);
    }
  }

  /** False when there is nothing to learn: a head without commits of its own is a part of the base by now. */
  private async learn({ id }: Occurrence, { from, comparison }: LearntChange): Promise<boolean> {
    if (comparison.commits.length === 0) return false;
    await this.verdicts.saveChange(this.db.read, id, from, toChange(comparison));
    return true;
  }

  /** What the branch has that the one its pull request goes into has not; without one, the default branch. */
  private async sinceBase(occurrence: Occurrence, connection: Connection): Promise<LearntChange | null> {
    const run = await this.workflow.run(this.db.read, occurrence.workflow_run_id);
    const base = run === null ? null : await this.workflow.learnBase(run);
    const comparison = await this.workflow.changeBetween(
      connection.id,
      base ?? connection.defaultBranch,
      occurrence.commit_sha,
      { eachCommit: false },
    );
    return comparison === null ? null : { from: comparison.mergeBaseSha, comparison };
  }

  /**
   * Learns what came between the last green run and the first one that failed for this cause. Asked once for each green
   * run, also where the forge does not tell: an incident is judged at each of its failures.
   */
  private async learnSinceGreen(occurrence: Occurrence, green: WorkflowRun | null): Promise<void> {
    const { id, incident_id: incidentId, repository_connection_id: connectionId, lane } = occurrence;
    if (green === null || occurrence.merge_base_sha === green.commitSha) return;
    const from = green.commitSha;
    const first = await this.verdicts.firstCommitAfter(this.db.read, incidentId, lane, green.number);
    const red = first ?? occurrence.commit_sha;
    if (red === from) return;
    const comparison = await this.workflow.changeBetween(connectionId, from, red, { eachCommit: true });
    const isLearnt = comparison !== null && (await this.learn(occurrence, { from, comparison }));
    if (!isLearnt) await this.verdicts.saveBase(this.db.read, id, from);
  }

  private async judgeAll(
    tx: Tx,
    incident: Incident,
    occurrences: readonly Occurrence[],
    connection: Connection,
  ): Promise<void> {
    const ids = occurrences.map(({ workflow_run_id: id }) => id);
    const runs = new Map((await this.workflow.runsById(tx, ids)).map((run) => [run.id, run]));
    const failures = occurrences.flatMap((occurrence) => {
      const run = runs.get(occurrence.workflow_run_id);
      return run === undefined ? [] : [{ occurrence, run }];
    });
    const facts = await this.facts.factsOf(tx, incident.id, failures, connection);
    const news = failures.flatMap(({ occurrence }, index) => {
      const known = facts[index];
      return (known === undefined ? null : newsOf(occurrence, known)) ?? [];
    });
    // In the order of `IncidentStore.lockOccurrences`.
    for (const { id, judgement, suspects } of news.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      await this.verdicts.saveJudgement(tx, id, judgement, suspects, this.clock.now());
    }
    const newest = await this.verdicts.newestJudged(tx, incident.id);
    if (newest === null) return;
    await this.tellIncident(tx, incident, newest);
    if (news.some(({ id }) => id === newest.id)) await this.tellDiagnosed(tx, incident, newest);
    if (!['open', 'acknowledged', 'fixing'].includes(incident.status)) return;
    const run = await this.workflow.run(tx, newest.workflow_run_id);
    if (run !== null) await this.reruns.consider(tx, connection, run);
  }

  /** The newest judged failure's verdict is new: those who act on verdicts are told. */
  private async tellDiagnosed(tx: Tx, incident: Incident, { id, workflow_run_id, verdict }: Occurrence): Promise<void> {
    const { id: incident_id, repository_connection_id: connection_id, user_id } = incident;
    const told = { incident_id, run_id: workflow_run_id, connection_id, user_id };
    await this.queue.publish(tx, incidentDiagnosed, `${id}:${verdict}`, told);
  }

  /** The incident has its newest judged failure's verdict; flaky and infrastructure are low, whatever it was before. */
  private async tellIncident(tx: Tx, incident: Incident, newest: Occurrence): Promise<void> {
    if (newest.verdict === incident.verdict) return;
    const now = this.clock.now();
    await this.incidents.update(tx, incident.id, { verdict: newest.verdict }, now);
    await this.keeper.restate(tx, incident.id);
    const reasons = newest.evidence.map(({ message }) => message);
    await this.history.addEvent(tx, incident.id, {
      type: 'judged',
      at: now,
      actorId: null,
      message: verdictMessage(incident.verdict, newest.verdict, reasons),
      workflowRunId: newest.workflow_run_id,
    });
  }
}

/** What an occurrence's row is to say; null when it says so already. */
function newsOf(
  occurrence: Occurrence,
  facts: VerdictFacts,
): { readonly id: string; readonly judgement: Judgement; readonly suspects: readonly Suspect[] } | null {
  const judgement = judge(facts);
  const suspects =
    occurrence.on_default_branch && occurrence.change !== null
      ? rankSuspects(occurrence.change.commits, occurrence.cause.files)
      : [];
  const { id, verdict, confidence, evidence } = occurrence;
  const isKnown =
    isDeepStrictEqual({ verdict, confidence, evidence }, judgement) && isDeepStrictEqual(occurrence.suspects, suspects);
  return isKnown && occurrence.judged_at !== null ? null : { id, judgement, suspects };
}

/** Files of a change kept in a row; what lies beyond is told by `isComplete`. */
const MAX_FILES = 300;

function toChange(told: ForgeComparison): OccurrenceChange {
  return storableJson<OccurrenceChange>({
    files: told.files.slice(0, MAX_FILES),
    isComplete: told.isComplete && told.files.length <= MAX_FILES,
    commits: told.commits.slice(0, 50).map(({ sha, message, author, committedAt, url, files }) => ({
      sha,
      subject: storableText(message.split('\n', 1)[0] ?? '').slice(0, 200),
      author,
      committedAt: committedAt?.toISOString() ?? null,
      url,
      files: files?.slice(0, MAX_FILES) ?? null,
    })),
  });
}
