import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock';
import { storableText } from '../common/storable';
import { Database } from '../database/database';
import type { Tx } from '../database/tx';
import { IncidentLedger } from '../incident/incident.ledger';
import { TaskQueue } from '../queue/task.queue';
import { isOpen, step, type Effect, type LifeEvent } from './domain/life';
import type { HarmEvidence, HarmKind } from './pull-request.entity';
import { PullRequestMetrics } from './pull-request.metrics';
import { PullRequestStore, type PullRequestChange } from './pull-request.store';
import { aboutOf, settlePullRequest, writeLane } from './pull-request.tasks';
import { lifeOf, type PullRequest } from './pull-request.types';

/** Moves pull requests through their lives: one event, one transaction; what the forge must be told is a task. */
@Injectable()
export class PullRequestKeeper {
  constructor(
    private readonly db: Database,
    private readonly store: PullRequestStore,
    private readonly incidents: IncidentLedger,
    private readonly queue: TaskQueue,
    private readonly clock: Clock,
    private readonly metrics: PullRequestMetrics,
  ) {}

  /** Lets something happen to a pull request; `also` are columns that come with it. False when it changed nothing. */
  async apply(id: string, event: LifeEvent, also: PullRequestChange = {}): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const seen = await this.store.find(tx, id);
      if (seen === null) return false;
      await this.store.lockIncident(tx, seen.incident_id);
      const row = await this.store.find(tx, id);
      return row !== null && this.applyLocked(tx, row, event, also);
    });
  }

  /** `apply` within a transaction that holds the incident's lock. */
  async applyLocked(tx: Tx, row: PullRequest, event: LifeEvent, also: PullRequestChange = {}): Promise<boolean> {
    const { life, effects } = step(lifeOf(row), event);
    if (life.phase === row.phase && life.headSha === row.head_sha) return false;
    const now = this.clock.now();
    const { phase } = life;
    await this.store.update(
      tx,
      row.id,
      {
        ...also,
        phase,
        attempt: life.attempt,
        head_sha: life.headSha,
        ...(life.headSha === row.head_sha ? {} : { pushed_at: now }),
        unproven_reason: unprovenReason(effects),
        ...(phase === 'verified' ? { verified_at: now } : {}),
        ...(phase === 'merged' ? { merged_at: also.merged_at ?? now } : {}),
        ...(isOpen(phase) ? { closed_at: null } : { closed_at: now, closed_reason: closedReason(effects, row, phase) }),
      },
      now,
    );
    if (phase !== row.phase) this.metrics.entered(phase);
    await this.tell(tx, row, phase, effects);
    if (effects.some(({ type }) => type === 'resolve_incident')) {
      await this.incidents.resolveByMerge(tx, row.incident_id, now);
    }
    await this.enqueueSettle(tx, { ...row, phase, head_sha: life.headSha });
    return true;
  }

  /** A pull request was made although it had been given up meanwhile: it is known from now on, and closed. */
  async takeBack(id: string, made: Pick<PullRequest, 'pr_number' | 'pr_url' | 'draft'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const row = await this.store.find(tx, id);
      if (row === null || isOpen(row.phase) || row.pr_number !== null) return;
      // As if nothing had been done about its end, which was done before there was anything to close.
      const change = { ...made, acted_phase: 'claimed' } as const;
      await this.store.update(tx, id, change, this.clock.now());
      await this.catchUp(tx, { ...row, ...change });
    });
  }

  /** Writes down, once, that a merged fix did harm, and what shows it. */
  async harm(row: PullRequest, kind: HarmKind, at: Date, evidence: HarmEvidence): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.store.lockIncident(tx, row.incident_id);
      const now = await this.store.find(tx, row.id);
      if (now?.phase !== 'merged' || now.harmed_at !== null) return;
      const harmed = { harmed_at: at, harm: kind, harm_evidence: evidence };
      await this.store.update(tx, row.id, harmed, this.clock.now());
      const message = `Pull request #${row.pr_number ?? 0} did harm: ${evidence.message}`;
      await this.incidents.tell(tx, row.incident_id, { type: 'pull_request_harmed', message });
    });
  }

  /** Takes back that a merged fix did harm: what showed it turned out to be nobody's change. */
  async unharm(row: PullRequest, why: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const none = { harmed_at: null, harm: null, harm_evidence: null };
      await this.store.update(tx, row.id, none, this.clock.now());
      const message = `Pull request #${row.pr_number ?? 0} did no harm after all: ${why}`;
      await this.incidents.tell(tx, row.incident_id, { type: 'pull_request_harmed', message });
    });
  }

  /** Has the forge brought to where a row stands, if it never was: the task may have died with a revoked token. */
  async catchUp(tx: Tx, row: PullRequest): Promise<void> {
    if (row.acted_phase !== row.phase) await this.enqueueSettle(tx, row);
  }

  private async enqueueSettle(tx: Tx, row: PullRequest): Promise<void> {
    const { id, phase, head_sha, user_id } = row;
    const lane = writeLane(user_id);
    const key = `${settlePullRequest.kind}:${id}:${phase}:${head_sha ?? ''}`;
    await this.queue.enqueue(tx, settlePullRequest, aboutOf(row), { lane, key });
  }

  private async tell(tx: Tx, row: PullRequest, phase: PullRequest['phase'], effects: readonly Effect[]): Promise<void> {
    const name = row.pr_number === null ? 'The fix pull request' : `Pull request #${row.pr_number}`;
    const why = closedReason(effects, row, phase);
    const told = {
      verified: ['pull_request_verified', `${name} is verified: the repository's own CI is green on it.`],
      unproven: [
        'pull_request_unproven',
        `${name} is not verified: ${unprovenReason(effects) ?? ''} It stays a draft.`,
      ],
      retrying: ['pull_request_failed', `${name} did not make the CI green; trying again.`],
      handed_over: ['pull_request_closed', `Somebody committed to the branch of ${name}: it is theirs now.`],
      merged: ['pull_request_merged', `${name} was merged.`],
      withdrawn: ['pull_request_closed', `${name} was withdrawn: ${why ?? ''}`],
      failed: ['pull_request_closed', `${name} was closed: ${why ?? ''}`],
      closed: ['pull_request_closed', `${name} was closed by somebody.`],
    } as const;
    const entry = phase === 'claimed' || phase === 'verifying' ? null : told[phase];
    if (entry !== null) await this.incidents.tell(tx, row.incident_id, { type: entry[0], message: entry[1] });
  }
}

function unprovenReason(effects: readonly Effect[]): string | null {
  const said = effects.find((effect) => effect.type === 'say_unproven');
  return said === undefined ? null : storableText(said.why);
}

function closedReason(effects: readonly Effect[], row: PullRequest, phase: PullRequest['phase']): string | null {
  const close = effects.find((effect) => effect.type === 'close');
  if (close !== undefined) return close.why;
  // Merged although we had withdrawn it: people were faster than our reasons.
  if (phase === 'merged') return null;
  return phase === 'closed' ? 'Closed at the forge.' : row.closed_reason;
}
