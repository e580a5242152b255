import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from '../database/database';

/** The process' Prometheus metrics. */
@Injectable()
export class Metrics implements OnApplicationShutdown {
  private readonly registry = new Registry();

  private readonly requests = new Histogram({
    name: 'devflowfix_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer, by route.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  constructor(private readonly db: Database) {
    collectDefaultMetrics({ register: this.registry });
    const depth = new Gauge({
      name: 'devflowfix_queue_tasks',
      help: 'Tasks in the queue: ready to run, waiting for their time, or running.',
      labelNames: ['state'] as const,
      registers: [this.registry],
      collect: async () => {
        for (const [state, count] of Object.entries(await this.queueDepth())) depth.set({ state }, count);
      },
    });
  }

  /** Records one answered request. `route` is the pattern, never the path, so that label values stay few. */
  observe(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  async render(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }

  private async queueDepth(): Promise<Record<'ready' | 'waiting' | 'running', number>> {
    const rows: { ready: string; waiting: string; running: string }[] = await this.db.read.query(
      `select count(*) filter (where locked_at is null and run_at <= now()) as ready,
              count(*) filter (where locked_at is null and run_at > now()) as waiting,
              count(*) filter (where locked_at is not null) as running
       from graphile_worker.jobs where attempts < max_attempts`,
    );
    const [row] = rows;
    return { ready: Number(row?.ready ?? 0), waiting: Number(row?.waiting ?? 0), running: Number(row?.running ?? 0) };
  }
}
