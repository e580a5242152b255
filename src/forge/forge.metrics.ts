import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock';
import { Metrics, WORK_SECONDS } from '../common/metrics';
import type { Counter, Histogram } from 'prom-client';
import type { ForgeOAuth } from './forge';
import { ForgeError } from './forge.errors';
import type { ForgeKind } from './forge.types';
import { onForgeCalls, type ForgeCall } from './wire/calls';

/** How long a limit that was seen counts, milliseconds: about two scrapes. */
const SEEN_MS = 60_000;

/** What calls of forges tell operators. */
@Injectable()
export class ForgeMetrics implements OnApplicationShutdown {
  private readonly requests: Counter<'forge' | 'method' | 'status'>;
  private readonly durations: Histogram<'forge'>;
  private readonly operations: Counter<'forge' | 'operation' | 'outcome'>;
  private readonly seen = new Map<ForgeKind, readonly { readonly left: number; readonly at: number }[]>();
  private readonly silence: () => void;

  constructor(
    metrics: Metrics,
    private readonly clock: Clock,
  ) {
    this.requests = metrics.counter({
      name: 'forge_requests_total',
      help: 'Calls of forges, by status; `none` when no answer came.',
      labels: ['forge', 'method', 'status'],
    });
    this.durations = metrics.histogram(
      { name: 'forge_request_duration_seconds', help: 'Time until a forge answered.', labels: ['forge'] },
      WORK_SECONDS,
    );
    this.operations = metrics.counter({
      name: 'oauth_operations_total',
      help: 'OAuth at forges: exchange, refresh, revoke; ok, or why not.',
      labels: ['forge', 'operation', 'outcome'],
    });
    metrics.gauge(
      {
        name: 'forge_rate_limit_left_ratio',
        help: 'What is left of the limit of the token that has least, 0 to 1, of those this process used in the last minute.',
        labels: ['forge'],
      },
      () => [...this.seen.keys()].flatMap((forge) => this.least(forge)),
    );
    this.silence = onForgeCalls((call) => {
      this.heard(call);
    });
  }

  onApplicationShutdown(): void {
    this.silence();
  }

  /** A driver's OAuth, counted. */
  counted(forge: ForgeKind, oauth: ForgeOAuth): ForgeOAuth {
    const count =
      <I, O>(operation: string, call: (input: I) => Promise<O>) =>
      async (input: I): Promise<O> => {
        let outcome = 'failed';
        try {
          const result = await call(input);
          outcome = 'ok';
          return result;
        } catch (error) {
          if (error instanceof ForgeError) outcome = error.kind;
          throw error;
        } finally {
          this.operations.inc({ forge, operation, outcome });
        }
      };
    return {
      ...oauth,
      exchangeCode: count('exchange', (input) => oauth.exchangeCode(input)),
      refresh: count('refresh', (token) => oauth.refresh(token)),
      revoke: count('revoke', (token) => oauth.revoke(token)),
    };
  }

  private heard({ forge, method, status, seconds, left }: ForgeCall): void {
    this.requests.inc({ forge, method, status: status === null ? 'none' : String(status) });
    this.durations.observe({ forge }, seconds);
    if (left === null) return;
    const at = this.clock.now().getTime();
    // What is neither newer nor lower than another tells nothing more, so the list stays short.
    const others = this.recent(forge, at).filter((other) => other.left < left);
    this.seen.set(forge, [...others, { left, at }]);
  }

  private recent(forge: ForgeKind, now: number) {
    return (this.seen.get(forge) ?? []).filter(({ at }) => now - at <= SEEN_MS);
  }

  private least(forge: ForgeKind): { labels: { forge: string }; value: number }[] {
    const recent = this.recent(forge, this.clock.now().getTime());
    return recent.length === 0 ? [] : [{ labels: { forge }, value: Math.min(...recent.map(({ left }) => left)) }];
  }
}
