import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { Metrics, WORK_SECONDS } from '../common/metrics';

/** `unknown`: nothing in the logs told the cause. `failed`: too much for a thread, or the thread was lost. */
export type DiagnosisOutcome = 'known' | 'unknown' | 'failed';

/** What diagnoses tell operators. */
@Injectable()
export class DiagnosisMetrics {
  private readonly durations: Histogram<'outcome'>;

  constructor(metrics: Metrics) {
    this.durations = metrics.histogram(
      {
        name: 'diagnosis_duration_seconds',
        help: 'Time to diagnose a failed run once its logs are read, by what came out: known, unknown, failed.',
        labels: ['outcome'],
      },
      WORK_SECONDS,
    );
  }

  observe(outcome: DiagnosisOutcome, seconds: number): void {
    this.durations.observe({ outcome }, seconds);
  }
}
