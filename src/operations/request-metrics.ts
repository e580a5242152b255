import { Injectable } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { Metrics, QUICK_SECONDS } from '../common/metrics';

/** Times of answered requests. */
@Injectable()
export class RequestMetrics {
  private readonly requests: Histogram<'method' | 'route' | 'status'>;

  constructor(metrics: Metrics) {
    this.requests = metrics.histogram(
      {
        name: 'http_request_duration_seconds',
        help: 'Time from the request to the end of its answer, by route.',
        labels: ['method', 'route', 'status'],
      },
      QUICK_SECONDS,
    );
  }

  /** Records one answered request. `route` is the pattern, never the path, so that label values stay few. */
  observe(method: string, route: string, status: number, seconds: number): void {
    this.requests.observe({ method, route, status: String(status) }, seconds);
  }
}
