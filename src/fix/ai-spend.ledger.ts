import { Injectable } from '@nestjs/common';
import type { ChatUsage } from '../ai/chat';
import { Clock } from '../common/clock';
import { newId } from '../common/ids';
import { DAY_MS } from '../common/time';
import { AiConfig } from '../config/config';
import { Database } from '../database/database';
import type { AiOutcome } from './ai-spend.entity';
import { AiSpendStore, type AiUse } from './ai-spend.store';
import type { Decline } from './domain/decline';
import { FixMetrics } from './fix.metrics';
import { MAX_ANSWER_TOKENS } from './domain/ai/answer';

/** What a conversation is for. */
export interface AiPurpose {
  readonly userId: string;
  readonly connectionId: string;
  readonly incidentId: string;
  readonly attempt: number;
  readonly model: string;
  readonly purpose: string;
  /** Of the first request, rather too high. */
  readonly promptTokens: number;
}

/** Leave to hold one conversation. */
export interface AiReservation {
  readonly id: string;
  /** Requests it may cost. */
  readonly requests: number;
}

/** One answer and its repair, each with two retries. */
const MOST_REQUESTS = 6;

/** Sees to it that no incident, repository or day costs more than the settings allow; over all processes. */
@Injectable()
export class AiSpendLedger {
  constructor(
    private readonly db: Database,
    private readonly store: AiSpendStore,
    private readonly config: AiConfig,
    private readonly clock: Clock,
    private readonly metrics: FixMetrics,
  ) {}

  /**
   * Reserves the most that a conversation may use, or says which cap forbids it. What is reserved counts until `settle`;
   * of a process that died in between, for good.
   */
  async reserve(purpose: AiPurpose): Promise<AiReservation | Decline> {
    const { connectionId, incidentId, promptTokens } = purpose;
    const now = this.clock.now();
    return this.db.transaction(async (tx) => {
      await this.store.lock(tx);
      const used = await this.store.standing(tx, connectionId, incidentId, this.dayStart());
      const { requestsPerIncident, dailyRequestsPerRepository, dailyCost } = this.config.caps;
      const left = {
        incident: requestsPerIncident - used.incidentRequests,
        repository: dailyRequestsPerRepository - used.repositoryRequests,
      };
      if (left.incident <= 0) return over(`${requestsPerIncident} requests for one incident`);
      if (left.repository <= 0) return over(`${dailyRequestsPerRepository} requests for one repository in 24 hours`);
      const each = this.costOf(promptTokens, MAX_ANSWER_TOKENS);
      const paid = dailyCost === null || !each ? Infinity : Math.floor((dailyCost - used.cost) / each);
      if (paid <= 0) return over(`${dailyCost ?? 0} US dollars in 24 hours`);
      const requests = Math.min(MOST_REQUESTS, left.incident, left.repository, paid);
      const id = newId();
      await this.store.insert(tx, {
        id,
        user_id: purpose.userId,
        repository_connection_id: connectionId,
        incident_id: incidentId,
        attempt: purpose.attempt,
        model: purpose.model,
        purpose: purpose.purpose,
        requests,
        prompt_tokens: promptTokens * requests,
        completion_tokens: MAX_ANSWER_TOKENS * requests,
        cost: each === null ? null : each * requests,
        outcome: 'running',
        created_at: now,
        finished_at: null,
      });
      return { id, requests };
    });
  }

  /** Writes what a conversation used in place of what was reserved. */
  async settle({ id }: AiReservation, usage: ChatUsage, outcome: AiOutcome): Promise<void> {
    this.metrics.asked(usage, outcome);
    const { requests, promptTokens, completionTokens, cost } = usage;
    await this.store.update(this.db.read, id, {
      requests,
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      cost,
      outcome,
      finished_at: this.clock.now(),
    });
  }

  /** What a user's conversations used in the last 24 hours. */
  async usedBy(userId: string): Promise<AiUse> {
    return this.store.usedBy(this.db.read, userId, this.dayStart());
  }

  private dayStart(): Date {
    return new Date(this.clock.now().getTime() - DAY_MS);
  }

  private costOf(promptTokens: number, completionTokens: number): number | null {
    const { prices } = this.config;
    if (prices === null) return null;
    return (promptTokens * prices.promptPerMillion + completionTokens * prices.completionPerMillion) / 1e6;
  }
}

function over(cap: string): Decline {
  return {
    code: 'fix.budget',
    reason: `No fixer knows it, and the model is not asked: the limit of ${cap} is reached.`,
  };
}
