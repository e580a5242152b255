import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What every metric has: a name after `devflowfix_`, words for a person, and the labels whose values stay few. */
export interface MetricSpec<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly L[];
}

/**
 * The process' Prometheus metrics. Each room makes its own here and counts where the thing happens; counters and
 * histograms are of this process, so they are summed over processes. A gauge that is read from the database says so:
 * every process tells the same, so the greatest is taken.
 */
@Injectable()
export class Metrics implements OnModuleInit, OnApplicationShutdown {
  private readonly registry = new Registry();
  private readonly own: MetricSpec<string>[] = [];

  /** Memory, CPU, event-loop lag and garbage collection of the process come by themselves. */
  onModuleInit(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A count that only grows; its name ends with `_total`. */
  counter<L extends string>({ name, help, labels }: MetricSpec<L>): Counter<L> {
    return new Counter(this.settings({ name, help, labels }));
  }

  /** How long something took, in seconds; its name ends with `_seconds`. `buckets` are upper bounds. */
  histogram<L extends string>({ name, help, labels }: MetricSpec<L>, buckets: readonly number[]): Histogram<L> {
    return new Histogram({ ...this.settings({ name, help, labels }), buckets: [...buckets] });
  }

  /** How things stand; `read` is asked at each scrape, and its values replace those before. */
  gauge<L extends string>(
    { name, help, labels }: MetricSpec<L>,
    read: () => Promise<readonly GaugeValue<L>[]> | readonly GaugeValue<L>[],
  ): void {
    new Gauge({
      ...this.settings({ name, help, labels }),
      async collect() {
        const values = await read();
        this.reset();
        for (const { labels: of, value } of values) this.set(of, value);
      },
    });
  }

  /** What rooms made here, under the names that are rendered. */
  made(): readonly MetricSpec<string>[] {
    return this.own;
  }

  async render(): Promise<{ contentType: string; text: string }> {
    return { contentType: this.registry.contentType, text: await this.registry.metrics() };
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }

  private settings<L extends string>(spec: MetricSpec<L>) {
    const name = `devflowfix_${spec.name}`;
    this.own.push({ ...spec, name });
    return { name, help: spec.help, labelNames: spec.labels, registers: [this.registry] };
  }
}

/** One value of a gauge. */
export interface GaugeValue<L extends string> {
  readonly labels: Record<L, string>;
  readonly value: number;
}

/** Upper bounds for what is answered at once, in seconds. */
export const QUICK_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Upper bounds for work in the background, in seconds. */
export const WORK_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] as const;
