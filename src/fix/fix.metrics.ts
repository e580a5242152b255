import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import type { ChatUsage } from '../ai/chat';
import { Metrics } from '../common/metrics';
import type { AiOutcome } from './ai-spend.entity';
import type { FixAttempt } from './fix.types';

/** What fixes and the model tell operators. */
@Injectable()
export class FixMetrics {
  private readonly attempts: Counter<'outcome' | 'kind'>;
  private readonly conversations: Counter<'outcome'>;
  private readonly requests: Counter<never>;
  private readonly tokens: Counter<'of'>;
  private readonly cost: Counter<never>;

  constructor(metrics: Metrics) {
    this.attempts = metrics.counter({
      name: 'fix_attempts_total',
      help: 'Looks for a fix by what came out (proposed, declined) and who made it (rule, ai; empty without a patch).',
      labels: ['outcome', 'kind'],
    });
    this.conversations = metrics.counter({
      name: 'ai_conversations_total',
      help: 'Conversations with the model by how they ended.',
      labels: ['outcome'],
    });
    this.requests = metrics.counter({
      name: 'ai_requests_total',
      help: 'Requests to the model, retries included.',
      labels: [],
    });
    this.tokens = metrics.counter({
      name: 'ai_tokens_total',
      help: 'Tokens of the model: prompt and completion, retries included.',
      labels: ['of'],
    });
    this.cost = metrics.counter({
      name: 'ai_cost_dollars_total',
      help: 'What the model cost in US dollars, as far as prices are set.',
      labels: [],
    });
  }

  attempted({ outcome, kind }: Pick<FixAttempt, 'outcome' | 'kind'>): void {
    this.attempts.inc({ outcome, kind: kind ?? '' });
  }

  asked(usage: ChatUsage, outcome: AiOutcome): void {
    this.conversations.inc({ outcome });
    this.requests.inc(usage.requests);
    this.tokens.inc({ of: 'prompt' }, usage.promptTokens);
    this.tokens.inc({ of: 'completion' }, usage.completionTokens);
    if (usage.cost !== null) this.cost.inc(usage.cost);
  }
}
