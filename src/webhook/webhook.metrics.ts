import { Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { Clock } from '../common/clock';
import { Metrics, WORK_SECONDS } from '../common/metrics';
import type { ForgeKind } from '../forge/forge.types';

/** What the door and the inbox tell operators. */
@Injectable()
export class WebhookMetrics {
  private readonly deliveries: Counter<'forge' | 'status'>;
  private readonly lookUps: Counter<never>;
  private readonly lag: Histogram<never>;

  constructor(
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {
    this.deliveries = metrics.counter({
      name: 'webhook_deliveries_total',
      help: 'Deliveries by how the door answered: accepted, duplicate, ignored, refused (then without a forge).',
      labels: ['forge', 'status'],
    });
    this.lookUps = metrics.counter({
      name: 'webhook_lookups_total',
      help: 'Statements with which the doors asked PostgreSQL whose they are; one serves all who knock meanwhile.',
      labels: [],
    });
    this.lag = metrics.histogram(
      {
        name: 'webhook_processing_lag_seconds',
        help: 'Time from a delivery at the door to its effect in the database.',
        labels: [],
      },
      WORK_SECONDS,
    );
  }

  /** Bytes of bodies under way, asked at each scrape. */
  showHeldBytes(held: () => number): void {
    this.metrics.gauge(
      {
        name: 'webhook_held_bytes',
        help: 'Memory that bodies of deliveries hold, being read or stored; of 256 MiB.',
        labels: [],
      },
      () => [{ labels: {}, value: held() }],
    );
  }

  /** The doors asked the database. */
  lookedUp(): void {
    this.lookUps.inc();
  }

  answered(forge: ForgeKind, status: 'accepted' | 'duplicate' | 'ignored'): void {
    this.deliveries.inc({ forge, status });
  }

  /** An unknown door or a wrong signature; which forge it would have been is not known. */
  refused(): void {
    this.deliveries.inc({ forge: '', status: 'refused' });
  }

  /** Deliveries whose effect is committed. */
  processed(receivedAt: readonly Date[]): void {
    const now = this.clock.now().getTime();
    for (const at of receivedAt) this.lag.observe(Math.max(0, now - at.getTime()) / 1000);
  }
}
